/** Area `introspection`: versions of templates, their functions, schemas of types, templates generated for types. */
import {
  describeType,
  findType,
  generateTemplate,
  templateFunctions,
  templateVersions,
} from '../../../../src/template/describe/index.ts';
import { isMap, type Value, type ValueMap } from '../../../../src/template/value.ts';
import type { AreaRunner } from '../area.ts';
import { registry } from '../heat-types.ts';

const CALLS: Record<string, (vector: ValueMap) => unknown> = {
  list_template_versions: () => templateVersions(),
  list_template_functions: (vector) =>
    templateFunctions(vector.version as string, { withConditionFunctions: vector.with_condition_func === true }).map(
      ({ functions }) => functions,
    ),
  resource_schema: (vector) => withoutTexts(describeType(findType(registry, vector.type as string))),
  generate_template: (vector) =>
    withoutTexts(generateTemplate(findType(registry, vector.type as string), vector.template_type as 'hot' | 'cfn')),
};

/** Descriptions and messages are no part of the corpus. */
function withoutTexts(value: Value, isNames = false): Value {
  if (Array.isArray(value)) return value.map((item) => withoutTexts(item));
  if (!isMap(value)) return value;
  const kept: ValueMap = {};
  for (const [key, item] of Object.entries(value)) {
    const isText = ['description', 'Description', 'message'].includes(key) && !isNames && !isMap(item);
    if (!isText) kept[key] = withoutTexts(item, NAMES.has(key));
  }
  return kept;
}

/** Keys of maps whose own keys are names of the user's, which may be `description` too. */
const NAMES = new Set(['properties', 'attributes', 'schema', 'parameters', 'Parameters', 'outputs', 'Outputs']);

const runner: AreaRunner = (vector) => (CALLS[vector.call as string] as (vector: ValueMap) => unknown)(vector);

export default runner;
