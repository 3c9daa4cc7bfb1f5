/**
 * Which resources have to be there before which: from references, `depends_on` and what types imply. Disabled resources
 * are not in the graph; that others depend on them does not matter.
 */
import { HeatError } from '../../errors.ts';
import type { ResourceDefinition } from '../definition/resource.ts';
import type { StackDefinition } from '../definition/stack-definition.ts';
import { Evaluation, NOT_MADE, NOTHING_KNOWN, type ResourceSource } from '../expression/evaluate.ts';
import { references } from '../expression/references.ts';
import { nearest } from '../properties/suggestion.ts';
import type { ImplicitDependencies, Sibling, Siblings } from '../schema/types.ts';
import { isMap, type ValueMap } from '../value.ts';

/** Each resource with those that it requires. */
export type DependencyGraph = Map<string, Set<string>>;

export interface DependencyOptions {
  /** What the type of a resource implies; by default nothing. */
  implicit?(resource: ResourceDefinition): ImplicitDependencies | undefined;
  /** What its type would rather have it come after, unless that closes a circle; by default nothing. */
  wished?(resource: ResourceDefinition): ImplicitDependencies | undefined;
  /** Against which names of resources that have to be evaluated are. By default, resources as they are before they are made. */
  resources?: ResourceSource;
}

/**
 * The graph of a stack's enabled resources. InvalidTemplateReference, InvalidExternalResourceDependency. Cycles are
 * found by {@link creationOrder}.
 */
export function dependencies(definition: StackDefinition, options: DependencyOptions = {}): DependencyGraph {
  const graph: DependencyGraph = new Map();
  for (const [name, resource] of definition.resources) graph.set(name, requirements(resource, definition, options));
  const siblings = new Company(definition);
  addImplicit(graph, definition, siblings, options);
  addWished(graph, definition, siblings, options);
  return graph;
}

/** Names of the enabled resources that a resource requires by its definition alone. */
export function requirements(
  resource: ResourceDefinition,
  definition: StackDefinition,
  { resources = NOT_MADE }: DependencyOptions = {},
): Set<string> {
  const externalId = resource.externalId === null ? null : new Evaluation(resources).value(resource.externalId);
  if (externalId) {
    if (resource.dependsOn.length === 0) return new Set();
    throw new HeatError(
      'InvalidExternalResourceDependency',
      `The external resource ${resource.name} (${resource.type}) may not depend on other resources.`,
    );
  }
  const required = new Set<string>();
  for (const name of resource.dependsOn) {
    if (definition.resources.has(name)) required.add(name);
    else if (!definition.resourceNames.has(name)) throw unknownDependency(name, resource, definition);
  }
  for (const part of [resource.properties, resource.metadata]) {
    for (const name of references(part, { resources, strict: true }).resources) required.add(name);
  }
  return required;
}

function unknownDependency(name: string, resource: ResourceDefinition, definition: StackDefinition): HeatError {
  const suggestion = nearest(name, definition.resourceNames);
  const message = `The specified reference "${name}" (in ${resource.name}) is incorrect.`;
  const path = [...resource.path, definition.template.format.resourceKeys.dependsOn];
  return new HeatError('InvalidTemplateReference', message, {
    diagnostics: [{ code: 'invalid-reference', severity: 'error', message, path, ...(suggestion && { suggestion }) }],
  });
}

function addImplicit(
  graph: DependencyGraph,
  definition: StackDefinition,
  siblings: Siblings,
  options: DependencyOptions,
): void {
  for (const resource of definition.resources.values()) {
    const implied = options.implicit?.(resource);
    const self = siblings.get(resource.name);
    if (implied === undefined || self === undefined) continue;
    const required = graph.get(resource.name);
    for (const name of implied(self, siblings)) if (graph.has(name)) required?.add(name);
  }
}

