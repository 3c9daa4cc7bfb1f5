import type { Command } from 'commander';

export function define(command: Command): void {
  command
    .option('--markdown', 'as the page of the documentation')
    .action(async ({ markdown }: { markdown?: boolean }) => {
      const { optionsAsMarkdown, optionsAsText } = await import('../config/reference.ts');
      console.log(markdown ? optionsAsMarkdown() : optionsAsText());
    });
}
