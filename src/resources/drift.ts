/**
 * Where an object has strayed from what it was given. Only what was given counts: what the service chose by itself (the gateway of a subnet)
 * or others set (the server that a port is plugged into) is nobody's drift, and to take it away would break what works. Nor does a value count that the service shows in another form
 * than it takes it, as long as its type does not translate it.
 */
import { isMap, type Value } from '../template/value.ts';
import type { Properties } from './type.ts';

/** Of the live properties those that contradict the given ones. */
export function drift(given: Properties, live: Properties): Properties {
  const strayed: Properties = {};
  for (const [property, value] of Object.entries(live)) {
    const wanted = given[property] ?? null;
    if (isNothing(wanted)) continue;
    if (isComparable(wanted, value) && !agrees(wanted, value)) strayed[property] = value;
  }
  return strayed;
}

function isNothing(value: Value): boolean {
  if (value === null || value === '') return true;
  return Array.isArray(value) ? value.length === 0 : isMap(value) && Object.keys(value).length === 0;
}

const isScalar = (value: Value): boolean => !Array.isArray(value) && !isMap(value);

function isComparable(given: Value, live: Value): boolean {
  if (live === null) return true;
  if (Array.isArray(given)) return Array.isArray(live) && [...given, ...live].every(isScalar);
  if (!isMap(given)) return isScalar(live);
  return isMap(live) && Object.values(live).every(isScalar) && Object.values(given).every(isScalar);
}

function agrees(given: Value, live: Value): boolean {
  if (live === null) return given === false;
  if (Array.isArray(given)) return sameMembers(given, live as Value[]);
  if (!isMap(given)) return textOf(given) === textOf(live);
  const shown = live as Record<string, Value>;
  return Object.entries(given).every(([key, value]) => value === null || textOf(value) === textOf(shown[key] ?? null));
}

/** Services keep no order. */
function sameMembers(given: readonly Value[], live: readonly Value[]): boolean {
  const sorted = (values: readonly Value[]) => JSON.stringify(values.map(textOf).sort());
  return sorted(given) === sorted(live);
}

/** Numbers and booleans come as texts from some services. */
function textOf(value: Value): string {
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
}
