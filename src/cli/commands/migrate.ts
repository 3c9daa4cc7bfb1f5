import type { Command } from 'commander';
import { addConfigFlags, configFrom } from '../config-flags.ts';

export function define(command: Command): void {
  addConfigFlags(command, ['database_url', 'data_dir']).action(async (given: Record<string, unknown>) => {
    const { openConfiguredStore } = await import('../wiring/open-store.ts');
    const store = await openConfiguredStore(await configFrom(given));
    await store.ping();
    await store.close();
    console.log(`The ${store.engine === 'sqlite' ? 'SQLite' : 'PostgreSQL'} database is up to date.`);
  });
}
