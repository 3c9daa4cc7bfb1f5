/**
 * The sections of an environment, as a file or a request gives them:
 *
 *     parameters: {size: 3}
 *     parameter_defaults: {image: debian}
 *     resource_registry: {"My::Server": server.yaml}
 */
import { HeatError } from '../../errors.ts';
import { nearest } from '../properties/suggestion.ts';
import { pythonType } from '../schema/python-values.ts';
import { isMap, setKey, type Value, type ValueMap } from '../value.ts';

export const SECTIONS = [
  'parameters',
  'resource_registry',
  'parameter_defaults',
  'encrypted_param_names',
  'event_sinks',
  'parameter_merge_strategies',
] as const;

const NAMES: readonly string[] = SECTIONS;
const LISTS: ReadonlySet<string> = new Set(['encrypted_param_names', 'event_sinks']);

/** Checks that there are no sections but those of an environment, and no empty ones. ValueError. */
export function checkSections(environment: ValueMap): ValueMap {
  for (const [name, section] of Object.entries(environment)) {
    if (!NAMES.includes(name)) {
      const suggestion = nearest(name, NAMES);
      const hint = suggestion === undefined ? '' : `; did you mean "${suggestion}"?`;
      throw new HeatError('ValueError', `environment has wrong section "${name}"${hint}`);
    }
    if (section === null) throw new HeatError('ValueError', `environment has empty section "${name}"`);
  }
  return environment;
}

/** What a document of an environment holds, null being an empty one. ValueError. */
export function environmentFrom(document: Value): ValueMap {
  if (document === null) return {};
  if (!isMap(document)) throw new HeatError('ValueError', 'The environment must be a map of sections.');
  return checkSections(document);
}

/** The same with every section but the merge strategies there, empty where it was missing. */
export function withAllSections(environment: ValueMap): ValueMap {
  const complete = { ...environment };
  for (const name of SECTIONS) {
    if (name in complete || name === 'parameter_merge_strategies') continue;
    complete[name] = LISTS.has(name) ? [] : {};
  }
  return complete;
}

/** A section that has to be a map. AttributeError, which is what Heat's users get to see. */
export function requireMap(value: Value | undefined, what: string): ValueMap {
  if (isMap(value)) return value;
  throw new HeatError('AttributeError', `${what} must be a map, not a value of type ${pythonType(value ?? null)}.`);
}

/** Adds the entries of a map, later ones winning. */
export function update(target: ValueMap, entries: Value | undefined, what: string): void {
  for (const [key, value] of Object.entries(requireMap(entries, what))) setKey(target, key, value);
}
