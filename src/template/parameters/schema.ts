/**
 * The `parameters` section of a template, read: one {@link ParameterSchema} per parameter, whatever the format.
 *
 *     const schemas = parseParameterSchemas({ size: { type: 'number', default: 1 } }, HOT_2021);
 *     schemas.get('size')?.type   // 'number'
 */
import { HeatError } from '../../errors.ts';
import { brokenConstraint } from '../schema/constraints.ts';
import { flawOf, suits, toNumber } from '../schema/index.ts';
import { compilePattern } from '../schema/patterns.ts';
import { isTruthy, pythonText, pythonType } from '../schema/python-values.ts';
import type { Bound, Constraint, PropertySchema } from '../schema/types.ts';
import { getKey, isMap, type Value, type ValueMap } from '../value.ts';
import { ADDED_PARAMETER_TYPES, PARAMETER_TYPES, type ParameterDialect, type ParameterType } from './dialect.ts';

export interface ParameterSchema {
  name: string;
  type: ParameterType;
  /** As written; null where there is none. The same goes for default, label and tags. */
  description: Value;
  default: Value;
  label: Value;
  tags: Value;
  /** Its value is not shown. */
  hidden: boolean;
  /** Its value may not change in an update. */
  immutable: boolean;
  /** Constraints, under the name of the property type that they are checked as. */
  value: PropertySchema;
}

const invalid = (message: string) => new HeatError('InvalidSchemaError', message);

function requireMap(value: Value, keys: readonly string[], what: string): ValueMap {
  if (!isMap(value)) throw invalid(`Invalid ${what}: expected a map, found a ${pythonType(value)}.`);
  for (const key of Object.keys(value)) if (!keys.includes(key)) throw invalid(`Invalid key '${key}' for ${what}.`);
  return value;
}

function figure(map: ValueMap, key: string): Bound | undefined {
  const value = getKey(map, key) ?? null;
  return value === null ? undefined : (toNumber(value) as Bound);
}

/** Fails where the constraint's own figures make no sense. */
function sound(constraint: Constraint): Constraint {
  const flaw = flawOf(constraint);
  if (flaw !== undefined) throw invalid(flaw);
  if (constraint.kind === 'allowed_pattern') compilePattern(constraint.pattern);
  return constraint;
}

function described(value: Value | undefined): { description?: string } {
  return isTruthy(value) ? { description: pythonText(value ?? null) } : {};
}

const ITEM_KEYS = [
  'description',
  'length',
  'range',
  'modulo',
  'allowed_values',
  'allowed_pattern',
  'custom_constraint',
];
const RANGE_KEYS = ['min', 'max'];

/** One item of the `constraints` list of a HOT parameter. */
function readItem(given: Value, dialect: ParameterDialect): Constraint {
  const item = requireMap(given, ITEM_KEYS, 'parameter constraints');
  const description = described(item.description);
  const has = (key: string) => Object.hasOwn(item, key);
  if (dialect.modulo && has('modulo')) {
    const body = requireMap(item.modulo ?? null, ['step', 'offset'], 'modulo constraint');
    const figures = { step: figure(body, 'step') as Bound, offset: figure(body, 'offset') as Bound };
    return sound({ kind: 'modulo', ...figures, ...description });
  }
  for (const kind of ['range', 'length'] as const) {
    if (!has(kind)) continue;
    const body = requireMap(item[kind] ?? null, RANGE_KEYS, `${kind} constraint`);
    return sound({ kind, min: figure(body, 'min'), max: figure(body, 'max'), ...description });
  }
  if (has('allowed_values'))
    return sound({ kind: 'allowed_values', values: item.allowed_values as Value[], ...description });
  if (has('allowed_pattern'))
    return sound({ kind: 'allowed_pattern', pattern: item.allowed_pattern as string, ...description });
  if (has('custom_constraint'))
    return { kind: 'custom_constraint', name: item.custom_constraint as string, ...description };
  throw invalid('No constraint expressed.');
}

function hotConstraints(name: string, schema: ValueMap, dialect: ParameterDialect): Constraint[] {
  const given = schema.constraints ?? null;
  if (given === null) return [];
  if (!Array.isArray(given)) throw invalid(`The constraints of parameter ${name} must be a list.`);
  return given.map((item) => readItem(item, dialect));
}

