/** Reads a definition: parses its template, binds it to its parameters, looks its types up, and finds the order of its resources. */
import type { FrozenDefinition } from '../../plan/index.ts';
import type { ResourceType } from '../../resources/type.ts';
import type { DefinitionRow, StackRow } from '../../store/rows.ts';
import { Environment, type ResourceRegistry } from '../../template/environment/index.ts';
import {
  binding,
  creationOrder,
  type DependencyGraph,
  dependencies,
  evaluate,
  type Facade,
  isDynamic,
  parseTemplate,
  type ResourceDefinition,
  references,
  type StackDefinition,
  Template,
} from '../../template/index.ts';
import { type ParameterSchema, PartlyKnownParameters, resolveParameters } from '../../template/parameters/index.ts';
import { pythonText, type Unknown } from '../../template/schema/index.ts';
import { VERSION_KEYS } from '../../template/source/document.ts';
import type { Steps } from '../../template/steps.ts';
import { getKey, isMap, type Value, type ValueMap } from '../../template/value.ts';
import { withDefaults } from './defaulted-type.ts';
import type { AttributePath, Draft, Live, OutputModel, StackModel, WantedResource } from './model.ts';

export type Identity = Pick<StackRow, 'id' | 'name' | 'projectId' | 'parentId'>;

export interface DraftOptions {
  /** The template with its text, where there is one, so that errors have positions. */
  parsed?: Template;
  facade?: Facade | null;
  /** Parameters whose values only the run will tell. */
  unknown?: ReadonlyMap<string, Unknown>;
}

/** What has been read before, and what types names stand for. */
export interface Sources {
  readonly registry: ResourceRegistry;
  tree(template: string | ValueMap): ValueMap;
  typeByName(name: string, files: Readonly<Record<string, string>>): ResourceType;
}

export function draft(
  sources: Sources,
  definition: DefinitionRow,
  stack: Identity,
  { parsed, facade = null, unknown }: DraftOptions = {},
): Draft {
  const template = parsed ?? new Template(sources.tree(definition.template), definition.files);
  const environment = new Environment(withSecrets(definition), sources.registry);
  const given = {
    kind: template.kind,
    stackName: stack.name,
    stackId: stack.id,
    projectId: stack.projectId,
    values: environment.parameters,
    defaults: environment.parameterDefaults,
  };
  const schemas = template.parameterSchemas;
  const parameters =
    unknown === undefined ? resolveParameters(schemas, given) : new PartlyKnownParameters(schemas, given, unknown);
  return {
    definition,
    template,
    environment,
    parameters,
    facade,
    typeOf: (spelled, resource) => {
      const resolved = environment.registry.resolve(spelled, resource);
      if ('type' in resolved) return sources.typeByName(resolved.type, definition.files);
      return withDefaults(sources.typeByName(resolved.template, definition.files), environment.parameterDefaults);
    },
  };
}

/** The environment as stored, with the values that are kept apart. */
export function withSecrets(definition: DefinitionRow): ValueMap {
  const open = getKey(definition.environment, 'parameters') ?? null;
  return { ...definition.environment, parameters: { ...(isMap(open) ? open : {}), ...definition.secretParameters } };
}

/** In steps, for thousands of resources take a while. Throws what Heat would, without validating values. */
export function* buildingModel(from: Draft): Steps<StackModel> {
  const bound = yield* binding(from.template, { parameters: from.parameters, facade: from.facade });
  const types = new Map<string, ResourceType>();
  for (const { name, type } of bound.resources.values()) {
    types.set(name, from.typeOf(type, name));
    yield;
  }
  const graph = dependencies(bound, {
    implicit: ({ name }) => types.get(name)?.implicitDependencies,
    wished: ({ name }) => types.get(name)?.wishedDependencies,
  });
  yield;
  const order = creationOrder(graph);
  yield;
  return modelOf(from, bound, graph, order);
}

export function modelOf(
  from: Draft,
  bound: StackDefinition,
  graph: DependencyGraph,
  order: readonly string[],
): StackModel {
  const { definition, template, environment, parameters } = from;
  const wanted = new Map<string, WantedResource>();
  for (const { name, type, description } of bound.resources.values()) {
    wanted.set(name, { name, typeName: type, type: from.typeOf(type, name), description });
  }
  let attributes: Map<string, AttributePath[]> | null = null;
  let dependants: Map<string, string[]> | null = null;
  const outputs = new Map<string, OutputModel>();
  for (const [key, output] of bound.outputs) {
    let names: Set<string> | null = null;
    outputs.set(key, {
      key,
      description: output.description,
      value: (live) => evaluate(output.value, live),
      get references() {
        names ??= referredTo(output.value);
        return names;
      },
    });
  }
  const raw = template.section('resources');
  return {
    definitionId: definition.id,
    section: template.format.sections.resources === 'Resources' ? 'Resources' : 'resources',
    kind: template.kind,
    description: pythonText(template.description),
    environment,
    parameters,
    files: definition.files,
    template: definition.template,
    order,
    resource: (name) => wanted.get(name),
    requires: (name) => [...(graph.get(name) ?? [])],
    requiredBy: (name) => {
      dependants ??= dependantsOf(order, graph);
      return dependants.get(name) ?? NOBODY;
    },
    freeze: (name, live) => {
      const resource = bound.resources.get(name);
      if (resource === undefined) throw new Error(`there is no resource ${name}`);
      const { ignoresProperties = false } = wanted.get(name)?.type ?? {};
      const looked = ignoresProperties ? { ...resource, properties: null } : resource;
      return freeze(looked, getKey(raw, name) ?? null, template, live);
    },
    plain: (name) => {
      const resource = bound.resources.get(name);
      return resource === undefined ? null : plainOf(resource, getKey(raw, name) ?? null, template);
    },
    attributesOf: (name) => {
      attributes ??= attributePaths(bound);
      return attributes.get(name) ?? NONE;
    },
    outputs,
    deletionPolicy: (name) => bound.resources.get(name)?.deletionPolicy ?? 'Delete',
    draft: from,
    bound,
  };
}

