/**
 * A row that an earlier run left in progress: what became of it is found out before anything is decided. Nothing is replayed; the verbs
 * are asked to get to their end.
 */

import type { ResourceType } from '../../resources/type.ts';
import type { ResourceRow } from '../../store/rows.ts';
import type { Operation } from '../resource/operation.ts';
import { storedProperties } from '../resource/properties.ts';
import { changedNames, finishChange, formerRecord } from './change.ts';
import { inTurn } from './in-turn.ts';
import { finishCreate } from './make.ts';
import { resolveProperties } from './resolved.ts';
import type { StackRun } from './stack-run.ts';
import { Dropped } from './waits.ts';

/** `unmade`: a create was cut short before it made anything; the row can be used again. */
export type Settled = 'settled' | 'unmade';

/**
 * Brings a row in progress to COMPLETE or FAILED.
 * @param goal definition that is wanted now; a nested stack that was on its way to another one is not waited for
 * @throws Dropped; failures are in the row afterwards
 */
export async function settle(run: StackRun, row: ResourceRow, goal: string | null, free: () => void): Promise<Settled> {
  try {
    const type = run.typeOf(row);
    return await SETTLERS[row.action](run, row, type, goal, free);
  } catch (error) {
    if (error instanceof Dropped || run.lost) throw error;
    run.fail(row, row.action, run.failure(error, row));
    return 'settled';
  }
}

type Settler = (
  run: StackRun,
  row: ResourceRow,
  type: ResourceType,
  goal: string | null,
  free: () => void,
) => Promise<Settled>;

async function settleCreate(
  run: StackRun,
  row: ResourceRow,
  type: ResourceType,
  goal: string | null,
  free: () => void,
): Promise<Settled> {
  if (type.local && row.physicalId === null) return 'unmade';
  const properties = await resolveProperties(run, { name: row.name, type }, row.properties ?? {}, false);
  const operation = run.operationOn(row, { properties });
  if (row.physicalId === null) {
    if ((await run.finding.findLate(row, type, operation, free)) === null) return 'unmade';
  }
  if (type.nestedStack && goal !== null && goal !== row.definitionId) {
    // The update that is about to come supersedes what the nested stack is doing.
    run.touch(row, { status: 'COMPLETE' });
    return 'settled';
  }
  const given = row.properties;
  await inTurn(run, { row, type, given, free }, () =>
    finishCreate(run, row, { name: row.name, type }, operation, free),
  );
  return 'settled';
}

async function settleUpdate(
  run: StackRun,
  row: ResourceRow,
  type: ResourceType,
  goal: string | null,
  free: () => void,
): Promise<Settled> {
  const pending = row.pending ?? row.properties ?? {};
  if (type.nestedStack && goal !== null && goal !== row.definitionId) {
    run.touch(row, { status: 'COMPLETE', properties: pending, pending: null });
    return 'settled';
  }
  const properties = await resolveProperties(run, { name: row.name, type }, pending, false);
  const before = await formerRecord(run, { type }, row);
  const operation = run.operationOn(row, { properties, before, changed: changedNames(before, properties) });
  // Whether the call was made is not known; it may be made twice.
  await inTurn(run, { row, type, given: pending, free }, async (persist) => {
    await persist(() => type.update(operation));
    await finishChange(run, row, { type }, operation, free, { properties: pending, pending: null, attributes: {} });
  });
  return 'settled';
}

async function settleAction(run: StackRun, row: ResourceRow): Promise<Settled> {
  run.enter(row, { action: row.action, status: 'COMPLETE' });
  return 'settled';
}

async function settleResume(
  run: StackRun,
  row: ResourceRow,
  type: ResourceType,
  _goal: string | null,
  free: () => void,
): Promise<Settled> {
  const operation: Operation = run.operationOn(row, {
    properties: storedProperties(type, row),
  });
  await type.resume?.(operation);
  await run.waits.until(operation, free, async () => (await type.resumed?.(operation)) ?? true);
  return settleAction(run, row);
}

/** A delete that was begun is not undone: the row has to be replaced. */
async function leave(): Promise<Settled> {
  return 'settled';
}

const SETTLERS: Record<ResourceRow['action'], Settler> = {
  INIT: async () => 'unmade',
  CREATE: settleCreate,
  ADOPT: async (_run, row) => (row.physicalId === null ? 'unmade' : settleAction(_run, row)),
  UPDATE: settleUpdate,
  ROLLBACK: settleUpdate,
  RESTORE: settleUpdate,
  RESUME: settleResume,
  SUSPEND: settleAction,
  CHECK: settleAction,
  SNAPSHOT: settleAction,
  DELETE: leave,
  ABANDON: leave,
};
