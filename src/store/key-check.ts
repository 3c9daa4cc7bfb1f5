/**
 * A known text, encrypted, stored once: a process with another key learns so when it starts, not when it first meets a secret.
 */
import { HeatError } from '../errors.ts';
import type { Database } from './database.ts';
import type { Keyring } from './keyring.ts';

const NAME = 'key check';

/** Throws InvalidEncryptionKey unless the keyring has the key this database is kept with. `readOnly`: leaves everything as it is. */
export async function checkKey(database: Database, keyring: Keyring, readOnly: boolean): Promise<void> {
  const encrypt = () => keyring.encrypt('hearth', NAME);
  if (!readOnly) {
    await database.query('INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING', [
      NAME,
      encrypt(),
    ]);
  }
  const [row] = await database.query('SELECT value FROM settings WHERE name = $1', [NAME]);
  // A database that was never opened to be written has nothing that a key could not read.
  if (row === undefined) return;
  const value = row.value as string;
  try {
    keyring.decrypt(value, NAME);
  } catch (cause) {
    throw new HeatError(
      'InvalidEncryptionKey',
      'The encryption key is not the one that this database is kept with. After a change of keys, name the old one after the new.',
      { cause },
    );
  }
  if (!readOnly && !value.startsWith(`enc:${keyring.current}:`)) {
    await database.query('UPDATE settings SET value = $1 WHERE name = $2', [encrypt(), NAME]);
  }
}
