/** A stack of the corpus: template, environment and parameters of a vector, and the states its resources are put in. */
import { HeatError } from '../../../src/errors.ts';
import { FIRST_PROBLEM } from '../../../src/template/diagnostics/problems.ts';
import { reported } from '../../../src/template/diagnostics/report.ts';
import { Environment, mergeEnvironmentFiles, requestEnvironment } from '../../../src/template/environment/index.ts';
import {
  allParameterSchemas,
  type CheckedStack,
  checkStack,
  evaluate,
  type Facade,
  jsonForm,
  NOT_MADE,
  type ResourceAccess,
  type ResourceSource,
  readDocument,
  requestTemplate,
  selectPath,
  Template,
  validateStructure,
} from '../../../src/template/index.ts';
import { checkStackName, type ParameterValues, resolveParameters } from '../../../src/template/parameters/index.ts';
import { providerType } from '../../../src/template/properties/index.ts';
import { pythonText } from '../../../src/template/schema/index.ts';
import type { ResourceTypeSchema } from '../../../src/template/schema/types.ts';
import { isMap, type Value, type ValueMap } from '../../../src/template/value.ts';
import { vecCheck } from './constraints.ts';
import { base, registry } from './heat-types.ts';
import { untag } from './tags.ts';

export const STACK_ID = '11111111-2222-4333-8444-555555555555';
export const PROJECT_ID = 'b5a2d1c0e6f94c7f9d4f3b2a1c0d9e8f';

export interface VecStack extends CheckedStack {
  template: Template;
  environment: Environment;
  parameters: ParameterValues;
  typeOf(type: string, resource: string): ResourceTypeSchema;
  /** The resources in the states of `resource_data`; those not named there have not been made. */
  live: ResourceSource;
}

export type Phase = (phase: string | undefined) => void;

export interface OpenOptions {
  /** `create`: as a stack is created; `validate`: as a template is validated. */
  call?: 'create' | 'validate';
  facade?: Facade;
}

/** Goes the way of a request until the stack would be stored. */
export function openStack(given: ValueMap, at: Phase, options: OpenOptions = {}): VecStack {
  const vector = untag(given) as ValueMap;
  at('request');
  const raw = jsonForm(requestTemplate(vector.template as Value));
  const sections = requestEnvironment(vector as never);
  at('validate');
  const files = (vector.files ?? {}) as Record<string, string>;
  const template = new Template(raw, files);
  const schemas = allParameterSchemas(template, vector.files);
  const merged = mergeEnvironmentFiles((vector.environment_files ?? []) as string[], files, sections, schemas);
  const environment = new Environment(merged, base);
  reported(template, () => validateStructure(template, FIRST_PROBLEM));
  const stackName = (vector.stack_name ?? 'vec') as string;
  const isValidation = options.call === 'validate';
  if (!isValidation) checkStackName(stackName);
  const parameters = resolveParameters(template.parameterSchemas, {
    kind: template.kind,
    stackId: STACK_ID,
    projectId: PROJECT_ID,
    stackName,
    values: environment.parameters,
    defaults: environment.parameterDefaults,
  });
  const typeOf = typeLookup(environment, files);
  const checked = checkStack(template, {
    parameters,
    typeOf,
    check: (name, value) => name === 'test_constr' || vecCheck(name, value),
    values: !isValidation,
    availabilityZones: ['nova', 'zone-b'],
    ...(options.facade && { facade: options.facade }),
  });
  const live = liveResources((vector.resource_data ?? {}) as ValueMap, checked, typeOf);
  return { ...checked, template, environment, parameters, typeOf, live };
}

function nestedTemplate(text: string): Template | undefined {
  let document: ValueMap;
  try {
    document = readDocument(text);
  } catch (error) {
    if (error instanceof HeatError) return undefined;
    throw error;
  }
  const keys = ['heat_template_version', 'AWSTemplateFormatVersion', 'HeatTemplateFormatVersion'];
  return keys.some((key) => key in document) ? new Template(document) : undefined;
}

function typeLookup(environment: Environment, files: Record<string, string>) {
  return (type: string, resource: string): ResourceTypeSchema => {
    const resolved = environment.registry.resolve(type, resource);
    if ('type' in resolved) {
      const schema = registry.get(resolved.type);
      if (schema === undefined)
        throw new HeatError('EntityNotFound', `The Resource Type (${resolved.type}) could not be found.`);
      return schema;
    }
    const nested = nestedTemplate(files[resolved.template] ?? '');
    if (nested === undefined)
      throw new HeatError('StackValidationFailed', `There is no template ${resolved.template}.`);
    const outputs = Object.entries(nested.section('outputs')).map(([name, output]): [string, string | undefined] => [
      name,
      isMap(output) ? pythonText(output.description ?? output.Description ?? null) : undefined,
    ]);
    return providerType(type, { parameters: nested.parameterSchemas, outputs }, environment.parameterDefaults);
  };
}

const MADE = new Set(['CREATE', 'ADOPT', 'SUSPEND', 'RESUME', 'UPDATE', 'ROLLBACK', 'SNAPSHOT', 'CHECK']);

export function liveResources(
  data: ValueMap,
  { definition }: CheckedStack,
  typeOf: VecStack['typeOf'],
): ResourceSource {
  const access = (name: string): ResourceAccess => {
    const state = data[name] as ValueMap | undefined;
    const action = state === undefined ? 'INIT' : ((state.action ?? 'CREATE') as string);
    const status = (state?.status ?? 'COMPLETE') as string;
    const attributes = (state?.attributes ?? {}) as ValueMap;
    const schema = () => typeOf(definition.resources.get(name)?.type ?? '', name).attributes;
    return {
      refId: () => (state?.physical_id ?? name) as string,
      attribute([attribute = null, ...path]) {
        if (!MADE.has(action)) return null;
        if (typeof attribute !== 'string' || !(attribute in schema())) {
          throw new HeatError(
            'InvalidTemplateAttribute',
            `The Referenced Attribute (${name} ${String(attribute)}) is incorrect.`,
          );
        }
        return selectPath(attributes[attribute] ?? null, path);
      },
      attributes() {
        if (!MADE.has(action) || action === 'ROLLBACK' || status === 'FAILED') return null;
        const names = Object.keys(schema()).filter((key) => key !== 'show');
        return Object.fromEntries(names.map((key) => [key, attributes[key] ?? null]));
      },
    };
  };
  return { resource: (name) => (definition.resources.has(name) ? access(name) : undefined) };
}

/** What a nested stack sees of the parent's resource. */
export function facadeOf(stack: VecStack, name: string): Facade {
  const resource = stack.definition.resources.get(name);
  if (resource === undefined) throw new Error(`The parent has no resource ${name}.`);
  return {
    metadata: () => (evaluate(resource.metadata, stack.live) ?? {}) as Value,
    deletionPolicy: () => resource.deletionPolicy,
    updatePolicy: () => (evaluate(resource.updatePolicy, NOT_MADE) ?? {}) as ValueMap,
  };
}
