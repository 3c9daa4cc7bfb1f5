/** Updating a resource in place: intent with what it is being given, call, wait, attributes, outcome. */
import { HeatError } from '../../errors.ts';
import { freeze } from '../../plan/index.ts';
import type { ResourceRow } from '../../store/rows.ts';
import { pythonEquals } from '../../template/schema/python-values.ts';
import type { Value, ValueMap } from '../../template/value.ts';
import type { StackModel, WantedResource } from '../model/model.ts';
import type { Operation } from '../resource/operation.ts';
import { formerProperties, readFormer } from '../resource/properties.ts';
import { forgetDependants } from './forget.ts';
import { inTurn, type Persist } from './in-turn.ts';
import { definitionMembers, givenMetadata, givenProperties, type Resolved, resolveProperties } from './resolved.ts';
import type { StackRun } from './stack-run.ts';
import { Dropped } from './waits.ts';

/** The type found while updating that only a new object will do. */
export class UpdateReplace extends Error {}

export function isUpdateReplace(error: unknown): boolean {
  return error instanceof HeatError && error.code === 'UpdateReplace';
}

/**
 * @param before what the object was last given, converted; by default what the row says
 * @throws UpdateReplace, ResourceFailure, Dropped
 */
export async function change(
  run: StackRun,
  model: StackModel,
  row: ResourceRow,
  resolved: Resolved,
  free: () => void,
  live: ValueMap | null,
): Promise<void> {
  const { wanted, frozen } = resolved;
  const former = row.definitionId;
  const metadataBefore = row.metadata;
  const updatePolicyBefore = row.updatePolicy;
  const members = definitionMembers(model, resolved);
  const pending = givenProperties(frozen);
  const metadata = givenMetadata(frozen);
  const metadataChanged = !pythonEquals(row.frozen['metadata'] ?? null, (frozen.metadata as Value | undefined) ?? null);
  const changing = async (persist: Persist) => {
    run.enter(row, {
      action: 'UPDATE',
      status: 'IN_PROGRESS',
      definitionId: model.definitionId,
      pending,
      updatedAt: run.now(),
      updatePolicy: members.updatePolicy,
      // Until it is over the resource stands on what it stood on before, and on what it will stand on.
      requires: [...new Set([...row.requires, ...members.requires])],
      ...(metadataChanged ? { metadata } : {}),
    });
    const properties = await resolveProperties(run, wanted, pending, true);
    const before = { ...(await formerRecord(run, wanted, row)), ...live };
    const operation = run.operationOn(row, {
      properties,
      before,
      changed: changedNames(before, properties),
      updatePolicy: members.updatePolicy,
      metadataBefore,
      updatePolicyBefore,
    });
    if (!wanted.type.local) {
      await run.flush();
      run.crash('intent', row.name);
    }
    await persist(() => wanted.type.update(operation));
    if (run.lost) throw new Dropped();
    if (!wanted.type.local) run.crash('called', row.name);
    await finishChange(run, row, wanted, operation, free, {
      ...members,
      properties: pending,
      pending: null,
      attributes: {},
    });
  };
  try {
    await inTurn(run, { row, type: wanted.type, given: pending, free }, changing);
  } catch (error) {
    if (error instanceof Dropped || run.lost) throw error;
    if (isUpdateReplace(error)) {
      run.enter(row, {
        action: 'UPDATE',
        status: 'COMPLETE',
        reason: `The Resource ${row.name} requires replacement.`,
        definitionId: former,
        pending: null,
      });
      throw new UpdateReplace();
    }
    const failure = run.failure(error, row);
    // It may have changed all the same.
    forgetDependants(run, row.name);
    run.fail(row, 'UPDATE', failure);
    throw failure;
  }
}

export async function finishChange(
  run: StackRun,
  row: ResourceRow,
  wanted: Pick<WantedResource, 'type'>,
  operation: Operation,
  free: () => void,
  members: Partial<ResourceRow>,
): Promise<void> {
  await run.waits.until(operation, free, () => wanted.type.updated(operation));
  const { id: _id, stackId: _stackId, ...set } = members;
  run.touch(row, set);
  await run.references.prefetch(row, run.model?.attributesOf(row.name) ?? []);
  forgetDependants(run, row.name);
  run.enter(row, { action: 'UPDATE', status: 'COMPLETE' });
}

export async function formerRecord(
  run: StackRun,
  wanted: Pick<WantedResource, 'type'>,
  row: ResourceRow,
): Promise<ValueMap> {
  return readFormer(formerProperties(wanted.type, row.properties, run.inquiry));
}

export function changedNames(before: ValueMap, after: ValueMap): string[] {
  return Object.keys(after).filter((name) => !pythonEquals(before[name] ?? null, after[name] ?? null));
}

/** An unchanged resource is noted to be at the new definition; a failed one that needs nothing is well again. */
export function keep(run: StackRun, model: StackModel, row: ResourceRow, resolved: Resolved): void {
  const { type: _type, ...members } = definitionMembers(model, resolved);
  run.touch(row, { ...members, frozen: freeze(resolved.frozen) });
  // Whatever is written of an object that is not the stack's changes nothing about it.
  if (row.externalId !== null) run.touch(row, { properties: givenProperties(resolved.frozen) });
  if (row.status === 'FAILED') {
    const reason = 'Update status to COMPLETE for FAILED resource neither update nor replace.';
    // One that could not be deleted is taken back.
    run.enter(row, { action: row.action === 'DELETE' ? 'UPDATE' : row.action, status: 'COMPLETE', reason });
  }
}
