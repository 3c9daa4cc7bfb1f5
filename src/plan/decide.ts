/**
 * The one place where it is decided what becomes of a resource that exists and is still wanted: kept, updated in place or
 * replaced. The planner asks while some values are unknown, the engine asks again when they are known; it is the same function, so what
 * is shown is what is run.
 *
 * The rules are those of Heat's convergence engine, in its order: another type replaces; an external resource is left alone; so does a
 * failure, unless the cloud says that an update can mend it; but what a user or a check found unhealthy is replaced whatever the cloud says. What is
 * gone is replaced; a type's own wish replaces; an unchanged definition keeps; a property that may never change refuses; one without
 * `updateAllowed` replaces; everything else updates.
 */
import { diffProperties, type Properties } from '../template/properties/index.ts';
import { containsUnknown } from '../template/schema/python-values.ts';
import { type ResourceTypeSchema, Unknown } from '../template/schema/types.ts';
import type { Value } from '../template/value.ts';
import { compareFrozen, type FrozenDefinition, type Known } from './frozen.ts';
import type { Observed } from './observed.ts';
import { certain, type Decision, type Effect, type Fate, type PropertyChange, type Reason } from './plan.ts';

export interface Current {
  action: string;
  status: string;
  /** What is said of its state. */
  statusReason?: string;
  /** Name of the type that it was made with, after the registry's mappings. */
  type: string;
  definition: FrozenDefinition;
  /** Its stored properties seen through the wanted type's schema. */
  properties: Properties;
  metadata: Value;
  externalId: string | null;
  /** Absent where nothing hung on it, or it could not be told. */
  observed?: Observed | undefined;
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
  /** What could not be told while planning, and on which the whole decision hangs: `web (live)`. */
  unsure?: readonly string[];
}

export function decide(current: Current, wanted: Wanted): Decision {
  return handing(restrict(widen(freeDecision(current, wanted), wanted), wanted), current, wanted);
}

/** What only one can hold goes over, where it comes to a replacement. */
function handing(decision: Decision, current: Current, wanted: Wanted): Decision {
  const { schema } = wanted;
  if (schema.handsOver === undefined || !decision.either.includes('replace') || current.type !== schema.name) {
    return decision;
  }
  const handsOver = schema.handsOver({ before: readAll(current.properties), after: readAll(wanted.properties) });
  return handsOver === null ? decision : { ...decision, handsOver };
}

function freeDecision(current: Current, wanted: Wanted): Decision {
  if (current.type !== wanted.schema.name) {
    return certain('replace', { why: 'type-changed', before: current.type, after: wanted.schema.name });
  }
  if (current.externalId !== wanted.externalId) {
    const message = `Update to property external_id of ${wanted.name} (${wanted.schema.name}) is not supported.`;
    return certain('keep', { why: 'refused', code: 'NotSupported', message });
  }
  if (wanted.externalId !== null) return certain('keep', { why: 'external' });

  const { action, status, observed } = current;
  const state = `${action}_${status}`;
  const failedBefore: Reason = { why: 'failed-before', state, because: current.statusReason ?? '' };
  // Said by a user or a check: no service knows better.
  if (status === 'FAILED' && action === 'CHECK') return certain('replace', failedBefore);
  if (observed?.is === 'gone') return certain('replace', { why: 'gone' });
  const isMendable = status === 'FAILED' && observed?.is === 'there' && observed.mendable;
  if (status === 'FAILED' && !isMendable) return certain('replace', failedBefore);
  if (action === 'DELETE' && !isMendable) return certain('replace', { why: 'interrupted', state });

  if (wanted.schema.neverUpdated) return certain('keep', { why: 'unchanged' });

  const mustReplace = wishOf(wanted, (after) => wanted.schema.mustReplace?.(after) ?? false);
  if (mustReplace === 'yes') return certain('replace', { why: 'type-asks' });
  const decision = compared(current, wanted);
  return mustReplace === 'open' ? orElse(decision, 'replace') : decision;
}

