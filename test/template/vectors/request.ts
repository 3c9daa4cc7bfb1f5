/** From the body of a request to a stack that is valid, in the phases in which the corpus reports errors. */
import { HeatError } from '../../../src/errors.ts';
import { bind } from '../../../src/template/definition/bind.ts';
import { propertyData } from '../../../src/template/definition/property-data.ts';
import type { ResourceDefinition } from '../../../src/template/definition/resource.ts';
import type { StackDefinition } from '../../../src/template/definition/stack-definition.ts';
import type { DescribedStack } from '../../../src/template/describe/index.ts';
import {
  childEnvironment,
  Environment,
  mergeEnvironmentFiles,
  requestEnvironment,
} from '../../../src/template/environment/index.ts';
import { NOT_MADE, type ResourceSource } from '../../../src/template/expression/evaluate.ts';
import { Call } from '../../../src/template/expression/expression.ts';
import { references } from '../../../src/template/expression/references.ts';
import {
  checkParameterGroups,
  checkStackName,
  type ParameterSchema,
  type ParameterValues,
  resolveParameters,
} from '../../../src/template/parameters/index.ts';
import {
  childParameters,
  type Properties,
  providerType,
  typeProperties,
} from '../../../src/template/properties/index.ts';
import type { ResourceTypeSchema } from '../../../src/template/schema/index.ts';
import { parseTemplate, type Template } from '../../../src/template/template.ts';
import type { Value, ValueMap } from '../../../src/template/value.ts';
import { vecCheck } from './constraints.ts';
import { base, registry } from './heat-types.ts';

export type At = (phase: string | undefined) => void;

export const STACK = { stackId: '11111111-2222-4333-8444-555555555555', projectId: 'b5a2d1c0e6f94c7f9d4f3b2a1c0d9e8f' };

/** Deepest nesting of stacks, as Heat has it. */
const MAX_DEPTH = 5;

const failed = (message: string) => new HeatError('StackValidationFailed', message);

/** Schemas of the parameters of a template and of all templates among its files. */
export function allParameters(template: Template): Map<string, ParameterSchema> {
  const schemas = new Map<string, ParameterSchema>();
  for (const text of Object.values(template.files)) {
    try {
      for (const [name, schema] of parseTemplate(text).parameterSchemas) schemas.set(name, schema);
    } catch (error) {
      if (!(error instanceof HeatError) || error.code !== 'ValueError') throw error;
    }
  }
  for (const [name, schema] of template.parameterSchemas) schemas.set(name, schema);
  return schemas;
}

/** The template of a request; HTTPBadRequest where it cannot be read. */
export function readTemplate(request: ValueMap): Template {
  const files = (request.files ?? {}) as Record<string, string>;
  try {
    return parseTemplate(request.template as string, { files });
  } catch (error) {
    if (!(error instanceof HeatError) || error.code !== 'ValueError') throw error;
    throw new HeatError('HTTPBadRequest', `Template not in valid format: ${error.message}`);
  }
}

export class VectorStack implements DescribedStack {
  readonly name: string;
  readonly template: Template;
  readonly environment: Environment;
  readonly parameters: ParameterValues;
  readonly depth: number;
  private bound: StackDefinition | null = null;

  constructor(name: string, template: Template, environment: Environment, depth = 0) {
    this.name = name;
    this.template = template;
    this.environment = environment;
    this.depth = depth;
    this.parameters = resolveParameters(template.parameterSchemas, {
      ...STACK,
      kind: template.kind,
      stackName: name,
      values: environment.parameters,
      defaults: environment.parameterDefaults,
    });
  }

  get description(): Value {
    return this.template.description;
  }

  get parameterGroups(): Value | undefined {
    return this.template.parameterGroups;
  }

  get definition(): StackDefinition {
    this.bound ??= bind(this.template, { parameters: this.parameters, availabilityZones: ['nova', 'zone-b'] });
    return this.bound;
  }

  /** The type of a resource; the template where it is one. */
  typeOf(resource: ResourceDefinition): { type: ResourceTypeSchema; template?: Template } {
    const found = this.environment.registry.resolve(resource.type, resource.name);
    if ('type' in found) return { type: registry.get(found.type) as ResourceTypeSchema };
    const text = this.template.files[found.template];
    if (text === undefined) throw new HeatError('NotFound', `Could not fetch remote template "${found.template}"`);
    const template = parseTemplate(text, { files: this.template.files as Record<string, string> });
    const outputs = Object.keys(template.section('outputs')).map((name): [string, undefined] => [name, undefined]);
    const facts = { parameters: template.parameterSchemas, outputs };
    return { type: providerType(resource.type, facts, this.environment.parameterDefaults), template };
  }

