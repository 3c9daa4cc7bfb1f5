/**
 * A known text, encrypted, stored once: a process with another key learns so when it starts, not when it first meets a secret. It is written with
 * another key only when everything else is (`rekey.ts`).
 */
import { HeatError } from '../errors.ts';
import type { Database } from './database.ts';
import { type Keyring, UnknownKey } from './keyring.ts';

const NAME = 'key check';

/** Throws InvalidEncryptionKey unless the keyring has the key this database is kept with. */
export async function checkKey(database: Database, keyring: Keyring): Promise<void> {
  const [row] = await database.query('SELECT value FROM settings WHERE name = $1', [NAME]);
  if (row === undefined) return;
  try {
    keyring.decrypt(row.value as string, NAME);
  } catch (cause) {
    const which = cause instanceof UnknownKey ? ` (${cause.keyId})` : '';
    throw new HeatError(
      'InvalidEncryptionKey',
      `The encryption key is not the one that this database is kept with${which}. ` +
        'To change keys, name the new one beside the old one until `hearth rekey` is done.',
      { cause },
    );
  }
}

/** Of a database that has none yet; the first process wins. */
export async function noteKey(database: Database, keyring: Keyring): Promise<void> {
  await database.query('INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING', [
    NAME,
    keyring.encrypt('hearth', NAME),
  ]);
}

/** From now on a process has to have the key that writes. */
export async function promoteKey(database: Database, keyring: Keyring): Promise<void> {
  const check = keyring.encrypt('hearth', NAME);
  await database.query('UPDATE settings SET value = $1 WHERE name = $2', [check, NAME]);
}
