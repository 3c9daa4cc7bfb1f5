/**
 * The credentials of a stack to be. A trust is made before the stack is stored, by a process that may die in between: so its intent is stored
 * first, idle, and the commit that stores the stack takes it into use. What stays idle is given back by an engine
 * (`engine/own/idle-credentials.ts`), which finds the trust by a marker that follows from the row's id.
 */
import { randomUUID } from 'node:crypto';
import { CloudError } from '../../openstack/cloud.ts';
import type { CredentialsRow } from '../../store/rows.ts';
import type { Caller } from '../orchestrator.ts';
import { giveBack } from '../own/idle-credentials.ts';
import type { Room } from '../room.ts';

/** How often another marker is tried, or a request whose answer was lost without effect. */
const TRIES = 4;

/** A row to be stored with the stack. @throws MissingCredentialError, CloudError */
export async function acquireCredentials(room: Room, caller: Caller): Promise<CredentialsRow> {
  for (let attempt = 1; ; attempt++) {
    const row = intended(room, caller);
    if (row.content.kind === 'trust') {
      await room.store.commit([{ put: 'credentials', row }], 'apart');
      room.crashPoint('intent', 'credentials');
    }
    try {
      const content = await room.credentials.acquire(caller, row);
      room.crashPoint('called', 'credentials');
      return { ...row, content, idleSince: null };
    } catch (error) {
      const again = error instanceof CloudError && (error.conflict || error.outcome === 'unknown');
      // Somebody else's trust bears the marker: there is nothing of ours to give back.
      if (error instanceof CloudError && error.conflict)
        await room.store.commit([{ remove: 'credentials', id: row.id }], 'apart');
      else await giveBack(room, row);
      if (!again || attempt === TRIES) throw error;
    }
  }
}

function intended(room: Room, caller: Caller): CredentialsRow {
  const now = room.now();
  const content = room.credentials.intend(caller);
  return { id: randomUUID(), projectId: caller.projectId, content, createdAt: now, idleSince: now };
}
