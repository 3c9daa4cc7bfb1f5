import type { Command } from 'commander';

export function define(command: Command): void {
  command.option('-o, --output <file>', 'write to this file').action(async ({ output }: { output?: string }) => {
    const [{ jsonSchema }, { catalogue }, { stringify }] = await Promise.all([
      import('../../template/describe/json-schema.ts'),
      import('../../resources/catalogue.ts'),
      import('../../template/value.ts'),
    ]);
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
