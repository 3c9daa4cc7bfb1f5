/**
 * Who changes somebody else's stack has it act in their own name from then on, as in Heat: what they ask for is done with their rights, and goes on to be when the
 * former user's are gone. The stack's row of credentials stays, so that nested stacks follow; what it borrowed before is given back a while later, for
 * calls of the operation that is overtaken may be under way with it.
 */
import { randomUUID } from 'node:crypto';
import type { CredentialsRow, StackRow } from '../../store/rows.ts';
import type { Change } from '../../store/store.ts';
import type { Caller } from '../orchestrator.ts';
import { giveBackLater } from '../own/idle-credentials.ts';
import type { Room } from '../room.ts';
import { acquireCredentials, type NewCredentials, takenIntoUse } from './credentials.ts';

/** Tries after which it gets a trust of its own, lest others' giving back comes in between for ever. */
const SHARING_TRIES = 3;

export class Renewal {
  private readonly room: Room;
  private readonly caller: Caller;
  /** Got for a try that is not stored yet. */
  private present: { credentials: NewCredentials; former: CredentialsRow } | null = null;
  private tries = 0;

  constructor(room: Room, caller: Caller) {
    this.room = room;
    this.caller = caller;
  }

  /** What belongs to the commit that changes the stack; nothing where it acts in the caller's name already. @throws MissingCredentialError, CloudError */
  async for(stack: StackRow): Promise<{ changes: Change[]; lender: CredentialsRow | null }> {
    await this.drop('none');
    const former = await this.formerOf(stack);
    if (former === null) return { changes: [], lender: null };
    const credentials = await acquireCredentials(this.room, this.caller, ++this.tries > SHARING_TRIES);
    this.present = { credentials, former };
    const { row, lender } = credentials;
    const changes: Change[] = [{ put: 'credentials', row: { ...row, id: former.id } }, ...takenIntoUse(lender)];
    // Of its own: what it was made by.
    if (lender === null) changes.push({ remove: 'credentials', id: row.id });
    if (former.lentBy === null) changes.push({ put: 'credentials', row: this.idle(former) });
    return { changes, lender };
  }

  async stored(): Promise<void> {
    const lentBy = this.present?.former.lentBy ?? null;
    await this.drop('stored');
    if (lentBy === null) return;
    try {
      await giveBackLater(this.room, lentBy);
    } catch (error) {
      this.room.log.warn(
        { credentials: lentBy, error },
        'former credentials could not be noted as unused; a sweep will find them',
      );
    }
  }

  async drop(outcome: 'stored' | 'none' | 'unknown'): Promise<void> {
    const { present } = this;
    this.present = null;
    await present?.credentials.settle(outcome);
  }

  /** Of another user than the caller, under a trust. A nested stack has those of the stack above it. */
  private async formerOf({ parentId, projectId, credentialsId }: StackRow): Promise<CredentialsRow | null> {
    const { room, caller } = this;
    if (parentId !== null || credentialsId === null || projectId !== caller.projectId) return null;
    const row = await room.store.credentials(credentialsId);
    if (row?.content.kind !== 'trust' || row.content.trustorUserId === caller.userId) return null;
    return room.credentials.intend(caller).kind === 'trust' ? row : null;
  }

  private idle(former: CredentialsRow): CredentialsRow {
    return { ...former, id: randomUUID(), idleSince: this.room.now() };
  }
}
