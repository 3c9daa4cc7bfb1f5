/** What a page would do with the language. */
import { baseRegistry, Environment } from '../../../src/template/environment/index.ts';
import { checkStack, evaluate, lintTemplate, NOT_MADE, parseTemplate } from '../../../src/template/index.ts';
import { resolveParameters } from '../../../src/template/parameters/index.ts';
import type { ResourceTypeSchema, TypeRegistry } from '../../../src/template/schema/types.ts';

const thing: ResourceTypeSchema = {
  name: 'Some::Thing',
  properties: { size: { type: 'integer', constraints: [{ kind: 'range', min: 1 }] } },
  attributes: {},
  updatePolicy: {},
  support: { status: 'SUPPORTED' },
  deletionPolicies: ['Delete', 'Retain'],
  translation: [],
};
const types: TypeRegistry = { get: (name) => (name === thing.name ? thing : undefined), names: () => [thing.name] };

/** As data, so that it means the same outside of the page. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

export function lint(text: string): unknown {
  return plain(lintTemplate(text, { types }));
}

export function run(text: string): unknown {
  const template = parseTemplate(text);
  const environment = new Environment({}, baseRegistry(types));
  const parameters = resolveParameters(template.parameterSchemas, {
    kind: template.kind,
    stackName: 's',
    stackId: 'i',
    projectId: 'p',
  });
  const { definition, order } = checkStack(template, {
    parameters,
    typeOf(name, resource) {
      environment.registry.resolve(name, resource);
      return thing;
    },
  });
  const properties = evaluate(definition.resources.get('r')?.properties ?? null, NOT_MADE) as { size: number };
  return plain({
    order,
    size: properties.size,
    output: evaluate(definition.outputs.get('o')?.value ?? null, NOT_MADE),
  });
}