  properties(
    resource: ResourceDefinition,
    resources: ResourceSource,
    isToBeMade = (_name: string) => false,
  ): Properties {
    const { type } = this.typeOf(resource);
    const data = propertyData(resource.properties, { resources, isToBeMade });
    return typeProperties(type, data, {
      check: (name, value) => (name === 'test_constr' ? true : vecCheck(name, value)),
      description: resource.description,
    });
  }

  /** Validates it; `strict`: values too. */
  validate(strict: boolean): void {
    this.parameters.validate({ values: strict, check: vecCheck });
    checkParameterGroups(this.parameterGroups, (name) => this.parameters.has(name));
    const { resources } = this.definition;
    for (const resource of resources.values()) {
      try {
        this.environment.registry.resolve(resource.type, resource.name);
      } catch (error) {
        if (error instanceof HeatError && error.code === 'EntityNotFound') throw failed(error.message);
        throw error;
      }
    }
    for (const name of resources.keys()) if (this.parameters.has(name)) throw failed(`Duplicate names ${name}`);
    if (strict) {
      for (const { properties, metadata } of resources.values()) {
        for (const part of [properties, metadata]) references(part, { resources: NOT_MADE, strict: true });
      }
    }
    for (const { name, dependsOn } of resources.values()) {
      if (dependsOn.includes(name))
        throw new HeatError('CircularDependencyException', `Circular Dependency Found: ${name}`);
    }
    for (const resource of resources.values()) this.validateResource(resource, strict);
  }

  private validateResource(resource: ResourceDefinition, strict: boolean): void {
    try {
      const properties = this.properties(resource, NOT_MADE, () => true);
      if (resource.properties instanceof Call) throw failed('Properties must be written out.');
      const [problem] = strict ? properties.validate() : properties.validateNames();
      if (problem !== undefined) throw problem.error;
      if (strict) this.nestedStack(resource, NOT_MADE, true)?.validate(false);
    } catch (error) {
      if (error instanceof HeatError && error.code !== 'StackValidationFailed') throw failed(error.message);
      throw error;
    }
  }

  /** The nested stack that a resource is made of; undefined where it is none. */
  nestedStack(resource: ResourceDefinition, resources: ResourceSource, forValidation = false): VectorStack | undefined {
    const { type, template } = this.typeOf(resource);
    const properties = this.properties(resource, resources);
    const name = `${this.name}-${resource.name}`;
    if (this.depth >= MAX_DEPTH) throw new HeatError('RequestLimitExceeded', `Recursion depth exceeds ${MAX_DEPTH}.`);
    if (template !== undefined) {
      const parameters = childParameters(properties, { isMade: resources !== NOT_MADE }) as ValueMap;
      const environment = childEnvironment(this.environment, parameters, {
        resourceName: resource.name,
        withoutTemplate: { type: resource.type },
      });
      return new VectorStack(name, template, environment, this.depth + 1);
    }
    const made = type.nestedTemplate?.({ name: resource.name, properties: properties.toRecord(), forValidation });
    if (made === undefined) return undefined;
    const environment = childEnvironment(this.environment, made.parameters, { resourceName: resource.name });
    const files = this.template.files as Record<string, string>;
    return new VectorStack(name, parseTemplate(made.template, { files }), environment, this.depth + 1);
  }

  *nested(): Generator<{ name: string; type: string; stack: VectorStack }> {
    for (const [name, resource] of this.definition.resources) {
      const stack = this.nestedStack(resource, NOT_MADE);
      if (stack !== undefined) yield { name, type: resource.type, stack };
    }
  }
}

/** The stack of a request to create one, not validated yet. */
export function open(request: ValueMap, at: At, name: Value = request.stack_name ?? 'vec'): VectorStack {
  at('request');
  const template = readTemplate(request);
  const sections = requestEnvironment(request);
  at('validate');
  const names = (request.environment_files ?? []) as string[];
  const files = (request.files ?? {}) as Record<string, string>;
  const merged = mergeEnvironmentFiles(names, files, sections, names.length > 0 ? allParameters(template) : new Map());
  const environment = new Environment(merged, base);
  return new VectorStack(checkStackName(name), template, environment);
}
