/** The store that the configuration names; opening migrates it. */
import { HeatError } from '../../errors.ts';
import type { Config } from '../../options.ts';
import { lookAtStore, openStore, type StoreOptions } from '../../store/open.ts';
import type { Store } from '../../store/store.ts';
import { ConfigError } from '../config/values.ts';
import { encryptionKeys } from './encryption-key.ts';

/**
 * `how`: as what, and for how much, the embedded database is opened. `look`: nothing is made, migrated or noted.
 * Throws {@link ConfigError} when the database cannot be had, HeatError when its key is another.
 */
export async function openConfiguredStore(
  config: Config,
  { look = false, ...how }: Pick<StoreOptions, 'purpose' | 'readOnly'> & { look?: boolean } = {},
): Promise<Store> {
  const encryptionKey = encryptionKeys(config, { look });
  const open = look ? lookAtStore : openStore;
  const { database_url: databaseUrl, database_read_connections: readConnections } = config;
  try {
    if (databaseUrl !== null) return await open({ databaseUrl, encryptionKey, readConnections });
    return await open({ dataDir: config.data_dir, encryptionKey, ...how });
  } catch (error) {
    if (error instanceof HeatError || !(error instanceof Error)) throw error;
    const where = databaseUrl === null ? ` in ${config.data_dir}` : '';
    throw new ConfigError(`the database${where} cannot be opened: ${error.message}`, { cause: error });
  }
}
