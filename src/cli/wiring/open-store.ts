/** The store that the configuration names; opening migrates it. */
import { HeatError } from '../../errors.ts';
import { openStore, type StoreOptions } from '../../store/open.ts';
import type { Store } from '../../store/store.ts';
import type { Config } from '../config/options.ts';
import { ConfigError } from '../config/values.ts';
import { encryptionKeys } from './encryption-key.ts';

/**
 * `how`: as what, and for how much, the embedded database is opened.
 * Throws {@link ConfigError} when the database cannot be had, HeatError when its key is another.
 */
export async function openConfiguredStore(
  config: Config,
  how: Pick<StoreOptions, 'purpose' | 'readOnly'> = {},
): Promise<Store> {
  const encryptionKey = encryptionKeys(config);
  const { database_url: databaseUrl, database_read_connections: readConnections } = config;
  try {
    if (databaseUrl !== null) return await openStore({ databaseUrl, encryptionKey, readConnections });
    return await openStore({ dataDir: config.data_dir, encryptionKey, ...how });
  } catch (error) {
    if (error instanceof HeatError || !(error instanceof Error)) throw error;
    const where = databaseUrl === null ? ` in ${config.data_dir}` : '';
    throw new ConfigError(`the database${where} cannot be opened: ${error.message}`, { cause: error });
  }
}
