/**
 * The environment of a stack: values and defaults of parameters, the resource registry, event sinks.
 *
 *     const environment = new Environment({ parameters: { size: 3 } }, base);
 *     environment.registry.resolve('OS::Nova::Server', 'web')   // { type: 'OS::Nova::Server' }
 *
 * `base` is the installation's own registry: {@link baseRegistry}.
 */
import { isTruthy } from '../schema/python-values.ts';
import type { TypeRegistry } from '../schema/types.ts';
import { isMap, setKey, type Value, type ValueMap } from '../value.ts';
import { checkEventSinks } from './event-sinks.ts';
import { ResourceRegistry } from './registry.ts';
import { requireMap, SECTIONS, update } from './sections.ts';

/**
 * The registry of an installation: its types, and the entries of its own environments (aliases, types made of
 * templates). `environments` are sections, read in order.
 */
export function baseRegistry(types: TypeRegistry, environments: Iterable<ValueMap> = []): ResourceRegistry {
  const registry = new ResourceRegistry(null, types);
  for (const { resource_registry } of environments) {
    if (resource_registry !== undefined) registry.load(resource_registry);
  }
  return registry;
}

/** Sections that the keys of a flat environment, one of parameters only, cannot be. */
const NOT_FLAT: ReadonlySet<string> = new Set([
  'parameter_defaults',
  'encrypted_param_names',
  'event_sinks',
  'resource_registry',
]);

export class Environment {
  readonly base: ResourceRegistry;
  readonly registry: ResourceRegistry;
  parameters: ValueMap;
  readonly parameterDefaults: ValueMap;
  readonly eventSinks: Value[];
  encryptedParameters: Value;
  private readonly oddDefaults: Value | undefined;

  /** Takes sections, all optional; the oldest form of an environment, parameters only, is understood too. */
  constructor(sections: ValueMap, base: ResourceRegistry) {
    this.base = base;
    const defaults = sections.parameter_defaults ?? {};
    // An empty list does no harm, and is stored as it came.
    this.oddDefaults = isMap(defaults) || isTruthy(defaults) ? undefined : defaults;
    this.parameterDefaults = this.oddDefaults === undefined ? { ...requireMap(defaults, 'parameter_defaults') } : {};
    this.registry = new ResourceRegistry(base);
    this.registry.load(sections.resource_registry ?? {});
    this.encryptedParameters = sections.encrypted_param_names ?? [];
    this.parameters = {};
    if ('parameters' in sections) update(this.parameters, sections.parameters, 'parameters');
    else {
      for (const [key, value] of Object.entries(sections)) if (!NOT_FLAT.has(key)) setKey(this.parameters, key, value);
    }
    this.eventSinks = [...checkEventSinks(sections.event_sinks ?? [])];
  }

  /** Adds the sections of another environment, which win. */
  load(sections: ValueMap): void {
    this.registry.load(sections.resource_registry ?? {});
    update(this.parameters, sections.parameters ?? {}, 'parameters');
    update(this.parameterDefaults, sections.parameter_defaults ?? {}, 'parameter_defaults');
    this.eventSinks.push(...checkEventSinks(sections.event_sinks ?? []));
  }

  /** What users may see: as the API shows an environment. */
  toUserSections(): ValueMap {
    return {
      resource_registry: this.registry.toSection(),
      parameters: this.parameters,
      parameter_defaults: this.oddDefaults ?? this.parameterDefaults,
      event_sinks: this.eventSinks,
    };
  }

  /** Everything, as it is stored. */
  toSections(): ValueMap {
    return { ...this.toUserSections(), encrypted_param_names: this.encryptedParameters };
  }
}

/**
 * The environment of a nested stack: the parent's, its parameters replaced by the child's. `child` is either parameters
 * or an environment of its own. With `resourceName`, what the registry holds for that resource of the parent moves up.
 */
export function childEnvironment(
  parent: Environment,
  child: ValueMap | null,
  { resourceName, withoutTemplate }: { resourceName?: string | null; withoutTemplate?: { type: string } } = {},
): Environment {
  const inherited = { ...parent.toUserSections(), parameters: {} as Value };
  const isFlat = child !== null && !SECTIONS.some((section) => Object.hasOwn(child, section));
  if (child !== null && isFlat) inherited.parameters = child;
  const environment = new Environment({}, parent.base);
  environment.load(inherited);
  if (child !== null && !isFlat) environment.load(child);
  if (withoutTemplate !== undefined) {
    environment.registry.removeTemplate(environment.registry.find(withoutTemplate.type, resourceName ?? null));
  }
  if (resourceName) environment.registry.keepOnlyResource(resourceName);
  return environment;
}

/**
 * The environment after an update that keeps what it does not mention: the sections given are added to the current
 * ones, parameters to be cleared are left out, and so are those that the new template does not have.
 */
export function patchEnvironment(
  current: Environment,
  sections: ValueMap,
  { clear = [], isParameter }: { clear?: readonly string[]; isParameter: (name: string) => boolean },
): Environment {
  const kept: ValueMap = {};
  for (const [name, value] of Object.entries(current.parameters)) if (!clear.includes(name)) setKey(kept, name, value);
  const environment = new Environment({ ...current.toSections(), parameters: kept }, current.base);
  environment.load(sections);
  const known: ValueMap = {};
  for (const [name, value] of Object.entries(environment.parameters)) if (isParameter(name)) setKey(known, name, value);
  environment.parameters = known;
  return environment;
}