/** By what changed. */
function compared(current: Current, wanted: Wanted): Decision {
  const { changed: parts, undecided } = compareFrozen(current.definition, wanted.definition);
  const difference = diffProperties(current.properties, wanted.properties);
  if (parts.length === 0 && undecided.length === 0 && difference.changed.length === 0) {
    const isSettled = current.observed?.is === 'there' && current.observed.settled === true;
    if (wanted.schema.nestedStack && !isSettled) return certain('update', { why: 'nested' });
    return certain('keep', { why: current.action === 'DELETE' ? 'taken-back' : 'unchanged' });
  }
  const open = new Set(difference.undecided);
  const sure = difference.changed.filter((property) => !open.has(property));
  const forbidden = difference.immutable.filter((property) => !open.has(property));
  if (forbidden.length > 0) return refuseProperties(forbidden, wanted);

  const calls = (property: string): 'forbidden' | 'replace' | 'update' => {
    if (difference.immutable.includes(property)) return 'forbidden';
    return difference.needsReplace.includes(property) ? 'replace' : 'update';
  };
  const changes = difference.changed.map((property) => {
    const call = calls(property);
    return describeChange(
      property,
      current,
      wanted,
      call === 'update' ? effectInPlace(property, current, wanted) : call,
    );
  });
  const reason: Reason =
    changes.length > 0
      ? { why: 'properties-changed', changes }
      : { why: 'definition-changed', parts: [...parts, ...undecided] };

  const asked = asksForReplacement(current, wanted, difference.changed);
  const surelyReplaced = sure.some((property) => calls(property) === 'replace') || (asked === 'yes' && open.size === 0);
  // One that may never change, and turns out to have changed, is refused: then it is kept.
  const mayBeRefused = difference.immutable.length > 0;
  if (surelyReplaced) return mayBeRefused ? orElse(certain('replace', reason), 'keep') : certain('replace', reason);

  const mayReplace = asked !== 'no' || [...open].some((property) => calls(property) === 'replace');
  const mustChange = parts.length > 0 || sure.length > 0;
  const either: Fate[] = !mustChange || mayBeRefused ? ['keep', 'update'] : ['update'];
  if (mayReplace) either.push('replace');
  return { fate: mayReplace ? 'replace' : 'update', either, reason };
}

/** What a type wishes; `open` where it looked at what is not known yet. */
type Wish = 'yes' | 'no' | 'open';

function wishOf(wanted: Wanted, wish: (after: Record<string, Value>) => boolean): Wish {
  const after = readAll(wanted.properties);
  let looked = false;
  const isUnknown = (name: string) => !Object.hasOwn(after, name) && wanted.properties.schema.has(name);
  const watched = new Proxy(after, {
    get: (values, name) => {
      if (isUnknown(name as string)) looked = true;
      return Reflect.get(values, name) as Value;
    },
  });
  const isWished = wish(watched);
  if (looked) return 'open';
  return isWished ? 'yes' : 'no';
}

function asksForReplacement(current: Current, wanted: Wanted, changed: string[]): Wish {
  const { replaceOn } = wanted.schema;
  if (!replaceOn) return 'no';
  const before = readAll(current.properties);
  const metadataAfter = wanted.metadata instanceof Unknown ? null : (wanted.metadata as Value);
  return wishOf(wanted, (after) =>
    replaceOn({ before, after, changed, metadataBefore: current.metadata, metadataAfter }),
  );
}

/** Of a property that may be updated: a type may wish for a replacement all the same, or the update does more than anybody would think. */
function effectInPlace(property: string, current: Current, wanted: Wanted): Effect {
  if (asksForReplacement(current, wanted, [property]) === 'yes') return 'replace';
  const change = { before: readAll(current.properties), after: readAll(wanted.properties) };
  return wanted.schema.disturbs?.(property, change) ?? 'update';
}

const ORDER: readonly Fate[] = ['create', 'keep', 'update', 'replace', 'delete'];

/** The same, which may turn out otherwise. */
export function orElse(decision: Decision, ...others: Fate[]): Decision {
  const either = ORDER.filter((fate) => decision.either.includes(fate) || others.includes(fate));
  return { ...decision, either };
}

/** Nothing but another type, and what is not the stack's, is certain whatever the cloud will say. */
function widen(decision: Decision, { unsure = [] }: Wanted): Decision {
  const { why } = decision.reason;
  if (unsure.length === 0 || why === 'type-changed' || why === 'external') return decision;
  return { ...orElse(decision, 'keep', 'update', 'replace'), hangsOn: [...unsure] };
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
  } else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) unknownsIn(item, found);
  }
  return found;
}

function refuseProperties(properties: string[], wanted: Wanted): Decision {
  const message = `Update to properties ${properties.toSorted().join(', ')} of ${wanted.name} (${wanted.schema.name}) is not supported.`;
  return certain('keep', { why: 'refused', code: 'NotSupported', message });
}

function restrict(decision: Decision, wanted: Wanted): Decision {
  for (const action of ['update', 'replace'] as const) {
    if (!wanted.restricted.includes(action) || !decision.either.includes(action)) continue;
    // Should it come to that, it is refused, and kept.
    if (decision.either.length > 1) return orElse(decision, 'keep');
    return certain('keep', {
      why: 'refused',
      code: 'ResourceActionRestricted',
      message: `${action} is restricted for resource.`,
    });
  }
  return decision;
}
