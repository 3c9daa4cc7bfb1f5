/**
 * The one place where it is decided what becomes of a resource that exists and is still wanted: kept, updated in place or
 * replaced. The planner asks while some values are unknown, the engine asks again when they are known; it is the same function, so what
 * is shown is what is run.
 *
 * The rules are those of Heat's convergence engine, in its order: an external resource is left alone; another type, a failed state or one
 * that was found missing replaces; an unchanged definition keeps; a property that may never change refuses; a type's own wish, or a property without
 * `updateAllowed`, replaces; everything else updates.
 */
import { diffProperties, type Properties } from '../template/properties/index.ts';
import { containsUnknown } from '../template/schema/python-values.ts';
import { type ResourceTypeSchema, Unknown } from '../template/schema/types.ts';
import type { Value } from '../template/value.ts';
import { compareFrozen, type FrozenDefinition, type Known } from './frozen.ts';
import { certain, type Decision, type Effect, type Fate, type PropertyChange, type Reason } from './plan.ts';

export interface Current {
  action: string;
  status: string;
  /** Name of the type that it was made with, after the registry's mappings. */
  type: string;
  definition: FrozenDefinition;
  /** Its stored properties seen through the wanted type's schema. */
  properties: Properties;
  metadata: Value;
  externalId: string | null;
}

export interface Wanted {
  name: string;
  schema: ResourceTypeSchema;
  definition: FrozenDefinition;
  properties: Properties;
  metadata: Known;
  externalId: string | null;
  /** Of `restricted_actions` in the environment. */
  restricted: readonly string[];
  /** Whether this failed resource can be mended by an update, as far as its type was asked. Default: it is replaced. */
  repairable?: boolean;
}

export function decide(current: Current, wanted: Wanted): Decision {
  return restrict(freeDecision(current, wanted), wanted);
}

function freeDecision(current: Current, wanted: Wanted): Decision {
  if (current.action === 'INIT') return certain('create', { why: 'new' });
  if (current.type !== wanted.schema.name) {
    return certain('replace', { why: 'type-changed', before: current.type, after: wanted.schema.name });
  }
  if (current.externalId !== wanted.externalId) return refuseProperties(['external_id'], wanted);
  if (wanted.externalId !== null) return certain('keep', { why: 'external' });

  const state = `${current.action}_${current.status}`;
  if (current.status === 'FAILED' && !survivesFailure(current, wanted)) {
    return certain('replace', { why: 'failed-before', state });
  }
  if (current.action === 'DELETE') return certain('replace', { why: 'interrupted', state });

  if (wanted.schema.neverUpdated) return certain('keep', { why: 'unchanged' });

  const mustReplace = wanted.schema.mustReplace?.(readAll(wanted.properties)) ?? false;
  if (mustReplace) return certain('replace', { why: 'type-asks' });

  const { changed: parts, undecided } = compareFrozen(current.definition, wanted.definition);
  const difference = diffProperties(current.properties, wanted.properties);
  if (parts.length === 0 && undecided.length === 0 && difference.changed.length === 0) {
    return wanted.schema.nestedStack ? certain('update', { why: 'nested' }) : certain('keep', { why: 'unchanged' });
  }
  const open = new Set(difference.undecided);
  const sure = difference.changed.filter((property) => !open.has(property));
  const forbidden = difference.immutable.filter((property) => !open.has(property));
  if (forbidden.length > 0) return refuseProperties(forbidden, wanted);

  const effect = (property: string): Effect => {
    if (difference.immutable.includes(property)) return 'forbidden';
    return difference.needsReplace.includes(property) ? 'replace' : 'update';
  };
  const changes = difference.changed.map((property) => describeChange(property, current, wanted, effect(property)));
  const reason: Reason =
    changes.length > 0
      ? { why: 'properties-changed', changes }
      : { why: 'definition-changed', parts: [...parts, ...undecided] };

  const asked = asksForReplacement(current, wanted, difference.changed);
  const surelyReplaced = sure.some((property) => effect(property) === 'replace') || (asked && open.size === 0);
  if (surelyReplaced) return certain('replace', reason);

  const mayReplace = asked || [...open].some((property) => effect(property) === 'replace');
  const mustChange = parts.length > 0 || sure.length > 0;
  const either: Fate[] = [];
  if (!mustChange) either.push('keep');
  either.push('update');
  if (mayReplace) either.push('replace');
  return { fate: mayReplace ? 'replace' : 'update', either, reason };
}

/** A failed resource is replaced unless its type can mend it. */
function survivesFailure(current: Current, wanted: Wanted): boolean {
  if (wanted.repairable !== undefined) return wanted.repairable;
  return current.action === 'CHECK' && wanted.schema.keepWhenCheckFailed === true;
}

function asksForReplacement(current: Current, wanted: Wanted, changed: string[]): boolean {
  const { replaceOn } = wanted.schema;
  if (!replaceOn) return false;
  const before = readAll(current.properties);
  const after = readAll(wanted.properties);
  const metadataAfter = wanted.metadata instanceof Unknown ? null : (wanted.metadata as Value);
  return replaceOn({ before, after, changed, metadataBefore: current.metadata, metadataAfter });
}

/** What can be told of all properties; unknown ones are left out. */
function readAll(properties: Properties): Record<string, Value> {
  const values: Record<string, Value> = {};
  for (const name of properties.schema.keys()) {
    try {
      const value = properties.get(name);
      if (!containsUnknown(value)) values[name] = value as Value;
    } catch {
      // An old value that the present schema refuses: counts as changed, and has no value to look at.
    }
  }
  return values;
}

function describeChange(property: string, current: Current, wanted: Wanted, effect: Effect): PropertyChange {
  const after = wanted.properties.get(property);
  const before = readAll(current.properties)[property] ?? null;
  const unknown = unknownsIn(after);
  return unknown.length > 0
    ? { property, before, unknown, effect }
    : { property, before, after: after as Value, effect };
}

function unknownsIn(value: Known, found: string[] = []): string[] {
  if (value instanceof Unknown) {
    if (!found.includes(value.what)) found.push(value.what);
  } else if (Array.isArray(value)) for (const item of value) unknownsIn(item, found);
  else if (typeof value === 'object' && value !== null)
    for (const item of Object.values(value)) unknownsIn(item, found);
  return found;
}

function refuseProperties(properties: string[], wanted: Wanted): Decision {
  const message = `Update to properties ${properties.toSorted().join(', ')} of ${wanted.name} (${wanted.schema.name}) is not supported.`;
  return certain('keep', { why: 'refused', code: 'NotSupported', message });
}

function restrict(decision: Decision, wanted: Wanted): Decision {
  for (const action of ['update', 'replace'] as const) {
    if (!wanted.restricted.includes(action) || decision.fate !== action) continue;
    if (decision.either.length > 1) continue;
    return certain('keep', {
      why: 'refused',
      code: 'ResourceActionRestricted',
      message: `${action} is restricted for resource.`,
    });
  }
  return decision;
}
