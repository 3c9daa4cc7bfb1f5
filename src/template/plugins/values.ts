/** Values on their way to a plugin and back: plugins get copies of plain data, and what they give is checked. */
import { HeatError } from '../../errors.ts';
import { Float, isMap, setKey, type Value, type ValueMap } from '../value.ts';
import type { PluginValue } from './plugin.ts';

const DEEPEST = 400;

/** A copy, so that a plugin cannot change the document. Whole floats become plain numbers. */
export function toPlugin(value: Value): PluginValue {
  if (value instanceof Float) return value.value;
  if (Array.isArray(value)) return value.map(toPlugin);
  if (!isMap(value)) return value;
  const copy: Record<string, PluginValue> = {};
  for (const [key, item] of Object.entries(value)) setKey(copy, key, toPlugin(item));
  return copy;
}

/** TypeError for what no template can hold. */
export function fromPlugin(value: unknown, from: string, depth = 0): Value {
  if (depth > DEEPEST) throw new HeatError('TypeError', `${from} yields a value that is nested too deeply.`);
  if (value === undefined || value === null) return null;
  if (['string', 'number', 'boolean', 'bigint'].includes(typeof value)) return value as Value;
  if (Array.isArray(value)) return value.map((item) => fromPlugin(item, from, depth + 1));
  const prototype: unknown = typeof value === 'object' ? Object.getPrototypeOf(value) : undefined;
  if (prototype !== Object.prototype && prototype !== null) {
    throw new HeatError('TypeError', `${from} yields something that is no value of a template.`);
  }
  const map: ValueMap = {};
  for (const [key, item] of Object.entries(value)) setKey(map, key, fromPlugin(item, from, depth + 1));
  return map;
}
