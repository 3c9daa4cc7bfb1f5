/** What changed between two sets of properties of one resource, and what the schema says of such a change. */
import { containsUnknown, pythonEquals } from '../schema/python-values.ts';
import type { Properties, Resolved } from './properties.ts';

export interface PropertyDifference {
  /** Properties whose values differ, in the order of the schema. */
  changed: string[];
  /** Those of them of which it cannot be told yet: the new value is not known, or only in part. */
  undecided: string[];
  /** Changed properties that may never change: the update is refused. */
  immutable: string[];
  /** Every change can be made in place. */
  updateAllowed: boolean;
  /** Changed properties for whose sake the resource has to be replaced. */
  needsReplace: string[];
}

const UNREADABLE = Symbol('unreadable');

/** An old value that cannot be read counts as changed; a new one that cannot be read throws. */
export function diffProperties(before: Properties, after: Properties): PropertyDifference {
  const changed: string[] = [];
  const undecided: string[] = [];
  for (const key of after.schema.keys()) {
    const next = after.get(key);
    if (pythonEquals(readOld(before, key), next)) continue;
    changed.push(key);
    if (containsUnknown(next)) undecided.push(key);
  }
  const schemaOf = (key: string) => after.schema.get(key)?.schema;
  const immutable = changed.filter((key) => schemaOf(key)?.immutable);
  const needsReplace = changed.filter((key) => !schemaOf(key)?.updateAllowed && !schemaOf(key)?.immutable);
  return { changed, undecided, immutable, updateAllowed: immutable.length + needsReplace.length === 0, needsReplace };
}

function readOld(before: Properties, key: string): Resolved | typeof UNREADABLE {
  if (!before.schema.has(key)) return null;
  try {
    return before.get(key);
  } catch {
    return UNREADABLE;
  }
}
