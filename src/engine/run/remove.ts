/**
 * Deleting a resource. What its deletion policy or the stack's abandonment retains is only forgotten. Deleting what is gone is
 * success, so a delete may be repeated at any time.
 */
import { CloudError } from '../../openstack/cloud.ts';
import { NotNow } from '../../resources/not-now.ts';
import type { ResourceType } from '../../resources/type.ts';
import type { ResourceRow } from '../../store/rows.ts';
import { inDoubtSince, withDoubt } from '../resource/doubt.ts';
import type { Operation } from '../resource/operation.ts';
import { storedProperties } from '../resource/properties.ts';
import { Responder } from '../signals/responder.ts';
import { hasResponder } from '../signals/responder-notes.ts';
import { passHook } from './hook.ts';
import { inTurn, type Persist } from './in-turn.ts';
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
    if (isRetained(run, row)) {
      run.enter(row, { action: 'DELETE', status: 'IN_PROGRESS', data: withDoubt(row) });
      if (type.nestedStack && run.operation.kind === 'abandon') await run.nested(row).abandon();
    } else {
      await inTurn(run, { row, type, given: row.properties, free }, async (persist) => {
        const before = { action: row.action, status: row.status };
        run.enter(row, { action: 'DELETE', status: 'IN_PROGRESS', data: withDoubt(row) });
        if (isHeldByAnother(run, row, type)) return;
        if (!type.local) {
          await run.flush();
          run.crash('intent', row.name);
        }
        await removeObject(run, row, { type, before, persist }, free);
      });
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
  { type, before, persist }: { type: ResourceType; before: Pick<ResourceRow, 'action' | 'status'>; persist: Persist },
  free: () => void,
): Promise<void> {
  const properties = storedProperties(type, row);
  const operation = run.operationOn(row, { properties });
  if (inDoubtSince(row) !== null && !type.local) {
    const died = before.status === 'IN_PROGRESS';
    await (died ? run.finding.findLate(row, type, operation, free) : run.finding.find(row, type, operation));
  }
  if (row.deletionPolicy === 'Snapshot' && type.snapshotBeforeDelete !== undefined && row.physicalId !== null) {
    await type.snapshotBeforeDelete(operation, { marker: row.id, again: before.action === 'DELETE' });
    await run.waits.until(operation, free, async () => (await type.snapshotBeforeDeleted?.(operation)) ?? true);
  }
  await takeAway(run, { row, type, operation, persist }, free);
}

/** The object goes. What is still in use may be so no longer in a moment: often its user is on its way out itself. */
export async function takeAway(
  run: StackRun,
  about: { row: ResourceRow; type: ResourceType; operation: Operation; persist: Persist },
  free: () => void,
): Promise<void> {
  const { row, type, operation, persist } = about;
  await persist(async () => {
    try {
      await type.delete(operation);
      if (run.lost) throw new Dropped();
      if (!type.local) run.crash('called', row.name);
      await run.waits.until(operation, free, () => type.deleted(operation), { verb: 'deleted' });
    } catch (error) {
      const isInUse = error instanceof CloudError && error.conflict && NotNow.behind(error) === null;
      throw isInUse ? NotNow.because(error, run.room.retryPatience) : error;
    }
  });
  if (hasResponder(row)) await new Responder(run.room, run, row).remove();
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
