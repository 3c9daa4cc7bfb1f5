/**
 * The credentials of a stack to be. A trust is made before the stack is stored, by a process that may die in between: so its intent is stored
 * first, idle, and the commit that stores the stack takes it into use. What stays idle is given back by an engine
 * (`engine/own/idle-credentials.ts`), which finds the trust by a marker that follows from the row's id.
 *
 * A trust is lent where it may be: to all stacks of the same user, project and roles. Each has a row of its own, which says from whom it borrows.
 */
import { randomUUID } from 'node:crypto';
import { CloudError } from '../../openstack/cloud.ts';
import type { CredentialsRow } from '../../store/rows.ts';
import type { Caller } from '../orchestrator.ts';
import { giveBack } from '../own/idle-credentials.ts';
import type { Room } from '../room.ts';
import type { Share } from '../scheduling/joint.ts';

/** How often another marker is tried, or a request whose answer was lost without effect. */
const TRIES = 4;

export interface NewCredentials {
  /** To be stored with the stack. */
  row: CredentialsRow;
  /** From whom the row borrows, as it has to be still when the stack is stored. */
  lender: CredentialsRow | null;
  /** The stack is stored, or will not be: `refused` tells that the lender was not as it was seen, `none` that no stack came of it. */
  settle(outcome: 'stored' | 'refused' | 'none' | 'unknown'): Promise<void>;
}

/** `alone`: nothing is to be borrowed. @throws MissingCredentialError, CloudError */
export async function acquireCredentials(room: Room, caller: Caller, alone = false): Promise<NewCredentials> {
  const sharing = alone ? null : await room.credentials.sharing(caller);
  if (sharing !== null) return borrow(room, caller, sharing);
  const made = await make(room, caller, null);
  return {
    row: { ...made, idleSince: null },
    lender: null,
    async settle(outcome) {
      if (outcome === 'none') await giveBack(room, made);
    },
  };
}

async function borrow(room: Room, caller: Caller, sharing: string): Promise<NewCredentials> {
  const share = room.lenders.join(sharing, () => findOrMake(room, caller, sharing));
  const { lender, own } = await lenderOf(room, caller, sharing, share);
  return {
    row: borrowedFrom(lender, room.now()),
    lender,
    async settle(outcome) {
      if (outcome === 'refused') share.spoil();
      const nobodyElse = share.leave() || own;
      if (outcome === 'none' && nobodyElse && lender.idleSince !== null) await giveBack(room, lender);
    },
  };
}

function borrowedFrom({ id: lentBy, content, projectId }: CredentialsRow, now: number): CredentialsRow {
  const borrowed = content.kind === 'trust' ? { ...content, borrowed: true } : content;
  return { id: randomUUID(), projectId, content: borrowed, createdAt: now, idleSince: null, sharing: null, lentBy };
}

/** `own`: made for this caller alone. */
async function lenderOf(
  room: Room,
  caller: Caller,
  sharing: string,
  share: Share<CredentialsRow>,
): Promise<{ lender: CredentialsRow; own: boolean }> {
  try {
    return { lender: await share.value, own: false };
  } catch (error) {
    share.leave();
    if (share.first) throw error;
  }
  // Somebody else's failure may have been that of their token, or of the moment.
  return { lender: await make(room, caller, sharing), own: true };
}

async function findOrMake(room: Room, caller: Caller, sharing: string): Promise<CredentialsRow> {
  const found = await room.store.lender(sharing);
  if (found !== null && (await isGood(room, caller, found))) return found;
  return make(room, caller, sharing);
}

/** Where that cannot be told now, a new one is made, or tells what is wrong. */
async function isGood(room: Room, caller: Caller, lender: CredentialsRow): Promise<boolean> {
  try {
    return await room.credentials.stillGranted(caller, lender);
  } catch (error) {
    room.log.warn({ credentials: lender.id, error }, 'whether credentials can be shared could not be asked');
    return false;
  }
}

/** Makes a trust, or whatever else; a trust's row is stored, idle. */
async function make(room: Room, caller: Caller, sharing: string | null): Promise<CredentialsRow> {
  for (let attempt = 1; ; attempt++) {
    const row = intended(room, caller, sharing);
    if (row.content.kind === 'trust') {
      await room.store.commit([{ put: 'credentials', row }], 'apart');
      room.crashPoint('intent', 'credentials');
    }
    try {
      const content = await room.credentials.acquire(caller, row);
      room.crashPoint('called', 'credentials');
      return { ...row, content };
    } catch (error) {
      const again = error instanceof CloudError && (error.conflict || error.outcome === 'unknown');
      // Somebody else's trust bears the marker: there is nothing of ours to give back.
      if (error instanceof CloudError && error.conflict)
        await room.store.commit([{ remove: 'credentials', id: row.id }], 'apart');
      else if (row.content.kind === 'trust') await giveBack(room, row);
      if (!again || attempt === TRIES) throw error;
    }
  }
}

function intended(room: Room, caller: Caller, sharing: string | null): CredentialsRow {
  const now = room.now();
  const content = room.credentials.intend(caller);
  const { projectId } = caller;
  return { id: randomUUID(), projectId, content, createdAt: now, idleSince: now, sharing, lentBy: null };
}
