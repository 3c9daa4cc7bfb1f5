/**
 * Keys for secrets at rest. With the embedded database nobody has to name one: it is made at the first start and kept beside the
 * database, readable by its owner only. PostgreSQL may be shared by machines, so there the operator names it.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../options.ts';
import { ConfigError } from '../config/values.ts';

/** `look`: none is made. */
export function encryptionKeys(config: Config, { look = false } = {}): string[] {
  const named = config.auth_encryption_key;
  if (named !== null && named.length > 0) return [...named];
  if (config.database_url !== null) {
    throw new ConfigError(
      'auth_encryption_key has to be set (HEARTH_AUTH_ENCRYPTION_KEY): the same for all processes of a database',
    );
  }
  const file = join(config.data_dir, 'encryption.key');
  if (!existsSync(file)) {
    if (look) throw new ConfigError(`there is no key in ${file} yet: the first start makes one`);
    mkdirSync(config.data_dir, { recursive: true, mode: 0o700 });
    try {
      writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}
