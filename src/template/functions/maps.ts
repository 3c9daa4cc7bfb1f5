/** `map_merge` and `map_replace`. */
import { HeatError } from '../../errors.ts';
import { templateFunction } from '../expression/function.ts';
import { Unknown } from '../schema/types.ts';
import { keyText } from '../source/yaml-keys.ts';
import { getKey, isMap, setKey, type Value, type ValueMap } from '../value.ts';

/** `[map, map, …]`: later ones win; null counts as an empty map. Values may be unknown. */
export const mapMerge = templateFunction({
  description: 'Maps as one; later ones win.',
  resolve(call, evaluation) {
    const maps = evaluation.insist(evaluation.value(call.args));
    if (typeof maps !== 'string' && !Array.isArray(maps)) {
      throw new HeatError('TypeError', `Arguments to "${call.name}" should be: [{"key1": "val1"}, {"key2": "val2"}].`);
    }
    const merged: ValueMap = {};
    for (const item of maps) {
      const map = evaluation.insist(item);
      if (map === null) continue;
      if (!isMap(map)) throw new HeatError('TypeError', 'Items to merge must be maps.');
      const entries = Object.entries(map);
      evaluation.spend(entries.length);
      for (const [key, value] of entries) setKey(merged, key, value);
    }
    return merged;
  },
});

function ensureMap(value: Value | undefined, name: string): ValueMap {
  if (value === null || value === undefined) return {};
  if (isMap(value)) return value;
  throw new HeatError('TypeError', `Arguments to "${name}" must be a list of maps.`);
}

/** `[map, {keys: {old: new}, values: {old: new}}]`. Keys may not collide. */
export const mapReplace = templateFunction({
  description: 'A map with other keys and values.',
  resolve(call, evaluation) {
    const usage = `Arguments to "${call.name}" should be: [{"key1": "val1"}, {"keys": {...}, "values": {...}}].`;
    const args = evaluation.known(call.args);
    if (isMap(args)) throw new HeatError('KeyError', usage);
    if (!Array.isArray(args)) throw new HeatError('TypeError', usage);
    if (args.length === 0) throw new HeatError('TypeError', usage);
    const input = ensureMap(args[0], call.name);
    if (args.length < 2) throw new HeatError('TypeError', usage);
    const replacements = ensureMap(args[1], call.name);
    if (args.length > 2) throw new HeatError('TypeError', usage);
    for (const key of Object.keys(replacements)) {
      if (key !== 'keys' && key !== 'values') throw new HeatError('ValueError', usage);
    }
    const keys = ensureMap(getKey(replacements, 'keys'), call.name);
    const values = ensureMap(getKey(replacements, 'values'), call.name);
    const output: ValueMap = {};
    evaluation.spend(Object.keys(input).length);
    for (const [key, value] of Object.entries(input)) {
      setKey(output, replacedKey(key, keys, input, output), replacedValue(value, values));
    }
    return output;
  },
});

function replacedKey(key: string, keys: ValueMap, input: ValueMap, output: ValueMap): string {
  const given = getKey(keys, key) ?? null;
  if (given === null) return key;
  const text = keyText(given);
  if (text === undefined || given instanceof Unknown)
    throw new HeatError('TypeError', 'A key cannot be a list or a map.');
  const collides = typeof given === 'string' && Object.hasOwn(input, given) && given !== key;
  if (collides || Object.hasOwn(output, text)) {
    throw new HeatError('ValueError', `key replacement ${text} collides with another key`);
  }
  return text;
}

function replacedValue(value: Value, values: ValueMap): Value {
  if (typeof value !== 'string') return value;
  const replaced = getKey(values, value);
  return replaced === undefined ? value : replaced;
}
