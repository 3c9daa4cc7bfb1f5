/** Area `properties`: schemas and data alone, the properties of a resource in a stack, parameters of nested templates. */
import { HeatError } from '../../../../src/errors.ts';
import { plainData, prepareProperties } from '../../../../src/template/properties/index.ts';
import { checkSchema, readSchemas, showSchemas } from '../../../../src/template/schema/index.ts';
import type { Value, ValueMap } from '../../../../src/template/value.ts';
import type { AreaRunner } from '../area.ts';
import { vecCheck } from '../constraints.ts';
import { untag } from '../tags.ts';

const runner: AreaRunner = (vector, at) => {
  if (vector.schema !== undefined) return schemaAlone(vector, at);
  throw new Error('todo');
};

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
