/**
 * Deleting a resource. What its deletion policy or the stack's abandonment retains is only forgotten. Deleting what is gone is
 * success, so a delete may be repeated at any time.
 */
import type { ResourceType } from '../../resources/type.ts';
import type { ResourceRow } from '../../store/rows.ts';
import { inDoubtSince, withDoubt } from '../resource/doubt.ts';
import { isPassing } from '../resource/failure.ts';
import { storedProperties } from '../resource/properties.ts';
import { Responder } from '../signals/responder.ts';
import { passHook } from './hook.ts';
import type { StackRun } from './stack-run.ts';
import { isHeldByAnother } from './ties.ts';
import { Dropped } from './waits.ts';

/** @throws ResourceFailure, Dropped */
export async function remove(run: StackRun, row: ResourceRow, free: () => void): Promise<void> {
  if (row.action === 'INIT') {
    forget(run, row);
    return;
  }
  const wholeStack = run.stack.action === 'DELETE';
  if (wholeStack) await passHook(run, row.name, row, 'pre-delete', free);
  try {
    const type = run.typeOf(row);
    const before = { action: row.action, status: row.status };
    run.enter(row, { action: 'DELETE', status: 'IN_PROGRESS', data: withDoubt(row) });
    if (!isRetained(run, row) && !isHeldByAnother(run, row, type)) {
      if (!type.local) {
        await run.flush();
        run.crash('intent', row.name);
      }
      await removeObject(run, row, type, before, free);
    } else if (type.nestedStack && run.operation.kind === 'abandon') {
      await run.nested(row).abandon();
    }
    run.enter(row, { action: 'DELETE', status: 'COMPLETE' });
  } catch (error) {
    if (error instanceof Dropped || run.lost) throw error;
    const failure = run.failure(error, row);
    run.fail(row, 'DELETE', failure);
    throw failure;
  }
  if (wholeStack) await passHook(run, row.name, row, 'post-delete', free);
  forget(run, row);
}

/** It stays when its row goes. */
export function isRetained(run: StackRun, row: ResourceRow): boolean {
  return (
    run.operation.kind === 'abandon' ||
    run.operation.request['abandon'] === true ||
    row.deletionPolicy === 'Retain' ||
    row.externalId !== null
  );
}

async function removeObject(
  run: StackRun,
  row: ResourceRow,
  type: ResourceType,
  before: Pick<ResourceRow, 'action' | 'status'>,
  free: () => void,
): Promise<void> {
  const properties = storedProperties(type, row);
  const operation = run.operationOn(row, { properties });
  if (inDoubtSince(row) !== null && !type.local) {
    const died = before.status === 'IN_PROGRESS';
    await (died ? run.findLate(row, type, operation, free) : run.find(row, type, operation));
  }
  if (row.deletionPolicy === 'Snapshot' && type.snapshotBeforeDelete !== undefined && row.physicalId !== null) {
    await type.snapshotBeforeDelete(operation, { marker: row.id, again: before.action === 'DELETE' });
    await run.waits.until(operation, free, async () => (await type.snapshotBeforeDeleted?.(operation)) ?? true);
  }
  const limit = Math.max(run.room.config.action_retry_limit, 0);
  for (let attempt = 0; ; attempt++) {
    try {
      await type.delete(operation);
      if (run.lost) throw new Dropped();
      if (!type.local) run.crash('called', row.name);
      await run.waits.until(operation, free, () => type.deleted(operation));
      await new Responder(run.room, run, row).remove();
      return;
    } catch (error) {
      if (error instanceof Dropped || run.lost) throw error;
      const conflict = isPassing(error) && !(error instanceof Error && error.name === 'ResourceInError');
      if (!conflict || attempt >= limit) throw error;
      await run.waits.pause(run.room.retryDelay(attempt), free);
    }
  }
}

function forget(run: StackRun, row: ResourceRow): void {
  run.rows.delete(row.id);
  if (run.current.get(row.name) === row) run.current.delete(row.name);
  run.journal.remove(row);
  if (row.replaces !== null) {
    const replaced = run.rows.get(row.replaces);
    if (replaced?.replacedBy === row.id) run.touch(replaced, { replacedBy: null });
  }
  if (row.replacedBy !== null) {
    const replacement = run.rows.get(row.replacedBy);
    if (replacement?.replaces === row.id) run.touch(replacement, { replaces: null });
  }
}
