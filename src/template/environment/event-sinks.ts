/** Event sinks: where a stack's events go besides the database. */
import { HeatError } from '../../errors.ts';
import { pythonText } from '../schema/python-values.ts';
import { isMap, type Value } from '../value.ts';

/** Kinds of sinks, and the keys that each takes besides `type`. */
const SINKS: Record<string, { required: readonly string[]; optional: readonly string[] }> = {
  'zaqar-queue': { required: ['target'], optional: ['ttl'] },
};

/** AttributeError, KeyError or TypeError where a sink is none. */
export function checkEventSinks(sinks: Value): Value[] {
  if (!Array.isArray(sinks)) throw new HeatError('AttributeError', 'The event sinks must be a list.');
  for (const sink of sinks) {
    if (!isMap(sink)) throw new HeatError('AttributeError', 'An event sink must be a map.');
    const { type, ...rest } = sink;
    const keys = typeof type === 'string' && Object.hasOwn(SINKS, type) ? SINKS[type] : undefined;
    if (keys === undefined) throw new HeatError('KeyError', `There is no event sink ${pythonText(type ?? null)}.`);
    const given = Object.keys(rest);
    const missing = keys.required.filter((key) => !given.includes(key));
    const unknown = given.filter((key) => !keys.required.includes(key) && !keys.optional.includes(key));
    if (missing.length > 0) throw new HeatError('TypeError', `The event sink needs ${missing.join(', ')}.`);
    if (unknown.length > 0) throw new HeatError('TypeError', `The event sink has no ${unknown.join(', ')}.`);
  }
  return sinks;
}
