/**
 * A resource's definition with every function resolved, as it was when the resource was last brought to it. Two of them are
 * compared to tell whether anything at all was changed. A section that the template does not have is absent here, which is not the
 * same as empty: `metadata: {}` differs from none.
 */
import { containsUnknown, pythonEquals } from '../template/schema/python-values.ts';
import type { Unknown } from '../template/schema/types.ts';
import type { Value, ValueMap } from '../template/value.ts';

export type Known = Value | Unknown;

export interface FrozenDefinition {
  /** As the template spells it. */
  type: string;
  properties?: Known;
  metadata?: Known;
  depends_on?: Known;
  deletion_policy?: Known;
  update_policy?: Known;
  external_id?: Known;
  condition?: Known;
}

export type Part = keyof FrozenDefinition;

const PARTS: readonly Part[] = [
  'type',
  'properties',
  'metadata',
  'depends_on',
  'deletion_policy',
  'update_policy',
  'external_id',
  'condition',
];

/** Sections that differ for certain, and those that cannot be compared yet. */
export function compareFrozen(
  before: FrozenDefinition,
  after: FrozenDefinition,
): { changed: Part[]; undecided: Part[] } {
  const changed: Part[] = [];
  const undecided: Part[] = [];
  for (const part of PARTS) {
    const a = before[part];
    const b = after[part];
    if (a === b) continue;
    if (containsUnknown(b)) undecided.push(part);
    else if (!pythonEquals(a, b)) changed.push(part);
  }
  return { changed, undecided };
}

/** Of a stored row: `frozen` without the properties, which the row keeps apart (and encrypted). */
export function thaw(frozen: ValueMap, properties: ValueMap | null): FrozenDefinition {
  const definition = frozen as unknown as FrozenDefinition;
  return 'properties' in frozen ? { ...definition, properties: properties ?? {} } : definition;
}

/** For storing: the properties are replaced by a mark that there are some. */
export function freeze(definition: FrozenDefinition): ValueMap {
  const stored = { ...definition } as unknown as ValueMap;
  if (definition.properties !== undefined) stored['properties'] = true;
  return stored;
}
