import { type Command, InvalidArgumentError, Option } from 'commander';
import { addConfigFlags, configFrom } from '../config-flags.ts';

const MILLISECONDS = { seconds: 1000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const;
type Unit = keyof typeof MILLISECONDS;

function readAge(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('a whole number from 0 up');
  return Number(text);
}

export function define(command: Command): void {
  addConfigFlags(command, ['database_url', 'data_dir'])
    .argument('[age]', 'only what was deleted at least so long ago', readAge, 90)
    .addOption(
      new Option('-g, --granularity <unit>', 'what the age counts').choices(Object.keys(MILLISECONDS)).default('days'),
    )
    .option('-p, --project-id <id>', 'only stacks of this project')
    .action(async (age: number, given: Record<string, unknown>) => {
      const { openConfiguredStore } = await import('../wiring/open-store.ts');
      const store = await openConfiguredStore(await configFrom(given));
      try {
        const before = Date.now() - age * MILLISECONDS[given.granularity as Unit];
        const count = await store.purgeDeleted(before, given.projectId as string | undefined);
        console.log(`${count} deleted ${count === 1 ? 'stack is' : 'stacks are'} gone for good.`);
      } finally {
        await store.close();
      }
    });
}
