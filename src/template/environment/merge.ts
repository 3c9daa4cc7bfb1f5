/**
 * Environment files merged into one environment, in order, as clients did before the engine learnt it. Parameters have
 * a strategy each (`parameter_merge_strategies`): `overwrite`, `merge` (texts and lists are appended, maps joined at
 * the top) or `deep_merge`. Every file that gives a parameter has to agree on its strategy.
 */
import { HeatError } from '../../errors.ts';
import type { ParameterSchema } from '../parameters/schema.ts';
import { dumpJson, loadJson } from '../schema/python-json.ts';
import { isTruthy, pythonType } from '../schema/python-values.ts';
import { finish, type Steps } from '../steps.ts';
import { getKey, isMap, isNumber, setKey, type Value, type ValueMap } from '../value.ts';
import { parseEnvironment } from './request.ts';
import { requireMap } from './sections.ts';

type Schemas = ReadonlyMap<string, Pick<ParameterSchema, 'type'>>;

const STRATEGIES: readonly Value[] = ['overwrite', 'merge', 'deep_merge'];

const mismatch = (message: string) => new HeatError('TypeError', message);

function strategyFor(inFile: ValueMap, agreed: ReadonlyMap<string, Value>, parameter: string): Value {
  const standard = getKey(inFile, 'default') ?? 'overwrite';
  const strategy = getKey(inFile, parameter) ?? agreed.get(parameter) ?? standard;
  return STRATEGIES.includes(strategy) ? strategy : standard;
}

function mergeLists(old: Value, added: Value): Value {
  if (!isTruthy(old)) return added;
  if (Array.isArray(added)) {
    if (!Array.isArray(old)) throw new HeatError('AttributeError', 'A list cannot be appended to a text.');
    return [...old, ...added];
  }
  if (typeof old !== 'string' || typeof added !== 'string') throw mismatch('A text cannot be appended to a list.');
  return `${old},${added}`;
}

function joinTexts(old: Value, added: Value): Value {
  if (typeof old !== 'string' || typeof added !== 'string') throw mismatch('Only texts can be appended to a text.');
  return old + added;
}

function mergeDeep(old: Value | undefined, added: Value): Value {
  if (isMap(added)) return isTruthy(old) ? mergeMaps(old ?? null, added, true) : added;
  if (Array.isArray(added)) return isTruthy(old) ? mergeLists(old ?? null, added) : added;
  return typeof added === 'string' ? joinTexts(old === undefined ? '' : old, added) : added;
}

/** Null values in what is added leave the old ones. */
function mergeMaps(old: Value, added: Value, deep: boolean): Value {
  if (!isTruthy(old)) return added;
  if (!isMap(added))
    throw new HeatError('AttributeError', `A map is expected, not a value of type ${pythonType(added)}.`);
  if (!isMap(old)) throw mismatch(`A map cannot be merged into a value of type ${pythonType(old)}.`);
  const merged = { ...old };
  for (const [key, value] of Object.entries(added)) {
    if (value !== null) setKey(merged, key, deep ? mergeDeep(getKey(merged, key), value) : value);
  }
  return merged;
}

function addNumbers(old: Value | undefined, added: Value): Value {
  // Numbers can be merged as texts only, and are then put together as such.
  if (typeof old === 'string' && typeof added === 'string') return old + added;
  throw mismatch('Numbers cannot be merged.');
}

type Merge = (old: Value | undefined, added: Value, deep: boolean) => Value;

const MERGES: Record<ParameterSchema['type'], Merge | null> = {
  json: (old, added, deep) => mergeMaps(old === undefined ? {} : old, added, deep),
  comma_delimited_list: (old, added) => mergeLists(old ?? null, added),
  string: (old, added) => joinTexts(old === undefined ? '' : old, added),
  number: addNumbers,
  boolean: null,
};

