import type { Command } from 'commander';
import { ConfigError } from '../config/values.ts';
import { addConfigFlags, configFrom } from '../config-flags.ts';

export function define(command: Command): void {
  addConfigFlags(command, ['database_url', 'data_dir']).action(async (given: Record<string, unknown>) => {
    const { openConfiguredStore } = await import('../wiring/open-store.ts');
    const store = await openConfiguredStore(await configFrom(given));
    try {
      let told = '';
      const { written, left, unknown } = await store.rekey(({ table, written }) => {
        const line = `${table}: ${written} written so far`;
        if (line !== told) console.log(line);
        told = line;
      });
      if (unknown.length > 0) {
        throw new ConfigError(
          `${left} values are under keys that are not configured (${unknown.join(', ')}): name these, too, and run this again`,
        );
      }
      if (left > 0) {
        throw new ConfigError(
          `${left} values were written under another key meanwhile: restart every process with the new key first, and run this again`,
        );
      }
      console.log(
        `${written} rows were encrypted anew; everything is under the key that writes. Others are no longer needed.`,
      );
    } finally {
      await store.close();
    }
  });
}