/** The constraints of a CloudFormation parameter are keys beside its type. */
function cfnConstraints(_name: string, schema: ValueMap): Constraint[] {
  const description = described(schema.ConstraintDescription);
  const has = (...keys: string[]) => keys.some((key) => Object.hasOwn(schema, key));
  const bounds = (of: string) => ({ min: figure(schema, `Min${of}`), max: figure(schema, `Max${of}`) });
  const constraints: Constraint[] = [];
  if (has('MinValue', 'MaxValue')) constraints.push(sound({ kind: 'range', ...bounds('Value'), ...description }));
  if (has('MinLength', 'MaxLength')) constraints.push(sound({ kind: 'length', ...bounds('Length'), ...description }));
  if (has('AllowedValues')) {
    constraints.push(sound({ kind: 'allowed_values', values: schema.AllowedValues as Value[], ...description }));
  }
  if (has('AllowedPattern')) {
    constraints.push(sound({ kind: 'allowed_pattern', pattern: schema.AllowedPattern as string, ...description }));
  }
  return constraints;
}

function parseOne(name: string, given: Value, dialect: ParameterDialect): ParameterSchema {
  const { keys } = dialect;
  const schema = requireMap(given, Object.values(keys) as string[], `parameter (${name})`);
  if (!Object.hasOwn(schema, keys.type)) throw invalid(`Missing parameter type for parameter: ${name}`);
  const of = (key: string | undefined): Value => (key === undefined ? null : (getKey(schema, key) ?? null));
  if (keys.tags !== undefined && Object.hasOwn(schema, keys.tags) && !Array.isArray(of(keys.tags))) {
    throw invalid(`The tags of parameter ${name} must be a list.`);
  }
  const constraints = (dialect.kind === 'hot' ? hotConstraints : cfnConstraints)(name, schema, dialect);
  const written = of(keys.type);
  const added = typeof written === 'string' ? ADDED_PARAMETER_TYPES.get(written) : undefined;
  const type = typeof written === 'string' ? (getKey(dialect.types, written) ?? added?.base) : undefined;
  if (type === undefined) throw invalid(`Invalid type (${pythonText(written)})`);
  const hidden = of(keys.hidden);
  return {
    name,
    type,
    description: of(keys.description),
    default: of(keys.default),
    label: of(keys.label),
    tags: of(keys.tags),
    hidden: dialect.kind === 'hot' ? isTruthy(hidden) : pythonText(hidden).toLowerCase() === 'true',
    immutable: isTruthy(of(keys.immutable)),
    value: { type: PARAMETER_TYPES[type].property, constraints: [...(added?.constraints ?? []), ...constraints] },
  };
}

/**
 * Reads the section; empty or missing is no parameters. Throws InvalidSchemaError (and, where a bound is no number,
 * what the conversion throws).
 */
export function parseParameterSchemas(
  section: Value | undefined,
  dialect: ParameterDialect,
): Map<string, ParameterSchema> {
  const schemas = new Map<string, ParameterSchema>();
  if (!isTruthy(section)) return schemas;
  if (!isMap(section)) throw new HeatError('AttributeError', 'The parameters must be a map of parameters.');
  for (const [name, given] of Object.entries(section)) {
    try {
      schemas.set(name, parseOne(name, given, dialect));
    } catch (error) {
      throw error instanceof HeatError ? placed(error, name, dialect) : error;
    }
  }
  return schemas;
}

function placed(error: HeatError, name: string, { kind }: ParameterDialect): HeatError {
  const { code, status, message } = error;
  const path = [kind === 'hot' ? 'parameters' : 'Parameters', name];
  const diagnostic = { code: 'invalid-parameter-schema', severity: 'error', message, path } as const;
  return new HeatError(code, message, { status, cause: error, diagnostics: [diagnostic] });
}

/** Whether constraints suit the type and the default meets them. InvalidSchemaError. */
export function checkParameterSchema(schema: ParameterSchema): void {
  for (const constraint of schema.value.constraints ?? []) {
    if (!suits(constraint, schema.value.type)) {
      throw invalid(`The constraint ${constraint.kind} cannot stand on the type ${schema.type}.`);
    }
  }
  if (schema.default === null) return;
  let message: string | undefined;
  try {
    message = brokenConstraint(schema.value, defaultForConstraints(schema), undefined, { skipCustom: true });
  } catch (error) {
    if (!(error instanceof HeatError)) throw error;
    message = error.message;
  }
  if (message !== undefined) throw invalid(`Invalid default ${pythonText(schema.default)}: ${message}`);
}

/** Lists are constrained as lists, though a default may be written as a text with commas. */
function defaultForConstraints(schema: ParameterSchema): Value {
  const value = schema.default;
  if (schema.type !== 'comma_delimited_list') return value;
  if (Array.isArray(value)) return value.map(pythonText);
  if (typeof value !== 'string') throw invalid('The default must be a comma-delimited list.');
  return value.split(',');
}
