/** Interim: a small subset of HOT until the template layer's definition room is there. */
import type { FrozenDefinition } from '../../plan/index.ts';
import type { DefinitionRow, StackRow } from '../../store/rows.ts';
import { Environment } from '../../template/environment/index.ts';
import { parameterDialect, parseParameterSchemas, resolveParameters, type ParameterSchema } from '../../template/parameters/index.ts';
import { Unknown } from '../../template/schema/types.ts';
import { readTemplateText } from '../../template/source/document.ts';
import { isMap, type Value, type ValueMap } from '../../template/value.ts';
import { HeatError } from '../../errors.ts';
import type { Room } from '../room.ts';
import type { Live, OutputModel, StackModel, WantedResource } from './model.ts';

export function readTree(template: string | ValueMap): ValueMap {
  return typeof template === 'string' ? readTemplateText(template) : template;
}

export function parameterSchemas(template: ValueMap): Map<string, ParameterSchema> {
  return parseParameterSchemas(template['parameters'], parameterDialect('hot', '2021-04-16'));
}

export function allParameterSchemas(template: ValueMap, _files: Record<string, string>): Map<string, ParameterSchema> {
  return parameterSchemas(template);
}

type Use = (kind: string, args: Value) => Value | Unknown;

function walk(value: Value, use: Use): Value | Unknown {
  if (Array.isArray(value)) return value.map((item) => walk(item, use) as Value);
  if (!isMap(value)) return value;
  const keys = Object.keys(value);
  const [only] = keys;
  if (keys.length === 1 && only !== undefined && /^get_(resource|attr|param)$/.test(only)) return use(only, value[only] ?? null);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, use) as Value]));
}

export function buildModel(
  room: Room,
  definition: DefinitionRow,
  stack: Pick<StackRow, 'id' | 'name' | 'projectId' | 'parentId'>,
): StackModel {
  const { template } = definition;
  const given = definition.environment['parameters'];
  const environment = new Environment(
    { ...definition.environment, parameters: { ...(isMap(given ?? null) ? (given as ValueMap) : {}), ...definition.secretParameters } },
    room.wiring.registry,
  );
  const parameters = resolveParameters(parameterSchemas(template), {
    kind: 'hot',
    stackName: stack.name,
    stackId: stack.id,
    projectId: stack.projectId,
    values: environment.parameters,
    defaults: environment.parameterDefaults,
  });
  const section = template['resources'];
  const resources = isMap(section ?? null) ? (section as Record<string, ValueMap>) : {};
  const wanted = new Map<string, WantedResource>();
  const requires = new Map<string, string[]>();
  const attributes = new Map<string, Set<string>>();
  const referencesOf = (value: Value, note: (name: string, attribute: string | null) => void) =>
    walk(value, (kind, args) => {
      if (kind === 'get_resource') note(String(args), null);
      else if (kind === 'get_attr' && Array.isArray(args)) note(String(args[0]), String(args[1]));
      return null;
    });
  const noteAttribute = (name: string, attribute: string | null) => {
    if (attribute === null) return;
    const set = attributes.get(name);
    if (set === undefined) attributes.set(name, new Set([attribute]));
    else set.add(attribute);
  };
  for (const [name, resource] of Object.entries(resources)) {
    const spelled = String(resource['type']);
    const resolved = environment.registry.resolve(spelled, name);
    const type = room.typeByName('type' in resolved ? resolved.type : resolved.template, definition.files);
    wanted.set(name, { name, typeName: spelled, type, description: String(resource['description'] ?? '') });
    const names = new Set<string>();
    const depends = resource['depends_on'] ?? [];
    for (const other of Array.isArray(depends) ? depends : [depends]) names.add(String(other));
    referencesOf(resource, (other, attribute) => {
      names.add(other);
      noteAttribute(other, attribute);
    });
    for (const other of names) if (!(other in resources)) throw new HeatError('InvalidTemplateReference', `The specified reference "${other}" (in ${name}) is incorrect.`);
    requires.set(name, [...names]);
  }
  const order: string[] = [];
  const state = new Map<string, number>();
  for (const root of wanted.keys()) {
    const open: [string, number][] = [[root, 0]];
    if (state.has(root)) continue;
    state.set(root, 1);
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const next = requires.get(top[0])?.[top[1]++];
      if (next === undefined) {
        order.push(top[0]);
        state.set(top[0], 2);
        open.pop();
      } else if (!state.has(next)) {
        state.set(next, 1);
        open.push([next, 0]);
      } else if (state.get(next) === 1) throw new HeatError('CircularDependencyException', `Circular Dependency Found: ${next}`);
    }
  }
  const evaluate = (value: Value, live: Live): Value | Unknown =>
    walk(value, (kind, args) => {
      if (kind === 'get_param') return parameters.get(String(args));
      if (kind === 'get_resource') return live.resource(String(args))?.refId() ?? null;
      const [name, ...path] = args as Value[];
      return live.resource(String(name))?.attribute(path) ?? null;
    });
  const outputs = new Map<string, OutputModel>();
  const outputSection = template['outputs'];
  for (const [key, output] of Object.entries(isMap(outputSection ?? null) ? (outputSection as Record<string, ValueMap>) : {})) {
    const references = new Map<string, Set<string>>();
    referencesOf(output['value'] ?? null, (name, attribute) => {
      noteAttribute(name, attribute);
      references.set(name, new Set());
    });
    outputs.set(key, {
      key,
      description: String(output['description'] ?? 'No description given'),
      value: (live) => evaluate(output['value'] ?? null, live),
      references,
    });
  }
  const none: ReadonlySet<string> = new Set();
  return {
    definitionId: definition.id,
    section: 'resources',
    kind: 'hot',
    description: String(template['description'] ?? 'No description'),
    environment,
    parameters,
    files: definition.files,
    order,
    resource: (name) => wanted.get(name),
    requires: (name) => requires.get(name) ?? [],
    freeze: (name, live) => {
      const resource = resources[name] ?? {};
      const frozen: Record<string, unknown> = { type: resource['type'] };
      for (const part of ['properties', 'metadata', 'depends_on', 'deletion_policy', 'update_policy', 'external_id']) {
        if (part in resource) frozen[part] = evaluate(resource[part] ?? null, live);
      }
      return frozen as unknown as FrozenDefinition;
    },
    attributesOf: (name) => attributes.get(name) ?? none,
    outputs,
    deletionPolicy: ({ deletion_policy }) => {
      const policy = String(deletion_policy ?? 'Delete');
      return { delete: 'Delete', retain: 'Retain', snapshot: 'Snapshot' }[policy.toLowerCase()] ?? policy;
    },
    template,
  };
}
