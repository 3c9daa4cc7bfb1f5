/**
 * How an operation ends: the stack's state, its events, what follows (a rollback is an operation of its own that leads to the
 * last good definition), and what is tidied up.
 */
import type { OperationKind, OperationRow, StackAction, StackRow } from '../../store/rows.ts';
import { goBack } from '../operations/index.ts';
import { stackEvent } from '../resource/events.ts';
import { errorMessage } from '../resource/failure.ts';
import { removeUserProject } from '../signals/user-project.ts';
import { completeSnapshot, deleteAllSnapshots, failSnapshot } from '../snapshots/run.ts';
import { leaveCredentials } from './leave-credentials.ts';
import type { StackRun } from './stack-run.ts';
import { presentOrigin } from './trace.ts';

/** `over`: the operation is; `again`: a later one took over or a rollback is due; `lost`: the stack is another engine's. */
export type RunEnd = 'over' | 'again' | 'lost';

/** Actions after whose failure the stack goes back to what it was. */
const ROLLED_BACK: ReadonlySet<StackAction> = new Set<StackAction>(['CREATE', 'ADOPT', 'UPDATE', 'RESTORE']);
/** Kinds after which the definition counts as reached. */
const REACHES: ReadonlySet<OperationKind> = new Set<OperationKind>(['create', 'update', 'restore', 'adopt']);

/** The operation leads to a definition. */
export function reaches({ operation }: StackRun): boolean {
  return REACHES.has(operation.kind);
}

export function rollsBack(run: StackRun): boolean {
  return !run.stack.disableRollback && ROLLED_BACK.has(run.stack.action);
}

/** Changes the stack's row, in memory and with the next commit, with the event if its state changed. */
function setStack(run: StackRun, set: Partial<Omit<StackRow, 'id' | 'epoch' | 'engineId'>>): void {
  Object.assign(run.stack, set);
  run.journal.addConditional({ patch: 'stack', id: run.stack.id, set });
  if (set.status !== undefined) {
    run.journal.events++;
    run.journal.addConditional({ put: 'event', row: stackEvent(run.stack, run.now()) });
  }
}

function endOperation(run: StackRun, state: OperationRow['state']): void {
  const { operation } = run;
  operation.state = state;
  operation.endedAt = run.now();
  run.journal.addConditional({ patch: 'operation', id: operation.id, set: { state, endedAt: operation.endedAt } });
  for (const hook of run.hooks.values()) run.journal.addConditional({ remove: 'hook', id: hook.id });
}

/** The stack has failed, while some of its resources are still on their way. */
export function markFailed(run: StackRun, reason: string): void {
  if (run.stack.status === 'FAILED') return;
  setStack(run, { status: 'FAILED', reason });
  void run.flush().catch(() => {});
}

export async function endDrained(run: StackRun): Promise<RunEnd> {
  endOperation(run, 'failed');
  await run.flush();
  return 'over';
}

export async function endFailed(run: StackRun, reason: string): Promise<RunEnd> {
  const failed = { ...run.stack, status: 'FAILED' as const };
  // Prepared before anything is noted: the failure and what follows from it have to be in one commit.
  const back = rollsBack(run) ? await goBack(run.room, failed, presentOrigin()) : null;
  if (run.stack.status !== 'FAILED') setStack(run, { status: 'FAILED', reason });
  if (run.operation.kind === 'snapshot') failSnapshot(run, reason);
  endOperation(run, 'failed');
  // The stack as it failed: what follows from it, it says itself when it has ended.
  const ended = { ...run.stack };
  if (back !== null) {
    Object.assign(run.stack, back.set);
    for (const change of back.changes) run.journal.addConditional(change);
  }
  await run.flush();
  report(run, 'FAILED', ended);
  return back === null ? 'over' : 'again';
}

export async function endComplete(run: StackRun): Promise<RunEnd> {
  const { stack, operation } = run;
  const reason = `Stack ${stack.action} completed successfully`;
  if (operation.kind === 'delete' || operation.kind === 'abandon') return endDeleted(run, reason);
  if (operation.kind === 'snapshot') completeSnapshot(run, reason);
  const leads = reaches(run);
  // What was not touched is at the definition all the same.
  if (leads && operation.kind !== 'create') {
    run.journal.addConditional({ reached: stack.definitionId, stackId: stack.id });
  }
  setStack(run, { status: 'COMPLETE', reason, ...(leads ? { goodDefinitionId: stack.definitionId } : {}) });
  endOperation(run, 'done');
  await run.flush();
  run.crash('finish', stack.name);
  report(run, 'COMPLETE');
  return 'over';
}

async function endDeleted(run: StackRun, reason: string): Promise<RunEnd> {
  const { stack, room } = run;
  // Everything below may be repeated: a process may die between any two of these.
  await run.flush();
  try {
    if (run.operation.kind === 'delete') await deleteAllSnapshots(run);
  } catch (error) {
    return endFailed(run, `Resource DELETE failed: ${errorMessage(error)}`);
  }
  try {
    if (run.operation.kind === 'delete') await removeUserProject(room, stack, run.hasEars);
  } catch (error) {
    room.log.warn({ stack_id: stack.id, error }, 'the project of the users of a deleted stack could not be deleted');
  }
  await leaveCredentials(run);
  setStack(run, { status: 'COMPLETE', reason, deletedAt: run.now() });
  endOperation(run, 'done');
  await run.flush();
  run.crash('finish', stack.name);
  report(run, 'COMPLETE');
  return 'over';
}

function report(run: StackRun, status: string, stack = run.stack): void {
  const { operation } = run;
  const seconds = ((operation.endedAt ?? run.now()) - operation.createdAt) / 1000;
  run.room.log.info(
    { stack_id: stack.id, stack_name: stack.name, seconds },
    `Stack ${stack.action} ${status} (${stack.name}): ${stack.reason}`,
  );
  run.room.observer.operation?.({ stack, kind: operation.kind, status, seconds });
}
