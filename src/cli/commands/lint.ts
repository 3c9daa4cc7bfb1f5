import type { Command } from 'commander';

export function define(command: Command): void {
  const gather = (value: string, before: string[] = []): string[] => [...before, value];
  command
    .argument('<file...>', 'templates, or folders with templates')
    .option(
      '-e, --env <file>',
      'environment; may be given several times. With one, every parameter has to have a value',
      gather,
    )
    .option('--json', 'what was found, as data')
    .action(async (paths: string[], given: { env?: string[]; json?: boolean }) => {
      const { runLint } = await import('../lint/lint.ts');
      process.exitCode = await runLint(paths, given);
    });
}
