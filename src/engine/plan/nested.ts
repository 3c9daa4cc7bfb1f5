/**
 * What becomes of the nested stack that a resource owns: the same planner, asked about the stack that the resource would make of it. A nested stack in
 * which nothing changes, and which is made of the same as before, is left in peace: its owner is kept, by the plan and by the run.
 */
import { type Plan } from '../../plan/index.ts';
import type { DefinitionRow, ResourceRow, StackRow } from '../../store/rows.ts';
import { plainData } from '../../template/properties/index.ts';
import { sameValue, stringify } from '../../template/value.ts';
import type { Live, StackModel } from '../model/model.ts';
import { type ForeseenChild, foreseeChild, foreseenFacade, foreseenModel } from '../nested/foresee.ts';
import { readFormer, storedProperties, wantedProperties } from '../resource/properties.ts';
import type { Room } from '../room.ts';
import { changedNames } from '../run/change.ts';
import { givenProperties } from '../run/resolved.ts';
import { Reading } from '../views/reading.ts';
import type { Holder } from './holder.ts';

/** A resource that owns a nested stack, and what can be counted on of the others of its stack. */
export interface Owner {
  name: string;
  row: ResourceRow;
  live: Live;
}

export interface NestedChange {
  /** The nested stack as it is. */
  reading: Reading;
  /** As it would be. */
  model: StackModel;
  foreseen: ForeseenChild;
}

/** Null where there is no nested stack, or where it hangs on what only the run will tell. */
export async function foreseeChange(holder: Holder, model: StackModel, owner: Owner): Promise<NestedChange | null> {
  const { room } = holder;
  const child = await nestedStackOf(room, owner.row);
  const written = model.bound.resources.get(owner.name);
  if (child === null || written === undefined) return null;
  const foreseen = await foreseeOwned(holder, model, owner, true);
  if (foreseen === null) return null;
  const facade = foreseenFacade(written, owner.live);
  return {
    reading: await Reading.open(room, child),
    model: await foreseenModel(room, foreseen, child, facade),
    foreseen,
  };
}

export async function nestedStackOf(room: Room, { nestedStackId }: ResourceRow): Promise<StackRow | null> {
  if (nestedStackId === null) return null;
  const child = await room.store.stack(nestedStackId);
  return child === null || child.deletedAt !== null ? null : child;
}

/** @param exists whether the resource would be updated, rather than made */
export async function foreseeOwned(
  holder: Holder,
  model: StackModel,
  { name, row, live }: Owner,
  exists: boolean,
): Promise<ForeseenChild | null> {
  const wanted = model.resource(name);
  if (wanted === undefined) return null;
  const { type } = wanted;
  const given = plainData(givenProperties(model.freeze(name, live)));
  const properties = readFormer(wantedProperties(type, given, null));
  const before = storedProperties(type, row);
  const { room, stack, cloud } = holder;
  const about = { room, stack, cloud, environment: model.environment, files: model.files };
  return foreseeChild(
    about,
    row,
    type,
    properties,
    exists ? { before, changed: changedNames(before, properties) } : null,
  );
}

const AT_REST: ReadonlySet<string> = new Set([
  'CREATE',
  'ADOPT',
  'UPDATE',
  'ROLLBACK',
  'RESUME',
  'CHECK',
  'SNAPSHOT',
  'RESTORE',
]);

/** Whether an update of the nested stack would come to nothing at all. */
export async function isSettled(room: Room, { reading, foreseen }: NestedChange, plan: Plan): Promise<boolean> {
  const { stack } = reading;
  if (stack.status !== 'COMPLETE' || !AT_REST.has(stack.action) || foreseen.unknown.size > 0) return false;
  const nothing = plan.steps.every(
    ({ kind, decision: { fate, either, reason } }) =>
      kind === 'do' &&
      fate === 'keep' &&
      either.length === 1 &&
      (reason.why === 'unchanged' || reason.why === 'external'),
  );
  if (!nothing) return false;
  const present = await room.store.definition(stack.definitionId);
  return present !== null && isMadeOfTheSame(present, foreseen.definition);
}

/** Files aside: what they mean to resources, the plan has told. */
function isMadeOfTheSame(present: DefinitionRow, next: DefinitionRow): boolean {
  return (
    sameValue(present.template, next.template) &&
    sameValue(present.environment, next.environment) &&
    sameValue(present.secretParameters, next.secretParameters) &&
    !(asksForFiles(next) && !sameValue(present.files, next.files))
  );
}

/** Whether outputs tell what is in a file. */
function asksForFiles({ template }: DefinitionRow): boolean {
  return /get_file|Fn::GetFile/.test(stringify(template.outputs ?? template.Outputs ?? null));
}
