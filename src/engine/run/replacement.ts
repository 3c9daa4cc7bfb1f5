/**
 * What only one of two can have (a port, an address): the old one gives it up for the one that takes its place, and takes it back when that is
 * undone, or never came to be. That it stepped aside is noted with its row, for the process may die, or the run be stopped, before there is another.
 */
import type { ResourceRow } from '../../store/rows.ts';
import type { ValueMap } from '../../template/value.ts';
import { formerProperties } from '../resource/properties.ts';
import { remove } from './remove.ts';
import type { StackRun } from './stack-run.ts';
import { Dropped } from './waits.ts';

const ASIDE = 'stepped_aside';

const hasSteppedAside = (row: ResourceRow) => row.data[ASIDE] !== undefined;

/** A replacement was begun, or prepared for. */
export function isReplaced(row: ResourceRow): boolean {
  return row.replacedBy !== null || hasSteppedAside(row);
}

/** It stepped aside for nobody: the run was stopped before there was a replacement, or that has gone. */
export function isAsideInVain(run: StackRun, row: ResourceRow): boolean {
  return hasSteppedAside(row) && row.action !== 'DELETE' && !run.rows.has(row.replacedBy ?? '');
}

/** What the resource was last given. */
export function givenFormer(run: StackRun, row: ResourceRow): ValueMap {
  return formerProperties(run.typeOf(row), row.properties, run.inquiry).toRecord() as ValueMap;
}

/** What only one of them can have is given up for the other, which is given `successor`. */
export async function stepAside(run: StackRun, row: ResourceRow, successor: ValueMap, free: () => void): Promise<void> {
  const type = run.typeOf(row);
  if (type.beforeReplace === undefined) return;
  const operation = run.operationOn(row, { properties: givenFormer(run, row) });
  operation.setData(ASIDE, String(run.now()));
  await operation.save();
  await type.beforeReplace(operation, successor);
  await run.waits.until(operation, free, async () => (await type.readyForReplace?.(operation)) ?? true);
}

/** A replacement is undone: the old one may need back what it gave up for the new one. */
export async function takeBack(run: StackRun, row: ResourceRow, free: () => void): Promise<void> {
  const type = run.typeOf(row);
  if (type.afterReplaceFailed !== undefined) {
    const replacement = run.rows.get(row.replacedBy ?? '');
    if (replacement !== undefined) await giveWay(run, row, replacement, free);
    const operation = run.operationOn(row, { properties: givenFormer(run, row) });
    await run.waits.until(operation, free, async () => (await type.afterReplaceFailed?.(operation)) ?? true);
    operation.setData(ASIDE, null);
  }
  run.touch(row, { replacedBy: null });
}

/** A replacement on which nothing stands yet goes at once; another one steps aside, until the plan deletes it. */
async function giveWay(run: StackRun, row: ResourceRow, replacement: ResourceRow, free: () => void): Promise<void> {
  const { action, status } = replacement;
  const successor = givenFormer(run, row);
  if (action === 'INIT' || action === 'DELETE' || (action === 'CREATE' && status !== 'COMPLETE')) {
    // Where it can, it gives up properly before it goes; where it cannot, because it is half made, it goes all the same.
    if (replacement.physicalId !== null && action === 'CREATE')
      await tried(run, () => stepAside(run, replacement, successor, free));
    await isRemoved(run, replacement, free);
    return;
  }
  // Should it be wanted again before that, it has to take back in its turn.
  run.touch(replacement, { replacedBy: row.id });
  await stepAside(run, replacement, successor, free);
}

/** False where the deletion fails (again): the row says why, and is replaced. */
export function isRemoved(run: StackRun, row: ResourceRow, free: () => void): Promise<boolean> {
  return tried(run, () => remove(run, row, free));
}

/** False where it fails. */
export async function tried(run: StackRun, work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof Dropped || run.lost) throw error;
    return false;
  }
}
