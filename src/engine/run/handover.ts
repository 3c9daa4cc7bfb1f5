/**
 * Where only one of two can hold something, and the old one cannot let go of it while it is there (the volume that a server boots from, a name that may be
 * given once): the old one goes before the new one is made. Should the new one fail, the old one is made again, of what it was last given.
 */
import { randomUUID } from 'node:crypto';
import type { ResourceType } from '../../resources/type.ts';
import type { ResourceRow } from '../../store/rows.ts';
import type { ValueMap } from '../../template/value.ts';
import { physicalName } from '../resource/physical-name.ts';
import { createAgain } from './make.ts';
import { isRetained, remove } from './remove.ts';
import { givenFormer, isRemoved } from './replacement.ts';
import type { StackRun } from './stack-run.ts';
import { Dropped } from './waits.ts';

/** Whether the old one can go: nothing keeps it. */
export function mayGoFirst(run: StackRun, row: ResourceRow): boolean {
  return !isRetained(run, row);
}

/** @param successor what the one that takes its place is given */
export async function goFirst(run: StackRun, row: ResourceRow, successor: ValueMap, free: () => void): Promise<void> {
  const type = run.typeOf(row);
  if (type.beforeGoing !== undefined && row.physicalId !== null) {
    await type.beforeGoing(run.operationOn(row, { properties: givenFormer(run, row) }), successor);
  }
  await remove(run, row, free);
}

/** The new one failed, and the old one is gone. */
export async function comeBack(run: StackRun, old: ResourceRow, type: ResourceType, free: () => void): Promise<void> {
  const failed = run.current.get(old.name);
  if (failed !== undefined && !(await isRemoved(run, failed, free))) return;
  const id = randomUUID();
  const row: ResourceRow = {
    ...old,
    id,
    physicalId: null,
    physicalName: physicalName(run.stack.name, old.name, id, type.physicalNameLimit),
    action: 'INIT',
    status: 'COMPLETE',
    reason: '',
    pending: null,
    replaces: null,
    replacedBy: null,
    data: {},
    attributes: {},
    startedAt: null,
    createdAt: run.now(),
    updatedAt: null,
  };
  try {
    await createAgain(run, row, { name: old.name, type }, free);
  } catch (error) {
    if (error instanceof Dropped || run.lost) throw error;
    run.room.log.warn(
      { stack_id: run.stack.id, resource: old.name, error },
      'what was replaced could not be made again',
    );
  }
}
