/** The store that the configuration names; opening migrates it. */
import { HeatError } from '../../errors.ts';
import { openStore } from '../../store/open.ts';
import type { Store } from '../../store/store.ts';
import type { Config } from '../config/options.ts';
import { ConfigError } from '../config/values.ts';
import { encryptionKeys } from './encryption-key.ts';

/** Throws {@link ConfigError} when the database cannot be had, HeatError when its key is another. */
export async function openConfiguredStore(config: Config): Promise<Store> {
  const encryptionKey = encryptionKeys(config);
  const { database_url: databaseUrl, database_read_connections: readConnections } = config;
  try {
    if (databaseUrl !== null) return await openStore({ databaseUrl, encryptionKey, readConnections });
    return await openStore({ dataDir: config.data_dir, encryptionKey });
  } catch (error) {
    if (error instanceof HeatError || !(error instanceof Error)) throw error;
    const where = databaseUrl === null ? ` in ${config.data_dir}` : '';
    throw new ConfigError(`the database${where} cannot be opened: ${error.message}`, { cause: error });
  }
}
