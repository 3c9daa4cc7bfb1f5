import type { Command } from 'commander';
import { addConfigFlags, configFrom } from '../config-flags.ts';

export function define(command: Command): void {
  addConfigFlags(command, [])
    .option('-o, --output <file>', 'write to this file')
    .action(async ({ output, config }: { output?: string; config?: string }) => {
      const [{ jsonSchema }, { withPlugins }, { stringify }] = await Promise.all([
        import('../../template/describe/json-schema.ts'),
        import('../wiring/plugins.ts'),
        import('../../template/value.ts'),
      ]);
      const { catalogue } = await withPlugins((await configFrom({ config })).plugins);
      const text = stringify(jsonSchema(catalogue), 2);
      if (output === undefined) {
        console.log(text);
        return;
      }
      const { writeFile } = await import('node:fs/promises');
      await writeFile(output, `${text}\n`);
      console.error(`Written to ${output}. In a template's first line: # yaml-language-server: $schema=${output}`);
    });
}
