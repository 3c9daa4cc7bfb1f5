/** What a stack does to all its resources without changing their definitions: suspend, resume, check, snapshot. */
import { HeatError } from '../../errors.ts';
import type { StackVerb } from '../../plan/index.ts';
import type { ResourceOperation, ResourceType, Taking } from '../../resources/type.ts';
import type { ResourceRow } from '../../store/rows.ts';
import { ActionFailure, ResourceFailure } from '../resource/failure.ts';
import { storedProperties } from '../resource/properties.ts';
import { ResourceUser } from '../signals/resource-user.ts';
import { snapshotId } from '../snapshots/run.ts';
import { settle } from './settle.ts';
import type { StackRun } from './stack-run.ts';
import { Dropped } from './waits.ts';

interface Deed {
  /** Why the row's state forbids it; null where it does not. */
  refused(row: ResourceRow): string | null;
  begin(type: ResourceType, operation: ResourceOperation, taking: Taking): Promise<void> | undefined;
  done(type: ResourceType, operation: ResourceOperation): Promise<boolean> | undefined;
}

const stateOf = (row: ResourceRow) => `('${row.action}', '${row.status}')`;

const DEEDS: Record<StackVerb, Deed> = {
  SUSPEND: {
    refused: (row) => {
      const stable = row.status === 'COMPLETE' || row.action === 'SUSPEND';
      return row.action === 'DELETE' || !stable ? `State ${stateOf(row)} invalid for suspend` : null;
    },
    begin: (type, operation) => type.suspend?.(operation),
    done: (type, operation) => type.suspended?.(operation),
  },
  RESUME: {
    refused: (row) => {
      const fits = row.action === 'RESUME' || (row.action === 'SUSPEND' && row.status === 'COMPLETE');
      return fits ? null : `State ${stateOf(row)} invalid for resume`;
    },
    begin: (type, operation) => type.resume?.(operation),
    done: (type, operation) => type.resumed?.(operation),
  },
  CHECK: {
    refused: (row) => (row.action === 'DELETE' ? `State ${stateOf(row)} invalid for check` : null),
    begin: (type, operation) => type.check(operation),
    done: (type, operation) => type.checked?.(operation),
  },
  SNAPSHOT: {
    refused: (row) => (row.action === 'DELETE' ? `State ${stateOf(row)} invalid for snapshot` : null),
    begin: (type, operation, taking) => type.snapshot?.(operation, taking),
    done: (type, operation) => type.snapshotted?.(operation),
  },
};

/**
 * What an earlier run had begun comes to its end before something else is done to the row: an object whose making is in doubt would
 * never be looked for again.
 */
async function settleEarlier(run: StackRun, verb: StackVerb, row: ResourceRow, free: () => void): Promise<void> {
  if (row.status !== 'IN_PROGRESS' || row.action === verb || row.action === 'DELETE') return;
  if ((await settle(run, row, null, free)) === 'unmade') run.touch(row, { status: 'FAILED' });
}

/** @throws ResourceFailure, Dropped */
export async function act(run: StackRun, verb: StackVerb, row: ResourceRow, free: () => void): Promise<void> {
  const deed = DEEDS[verb];
  await settleEarlier(run, verb, row, free);
  const done = row.action === verb && row.status === 'COMPLETE' && (row.startedAt ?? 0) >= run.operation.createdAt;
  if (done) return;
  const refused = deed.refused(row);
  // The row keeps the state that forbids it.
  if (refused !== null) {
    const failure = ResourceFailure.of(new HeatError('HeatException', refused), row.name);
    throw new ActionFailure(verb, failure);
  }
  try {
    const type = run.typeOf(row);
    const taking = { marker: snapshotId(run), again: row.action === verb && row.status === 'IN_PROGRESS' };
    run.enter(row, { action: verb, status: 'IN_PROGRESS' });
    if (!type.local) {
      await run.flush();
      run.crash('intent', row.name);
    }
    const properties = storedProperties(type, row);
    const operation = run.operationOn(row, { properties });
    await deed.begin(type, operation, taking);
    if (verb === 'SUSPEND' || verb === 'RESUME') {
      await new ResourceUser(run.room, run, row).setEnabled(verb === 'RESUME');
    }
    if (!type.local) run.crash('called', row.name);
    await run.waits.until(operation, free, async () => (await deed.done(type, operation)) ?? true);
    if (verb === 'RESUME') run.touch(row, { attributes: {} });
    run.enter(row, { action: verb, status: 'COMPLETE' });
  } catch (error) {
    if (error instanceof Dropped || run.lost) throw error;
    const failure = run.failure(error, row);
    run.fail(row, verb, failure);
    throw failure;
  }
}
