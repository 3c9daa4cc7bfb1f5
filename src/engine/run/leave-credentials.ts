/**
 * What becomes of a deleted stack's credentials. Borrowed ones: first the stack is no borrower any more, though it keeps the row until it is gone,
 * and then whoever was the last gives them back. May be repeated.
 */
import { giveBackUnlent } from '../own/idle-credentials.ts';
import type { Journal } from './journal.ts';
import type { StackRun } from './stack-run.ts';

export interface Leaving extends Pick<StackRun, 'stack' | 'room' | 'flush' | 'now'> {
  journal: Pick<Journal, 'addConditional'>;
}

export async function leaveCredentials(run: Leaving): Promise<void> {
  const { stack, room, journal } = run;
  if (stack.parentId !== null || stack.credentialsId === null) return;
  const credentials = await room.store.credentials(stack.credentialsId);
  if (credentials === null) return;
  const { id, lentBy } = credentials;
  if (lentBy !== null) {
    journal.addConditional({ patch: 'credentials', id, set: { lentBy: null } });
    await run.flush();
    await giveBackUnlent(room, lentBy);
    journal.addConditional({ remove: 'credentials', id });
    return;
  }
  try {
    await room.credentials.release(credentials);
    journal.addConditional({ remove: 'credentials', id });
  } catch (error) {
    // The stack is gone all the same; the trust is given back when Keystone can be asked again.
    room.log.warn({ stack_id: stack.id, error }, 'the credentials of a deleted stack could not be given back yet');
    journal.addConditional({ patch: 'credentials', id, set: { idleSince: run.now() } });
  }
}