/** What is given, in the form in which it can be merged. ValueError. */
function mergeable(value: Value, type: ParameterSchema['type']): Value {
  if (type === 'json') {
    const text = typeof value === 'string' ? value : dumpJson(value);
    return text === '' ? '' : loadJson(text);
  }
  if (typeof value === 'string' || Array.isArray(value)) return value;
  const what = isNumber(value) ? 'number' : pythonType(value);
  throw new HeatError('ValueError', `Invalid parameter in environment: a ${what} cannot be merged.`);
}

function mergeParameters(
  old: Value,
  section: Value,
  schemas: Schemas,
  inFile: ValueMap,
  agreed: Map<string, Value>,
  file: string,
): Value {
  const added = requireMap(section, 'parameters');
  const known = Object.entries(added).filter(([name, value]) => schemas.has(name) && value !== null);
  for (const [name] of known) {
    const strategy = strategyFor(inFile, agreed, name);
    const before = agreed.get(name);
    if (before === undefined) agreed.set(name, strategy);
    else if (before !== strategy) {
      const message = `Conflicting merge strategy "${String(strategy)}" for parameter "${name}" in file "${file}".`;
      throw new HeatError('ConflictingMergeStrategyForParam', message);
    }
  }
  if (!isTruthy(old)) return added;
  const merged = { ...requireMap(old, 'parameters') };
  for (const [name, value] of known) {
    const strategy = agreed.get(name);
    const type = schemas.get(name)?.type ?? 'string';
    if (strategy !== 'merge' && strategy !== 'deep_merge') setKey(merged, name, value);
    else {
      const given = mergeable(value, type);
      const merge = MERGES[type];
      if (merge === null) {
        throw new HeatError(
          'InvalidMergeStrategyForParam',
          `The strategy "${strategy}" does not suit parameter "${name}".`,
        );
      }
      setKey(merged, name, merge(getKey(merged, name), given, strategy === 'deep_merge'));
    }
  }
  return merged;
}

function parseFile(name: string, text: string, read: (text: string) => ValueMap): ValueMap {
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof HeatError)) throw error;
    const diagnostics = error.diagnostics.map((diagnostic) => ({ ...diagnostic, file: name }));
    throw new HeatError(error.code, `Environment file "${name}": ${error.message}`, { cause: error, diagnostics });
  }
}

/** Sections that hold parameters. */
const PARAMETERS: ReadonlySet<string> = new Set(['parameters', 'parameter_defaults']);

/**
 * Merges environment files into the sections of a request. `schemas` are those of the template and of every template
 * among the files. KeyError where a file is missing; ValueError where one is malformed.
 */
export function mergeEnvironmentFiles(
  names: readonly string[],
  files: Record<string, string>,
  sections: ValueMap,
  schemas: Schemas,
): ValueMap {
  return finish(mergingEnvironmentFiles(names, files, sections, schemas));
}

/** The same, file by file. `read`: how a file's text is read; it throws what `parseEnvironment` does. */
export function* mergingEnvironmentFiles(
  names: readonly string[],
  files: Record<string, string>,
  sections: ValueMap,
  schemas: Schemas,
  read: (text: string) => ValueMap = parseEnvironment,
): Steps<ValueMap> {
  const merged = { ...sections };
  const agreed = new Map<string, Value>();
  for (const name of names) {
    const text = getKey(files, name);
    if (text === undefined) throw new HeatError('KeyError', `The environment file "${name}" is not among the files.`);
    const { parameter_merge_strategies: strategies = {}, ...environment } = parseFile(name, text, read);
    const inFile = requireMap(strategies, 'parameter_merge_strategies');
    for (const [key, section] of Object.entries(environment)) {
      if (!isTruthy(section)) continue;
      const old = merged[key] ?? null;
      merged[key] = PARAMETERS.has(key)
        ? mergeParameters(old, section, schemas, inFile, agreed, name)
        : mergeMaps(old, section, false);
    }
    yield;
  }
  return merged;
}
