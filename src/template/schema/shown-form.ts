/**
 * The form in which the resource type API shows a schema, and back:
 *
 *     { type: 'list', schema: { '*': { type: 'string', … } }, required: false, update_allowed: false, immutable: false }
 */
import { HeatError } from '../../errors.ts';
import { isMap, setKey, type Value, type ValueMap } from '../value.ts';
import { isTruthy, pythonText } from './python-values.ts';
import type { Bound, Constraint, PropertySchema, PropertyType } from './types.ts';

/** Key that stands for every element of a list. */
const ANY_INDEX = '*';

function bounds(constraint: { min?: Bound; max?: Bound }): ValueMap {
  const shown: ValueMap = {};
  if (constraint.min !== undefined) shown.min = constraint.min;
  if (constraint.max !== undefined) shown.max = constraint.max;
  return shown;
}

type Shower = { [K in Constraint['kind']]: (constraint: Extract<Constraint, { kind: K }>) => Value };

const SHOW: Shower = {
  length: bounds,
  range: bounds,
  modulo: ({ step, offset }) => ({ step, offset }),
  allowed_values: ({ values }) => values,
  allowed_pattern: ({ pattern }) => pattern,
  custom_constraint: ({ name }) => name,
};

/** `{ length: { min: 1 }, description: … }` */
export function showConstraint(constraint: Constraint): ValueMap {
  const show = SHOW[constraint.kind] as (constraint: Constraint) => Value;
  const body = { [constraint.kind]: show(constraint) };
  return constraint.description === undefined ? body : { description: constraint.description, ...body };
}

/** One property's schema as the API shows it. */
export function showSchema(schema: PropertySchema): ValueMap {
  const shown: ValueMap = { type: schema.type };
  if (schema.description !== undefined) shown.description = schema.description;
  if (schema.default !== undefined && schema.default !== null) shown.default = schema.default;
  if (schema.items !== undefined) shown.schema = { [ANY_INDEX]: showSchema(schema.items) };
  else if (schema.properties !== undefined) shown.schema = showSchemas(schema.properties);
  shown.required = schema.required ?? false;
  if (schema.constraints?.length) shown.constraints = schema.constraints.map(showConstraint);
  shown.update_allowed = schema.updateAllowed ?? false;
  shown.immutable = schema.immutable ?? false;
  return shown;
}

export function showSchemas(schemas: Record<string, PropertySchema>): ValueMap {
  const shown: ValueMap = {};
  for (const [name, schema] of Object.entries(schemas)) setKey(shown, name, showSchema(schema));
  return shown;
}

const invalid = (message: string) => new HeatError('InvalidSchemaError', message);

const TYPES: ReadonlySet<string> = new Set(['string', 'integer', 'number', 'boolean', 'list', 'map', 'any']);

function readConstraint(shown: Value): Constraint {
  if (!isMap(shown)) throw invalid('A constraint must be a map.');
  const description = shown.description == null ? {} : { description: pythonText(shown.description) };
  const kind = (Object.keys(SHOW) as Constraint['kind'][]).find((name) => Object.hasOwn(shown, name));
  if (kind === undefined) throw invalid('No constraint is expressed.');
  const body = shown[kind] ?? null;
  if (kind === 'allowed_values') return { kind, values: body as Value[], ...description };
  if (kind === 'allowed_pattern') return { kind, pattern: body as string, ...description };
  if (kind === 'custom_constraint') return { kind, name: body as string, ...description };
  if (!isMap(body)) throw invalid(`The constraint ${kind} must be a map.`);
  const figures: Record<string, Value> = {};
  for (const [key, figure] of Object.entries(body)) if (figure !== null) figures[key] = figure;
  return { kind, ...figures, ...description } as unknown as Constraint;
}

/** Reads one schema in the API's form (with `allow_conversion` besides). InvalidSchemaError where it is none. */
export function readSchema(shown: Value): PropertySchema {
  if (!isMap(shown)) throw invalid('A schema must be a map.');
  const type = shown.type;
  if (typeof type !== 'string' || !TYPES.has(type)) throw invalid(`Invalid type (${pythonText(type ?? null)}).`);
  const schema: PropertySchema = { type: type as PropertyType };
  if (shown.description != null) schema.description = pythonText(shown.description);
  if (shown.default != null) schema.default = shown.default;
  if (isTruthy(shown.required)) schema.required = true;
  if (isTruthy(shown.update_allowed)) schema.updateAllowed = true;
  if (isTruthy(shown.immutable)) schema.immutable = true;
  if (isTruthy(shown.allow_conversion)) schema.allowConversion = true;
  if (Array.isArray(shown.constraints)) schema.constraints = shown.constraints.map(readConstraint);
  const nested = shown.schema;
  if (isMap(nested)) {
    if (Object.hasOwn(nested, ANY_INDEX)) schema.items = readSchema(nested[ANY_INDEX] ?? null);
    else schema.properties = readSchemas(nested);
  }
  return schema;
}

export function readSchemas(shown: ValueMap): Record<string, PropertySchema> {
  const schemas: Record<string, PropertySchema> = {};
  for (const [name, schema] of Object.entries(shown)) setKey(schemas, name, readSchema(schema));
  return schemas;
}