/** In the template's order, so that the same wishes are met each time. */
function addWished(
  graph: DependencyGraph,
  definition: StackDefinition,
  siblings: Siblings,
  options: DependencyOptions,
): void {
  let dependants: DependencyGraph | undefined;
  for (const resource of definition.resources.values()) {
    const wished = options.wished?.(resource);
    const self = siblings.get(resource.name);
    const required = graph.get(resource.name);
    if (wished === undefined || self === undefined || required === undefined) continue;
    const names = [...wished(self, siblings)].filter((name) => graph.has(name) && !required.has(name));
    if (names.length === 0) continue;
    dependants ??= reversed(graph);
    const waiting = reachable(resource.name, dependants);
    for (const name of names) {
      if (waiting.has(name)) continue;
      required.add(name);
      dependants.get(name)?.add(resource.name);
    }
  }
}

function reversed(graph: DependencyGraph): DependencyGraph {
  const dependants: DependencyGraph = new Map([...graph.keys()].map((name) => [name, new Set()]));
  for (const [name, required] of graph) for (const other of required) dependants.get(other)?.add(name);
  return dependants;
}

/** A name, and all that a graph leads to from there. */
function reachable(from: string, graph: DependencyGraph): Set<string> {
  // A set goes on to what is added to it while it is gone through.
  const found = new Set([from]);
  for (const name of found) for (const next of graph.get(name) ?? []) found.add(next);
  return found;
}

class Company implements Siblings {
  private readonly byName = new Map<string, Sibling>();
  private readonly byType = new Map<string, Sibling[]>();

  constructor({ resources }: StackDefinition) {
    for (const resource of resources.values()) {
      const sibling = new Member(resource);
      this.byName.set(resource.name, sibling);
      const alike = this.byType.get(resource.type);
      if (alike === undefined) this.byType.set(resource.type, [sibling]);
      else alike.push(sibling);
    }
  }

  get(name: string): Sibling | undefined {
    return this.byName.get(name);
  }

  ofType(type: string): readonly Sibling[] {
    return this.byType.get(type) ?? [];
  }
}

/** Its properties are evaluated when they are asked for. */
class Member implements Sibling {
  private readonly definition: ResourceDefinition;
  private evaluated: ValueMap | undefined;
  constructor(definition: ResourceDefinition) {
    this.definition = definition;
  }
  get name(): string {
    return this.definition.name;
  }
  get type(): string {
    return this.definition.type;
  }
  /** Unknowns inside; an empty map where they cannot be evaluated, which validation will tell. */
  get properties(): ValueMap {
    if (this.evaluated !== undefined) return this.evaluated;
    try {
      const value = new Evaluation(NOTHING_KNOWN).value(this.definition.properties);
      this.evaluated = isMap(value) ? value : {};
    } catch (error) {
      if (!(error instanceof HeatError)) throw error;
      this.evaluated = {};
    }
    return this.evaluated;
  }
}

/** An order in which each resource comes after those that it requires. CircularDependencyException, which names a cycle. */
export function creationOrder(graph: DependencyGraph): string[] {
  const waiting = new Map<string, number>();
  const dependants = new Map<string, string[]>();
  const ready: string[] = [];
  for (const [name, required] of graph) {
    waiting.set(name, required.size);
    if (required.size === 0) ready.push(name);
    for (const other of required) {
      const list = dependants.get(other);
      if (list === undefined) dependants.set(other, [name]);
      else list.push(name);
    }
  }
  for (let i = 0; i < ready.length; i++) {
    for (const name of dependants.get(ready[i] as string) ?? []) {
      const left = (waiting.get(name) ?? 0) - 1;
      waiting.set(name, left);
      if (left === 0) ready.push(name);
    }
  }
  if (ready.length === graph.size) return ready;
  const cycle = findCycle(graph, new Set(ready));
  throw new HeatError('CircularDependencyException', `Circular Dependency Found: ${cycle.join(' -> ')}`);
}

/** Follows requirements that were never met until one comes round again. */
function findCycle(graph: DependencyGraph, done: ReadonlySet<string>): string[] {
  const walk: string[] = [];
  const seen = new Set<string>();
  let at = [...graph.keys()].find((name) => !done.has(name)) as string;
  while (!seen.has(at)) {
    seen.add(at);
    walk.push(at);
    at = [...(graph.get(at) ?? [])].find((name) => !done.has(name)) as string;
  }
  return [...walk.slice(walk.indexOf(at)), at];
}
