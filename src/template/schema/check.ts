/** Whether a schema itself makes sense: its nesting, its constraints, its default. */
import { HeatError } from '../../errors.ts';
import { brokenConstraint, flawOf, suits } from './constraints.ts';
import { compilePattern } from './patterns.ts';
import type { PropertySchema } from './types.ts';

const invalid = (message: string) => new HeatError('InvalidSchemaError', message);

/** Throws InvalidSchemaError, or StackValidationFailed where a default breaks the schema's own constraints. */
export function checkSchema(schemas: Record<string, PropertySchema>): void {
  for (const schema of Object.values(schemas)) checkOne(schema);
}

function checkOne(schema: PropertySchema): void {
  if (schema.items !== undefined) checkOne(schema.items);
  if (schema.properties !== undefined) checkSchema(schema.properties);
  const { type } = schema;
  if (schema.items !== undefined && type !== 'list') throw invalid(`A schema of elements suits a list, not ${type}.`);
  if (schema.properties !== undefined && type !== 'map' && type !== 'list') {
    throw invalid(`A schema of keys suits a list or a map, not ${type}.`);
  }
  checkConstraints(schema);
  checkDefault(schema);
  if (schema.updateAllowed && schema.immutable) throw invalid('What is immutable cannot be updated.');
}

/** Figures of the constraints, and whether each may stand on the schema's type. */
export function checkConstraints(schema: PropertySchema): void {
  for (const constraint of schema.constraints ?? []) {
    const flaw = flawOf(constraint);
    if (flaw !== undefined) throw invalid(flaw);
    if (constraint.kind === 'allowed_pattern') compilePattern(constraint.pattern);
  }
  for (const constraint of schema.constraints ?? []) {
    if (!suits(constraint, schema.type)) {
      throw invalid(`The constraint ${constraint.kind} cannot stand on the type ${schema.type}.`);
    }
  }
}

function checkDefault(schema: PropertySchema): void {
  const value = schema.default;
  if (value === undefined || value === null) return;
  let message: string | undefined;
  try {
    message = brokenConstraint(schema, value, undefined, { skipCustom: true });
  } catch (error) {
    if (!(error instanceof HeatError)) throw error;
    throw invalid(`Invalid default: ${error.message}`);
  }
  if (message !== undefined) throw new HeatError('StackValidationFailed', message);
}
