/** What a request to create a stack goes through before there is a stack: the same phases in which the corpus reports errors. */
import { base } from './heat-types.ts';
import { readYaml } from '../../../src/template/source/yaml.ts';
import { Environment, mergeEnvironmentFiles, requestEnvironment } from '../../../src/template/environment/index.ts';
import { parameterDialect, parseParameterSchemas, resolveParameters } from '../../../src/template/parameters/index.ts';
import type { ParameterSchema } from '../../../src/template/parameters/index.ts';
import { isMap, type Value, type ValueMap } from '../../../src/template/value.ts';

export { readYaml };
export const STACK = { stackId: '11111111-2222-4333-8444-555555555555', projectId: 'b5a2d1c0e6f94c7f9d4f3b2a1c0d9e8f' };

export function schemasOf(t: Value): [ 'hot' | 'cfn', Map<string, ParameterSchema>] {
  const template = t as ValueMap;
  const kind = 'heat_template_version' in template ? 'hot' : 'cfn';
  return [kind, parseParameterSchemas(kind === 'hot' ? template.parameters : template.Parameters, parameterDialect(kind, String(template.heat_template_version).slice(0, 10)))];
}

export function open(vector: ValueMap, at: (phase: string | undefined) => void) {
  at('request');
  const template = readYaml(vector.template as string);
  const sections = requestEnvironment(vector as never);
  at('validate');
  const [kind, schemas] = schemasOf(template);
  const all = new Map<string, ParameterSchema>();
  for (const text of Object.values((vector.files ?? {}) as Record<string, string>)) {
    const t = readYaml(text);
    if (isMap(t) && ('heat_template_version' in t || 'AWSTemplateFormatVersion' in t)) for (const [k, v] of schemasOf(t)[1]) all.set(k, v);
  }
  for (const [k, v] of schemas) all.set(k, v);
  const merged = mergeEnvironmentFiles((vector.environment_files ?? []) as string[], (vector.files ?? {}) as Record<string, string>, sections, all);
  const environment = new Environment(merged, base);
  const parameters = resolveParameters(schemas, { kind, ...STACK, stackName: (vector.stack_name ?? 'vec') as string, values: environment.parameters, defaults: environment.parameterDefaults });
  return { kind, schemas, environment, parameters };
}
