/** Credentials that no stack uses: of requests that were cut short, and of deleted stacks whose trust could not be given back at once. */
import type { CredentialsRow } from '../../store/rows.ts';
import type { Room } from '../room.ts';

/** Given back in one go. */
const AT_ONCE = 50;

/** Gives back and forgets; false, with the row left for the next sweep, where that fails. */
export async function giveBack(room: Room, row: CredentialsRow): Promise<boolean> {
  try {
    await room.credentials.release(row);
    await room.store.commit([{ remove: 'credentials', id: row.id }], 'apart');
    return true;
  } catch (error) {
    room.log.warn({ credentials: row.id, error }, 'credentials could not be given back; this is tried again');
    return false;
  }
}

/** All that have been idle longer than a request takes. */
export async function giveBackIdle(room: Room): Promise<void> {
  const before = room.now() - room.config.idle_credentials_age * 1000;
  for (const row of await room.store.idleCredentials(before, AT_ONCE)) {
    // Last in the order, should it fail again: it does not keep others waiting.
    if (!(await giveBack(room, row))) {
      await room.store.commit([{ put: 'credentials', row: { ...row, idleSince: room.now() } }], 'apart');
    }
  }
}
