/** The store that the configuration names; opening migrates it. */
import { openStore } from '../../store/open.ts';
import type { Store } from '../../store/store.ts';
import type { Config } from '../config/options.ts';
import { encryptionKeys } from './encryptionKey.ts';

export function openConfiguredStore(config: Config): Promise<Store> {
  const encryptionKey = encryptionKeys(config);
  const { database_url: databaseUrl, database_read_connections: readConnections } = config;
  if (databaseUrl !== null) return openStore({ databaseUrl, encryptionKey, readConnections });
  return openStore({ dataDir: config.data_dir, encryptionKey });
}
