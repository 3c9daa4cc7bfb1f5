/** Credentials that no stack uses: of requests that were cut short, and of deleted stacks whose trust could not be given back at once. */
import type { CredentialsRow } from '../../store/rows.ts';
import { CredentialsChanged } from '../../store/store.ts';
import type { Room } from '../room.ts';

/** Given back in one go. */
const AT_ONCE = 50;

/**
 * Gives back and forgets what was seen to be in use by nobody. What has come into use meanwhile is left alone; where giving back fails, the row is left, as
 * idle since now, for the next sweep: last in the order, so that it does not keep others waiting.
 */
export async function giveBack(room: Room, row: CredentialsRow): Promise<void> {
  try {
    if (!(await reclaim(room, row))) return;
    await room.credentials.release(row);
    await room.store.commit([{ remove: 'credentials', id: row.id }], 'apart');
  } catch (error) {
    room.log.warn({ credentials: row.id, error }, 'credentials could not be given back; this is tried again');
  }
}

/** From then on nobody borrows them any more. */
async function reclaim(room: Room, { id, idleSince }: CredentialsRow): Promise<boolean> {
  // Another moment than the one that was seen, by which borrowers know them.
  const now = Math.max(room.now(), (idleSince ?? 0) + 1);
  try {
    await room.store.commit([{ patch: 'credentials', id, set: { idleSince: now } }], {
      reclaimed: { id, idleSince },
    });
    return true;
  } catch (error) {
    if (error instanceof CredentialsChanged) return false;
    throw error;
  }
}

/** What was lent, where nobody borrows it any more. */
export async function giveBackUnlent(room: Room, id: string): Promise<void> {
  if (await room.store.isLent(id)) return;
  const row = await room.store.credentials(id);
  if (row !== null) await giveBack(room, row);
}

/** All that have been idle longer than a request takes. */
export async function giveBackIdle(room: Room): Promise<void> {
  const before = room.now() - room.config.idle_credentials_age * 1000;
  for (const row of await room.store.idleCredentials(before, AT_ONCE)) await giveBack(room, row);
}