const NONE: readonly AttributePath[] = [];
const NOBODY: readonly string[] = [];

function dependantsOf(order: readonly string[], graph: DependencyGraph): Map<string, string[]> {
  const dependants = new Map<string, string[]>();
  for (const name of order) {
    for (const required of graph.get(name) ?? []) {
      const list = dependants.get(required);
      if (list === undefined) dependants.set(required, [name]);
      else list.push(name);
    }
  }
  return dependants;
}

function referredTo(expression: Parameters<typeof references>[0]): Set<string> {
  const found = references(expression);
  return new Set([...found.resources, ...found.attributes.keys()]);
}

/** What of each resource others and the outputs ask for. */
function attributePaths(bound: StackDefinition): Map<string, AttributePath[]> {
  const paths = new Map<string, Map<string, AttributePath>>();
  const note = (name: string, path: AttributePath) => {
    let known = paths.get(name);
    if (known === undefined) {
      known = new Map();
      paths.set(name, known);
    }
    known.set(
      JSON.stringify(path, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
      path,
    );
  };
  const visit = (expression: Parameters<typeof references>[0]) => {
    if (expression === null) return;
    const found = references(expression);
    for (const [name, ...path] of found.paths) note(name, path);
  };
  for (const { properties, metadata } of bound.resources.values()) {
    visit(properties);
    visit(metadata);
  }
  for (const { value } of bound.outputs.values()) visit(value);
  return new Map(Array.from(paths, ([name, known]) => [name, [...known.values()]]));
}

function plainOf(resource: ResourceDefinition, text: Value, template: Template) {
  const { properties, metadata, updatePolicy, externalId, condition } = resource;
  if (isDynamic(properties) || isDynamic(metadata) || isDynamic(updatePolicy)) return null;
  if (externalId !== null || condition !== null || !isMap(text)) return null;
  const deletionPolicy = getKey(text, template.format.resourceKeys.deletionPolicy) ?? null;
  if (deletionPolicy !== null && typeof deletionPolicy !== 'string') return null;
  return { text, properties: isMap(properties) ? properties : {} };
}

/** A resource's definition with its functions resolved. Sections that the template does not have stay away. */
function freeze(resource: ResourceDefinition, raw: Value, template: Template, live: Live): FrozenDefinition {
  const { resourceKeys: keys } = template.format;
  const has = (key: string | undefined) =>
    key !== undefined && isMap(raw) && Object.hasOwn(raw, key) && raw[key] !== null;
  const frozen: FrozenDefinition = { type: resource.type };
  if (has(keys.properties)) frozen.properties = evaluate(resource.properties, live);
  if (has(keys.metadata)) frozen.metadata = evaluate(resource.metadata, live);
  if (has(keys.dependsOn)) frozen.depends_on = [...resource.dependsOn];
  if (has(keys.deletionPolicy)) frozen.deletion_policy = resource.deletionPolicy;
  if (has(keys.updatePolicy)) frozen.update_policy = evaluate(resource.updatePolicy, live);
  if (has(keys.externalId)) frozen.external_id = evaluate(resource.externalId, live);
  if (has(keys.condition)) frozen.condition = evaluate(resource.condition, live);
  return frozen;
}

/** A template's document, from text or as it is. */
export function readTree(template: string | ValueMap): ValueMap {
  return parseTemplate(template).raw;
}

export function parameterSchemas(template: ValueMap): ReadonlyMap<string, ParameterSchema> {
  return new Template(template).parameterSchemas;
}

/** Schemas of the template's parameters and of those of every template among its files. */
export function* allParameterSchemas(
  { models }: { readonly models: Pick<Sources, 'tree'> },
  template: ValueMap,
  files: Readonly<Record<string, string>>,
): Steps<Map<string, ParameterSchema>> {
  const schemas = new Map<string, ParameterSchema>();
  for (const [name, text] of Object.entries(files)) {
    if (!/\.(yaml|template)$/.test(name) || !VERSION_KEYS.some((key) => text.includes(key))) continue;
    try {
      for (const [key, schema] of new Template(models.tree(text), files).parameterSchemas) schemas.set(key, schema);
    } catch {
      // Not every file that looks like one is a template; whoever uses it as one will hear of it.
    }
    yield;
  }
  for (const [key, schema] of parameterSchemas(template)) schemas.set(key, schema);
  return schemas;
}
