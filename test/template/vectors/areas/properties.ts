/** Area `properties`: schemas and data alone, the properties of a resource in a stack, parameters of nested templates. */
import { HeatError } from '../../../../src/errors.ts';
import type { ResourceSource } from '../../../../src/template/expression/evaluate.ts';
import { subscript } from '../../../../src/template/expression/sequences.ts';
import { plainData, prepareProperties } from '../../../../src/template/properties/index.ts';
import { checkSchema, readSchemas, showSchemas } from '../../../../src/template/schema/index.ts';
import type { Value, ValueMap } from '../../../../src/template/value.ts';
import type { AreaRunner } from '../area.ts';
import { vecCheck } from '../constraints.ts';
import { open, type VectorStack } from '../request.ts';
import { untag } from '../tags.ts';

const runner: AreaRunner = (vector, at) => {
  if (vector.schema !== undefined) return schemaAlone(vector, at);
  const stack = open(vector, at);
  stack.validate(true);
  at('resolve');
  const resource = stack.definition.resources.get(vector.resource as string);
  if (resource === undefined) throw new Error(`There is no resource ${String(vector.resource)}.`);
  const made = madeResources(stack, (vector.resource_data ?? {}) as Record<string, ValueMap>);
  if (vector.id.includes('/provider/')) {
    const nested = stack.nestedStack(resource, made)?.parameters;
    nested?.validate({ check: vecCheck });
    return { child_parameters: Object.fromEntries([...(nested?.declared() ?? [])].map((p) => [p.name, p.value()])) };
  }
  const properties = stack.properties(resource, made);
  return {
    properties: Object.fromEntries(
      [...properties.schema.keys()].map((key) => [key, outcome(() => properties.get(key))]),
    ),
  };
};

/** Resources in the states that the vector gives; the others are still to be made. */
function madeResources(stack: VectorStack, states: Record<string, ValueMap>): ResourceSource {
  return {
    resource(name) {
      if (!stack.definition.resources.has(name)) return undefined;
      const state = states[name];
      const values = (state?.attributes ?? {}) as ValueMap;
      return {
        refId: () => state?.physical_id ?? name,
        attribute: ([key, ...path]) => {
          try {
            return path.reduce((value: Value, step) => subscript(value, step), values[String(key)] ?? null);
          } catch {
            return null;
          }
        },
        attributes: () => values,
      };
    },
  };
}

const schemaAlone: AreaRunner = (vector, at) => {
  at('schema');
  const schemas = readSchemas(untag(vector.schema as Value) as ValueMap);
  checkSchema(schemas);
  at(undefined);
  if (vector.data === undefined) return { schema: showSchemas(schemas) };
  const data = plainData(untag(vector.data) as ValueMap);
  const properties = prepareProperties(schemas, [], data, { check: vecCheck });
  const [problem] = properties.validate();
  return {
    validation: problem === undefined ? 'ok' : { error: problem.error.code, status: problem.error.status },
    values: Object.fromEntries(Object.keys(schemas).map((key) => [key, outcome(() => properties.get(key))])),
  };
};

/** The value, or the class of the error on reading it. */
export function outcome(read: () => unknown): unknown {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof HeatError) return { error: error.code };
    throw error;
  }
}

export default runner;
