/**
 * Makes a {@link ResourceType} from data: a schema, and how its verbs map to a service's REST conventions.
 *
 *     export const network = resource({
 *       ...schema,
 *       ...neutron('network'),                       // the profile: paths, envelope, status, tags, names
 *       rest: { ...neutron('network').rest, members: { qos_policy: 'qos_policy_id' } },
 *     });
 *
 * What a type does not say follows from `rest`: create is a POST of the properties under their members' names, its answer
 * tells the id, `status` tells when it is ready, update sends what changed, delete takes it away and waits until it is gone. Hooks of a
 * verb's name replace that verb; the smaller hooks (`body`, `changes`, `complete`) refine it.
 */
import { HeatError } from '../errors.ts';
import { at } from '../openstack/path.ts';
import type { ServiceType } from '../openstack/services.ts';
import type { AttributeSchema, DeletionPolicy, ResourceTypeSchema } from '../template/schema/types.ts';
import { getKey, isMap, type Value, type ValueMap } from '../template/value.ts';
import { deleteObject, isGone } from './deletion.ts';
import { displaced, findObject, type Marker, marked } from './marker.ts';
import { createBody, liveProperties, type Rest, shownObject, updateBody } from './rest.ts';
import { checkStatus, type StatusRule } from './status.ts';
import type { Properties, ResourceOperation, ResourceType, UpdateOperation } from './type.ts';

/** Attribute with the path to it in the shown object, e.g. `flavor.id`; its own name unless said. */
export interface AttributeDefinition extends AttributeSchema {
  path?: string;
}

type Verbs = Partial<Omit<ResourceType, keyof ResourceTypeSchema | 'service' | 'requiredExtensions' | 'local'>>;

export interface Definition extends Verbs, Partial<Omit<ResourceTypeSchema, 'name' | 'attributes'>> {
  name: string;
  description: string;
  attributes?: Record<string, AttributeDefinition>;
  service?: ServiceType | null;
  requiredExtensions?: string[];
  local?: boolean;
  rest?: Rest;
  status?: StatusRule;
  marker?: Marker;
  /** Last touch on what is created. */
  body?(op: ResourceOperation, body: ValueMap): Promise<ValueMap> | ValueMap;
  /** Last touch on what is updated; may do parts of the update by other calls. Null: nothing is left to send. */
  changes?(op: UpdateOperation, body: ValueMap): Promise<ValueMap | null> | ValueMap | null;
  /** Last touch on the live properties, where the service shows something in another form than it takes it. */
  live?(properties: Properties, shown: ValueMap): Properties;
  /** What a create has to do once the object is there (tags, agents, rules …). May run twice. False: there was nothing to do. */
  complete?(op: ResourceOperation): Promise<boolean>;
}

const SHOW: AttributeSchema = {
  type: 'map',
  cache: 'none',
  description: 'Everything that the service tells about the object.',
};
const POLICIES: DeletionPolicy[] = ['Delete', 'Retain'];

export function resource(def: Definition): ResourceType {
  const { rest, status, marker = {}, attributes = {}, body, changes, complete, live, ...own } = def;
  const isDone = (op: ResourceOperation) =>
    rest === undefined ? Promise.resolve(true) : checkStatus(op, rest, status);

  async function restoreDisplaced(op: ResourceOperation): Promise<boolean> {
    if (rest === undefined) return false;
    const late = displaced(op, rest, marker, createBody(op, rest, def.properties ?? {}));
    if (late === null) return false;
    // Whoever takes over must not look for a mark that is gone: the id comes first.
    await op.save();
    await updateObject(op, rest, late);
    return true;
  }

  const verbs: Omit<ResourceType, keyof ResourceTypeSchema | 'service' | 'requiredExtensions' | 'local'> = {
    async create(op) {
      if (rest === undefined) return op.physicalName;
      const sent = createBody(op, rest, def.properties ?? {});
      return createObject(op, rest, marked(op, rest, marker, body === undefined ? sent : await body(op, sent)));
    },
    async created(op) {
      if (op.data.get(COMPLETED) === undefined) {
        const restored = await restoreDisplaced(op);
        if ((await complete?.(op)) === true || restored) op.setData(COMPLETED, 'yes');
      }
      return isDone(op);
    },
    find: async (op) => (rest === undefined ? null : findObject(op, rest, marker)),
    async update(op) {
      if (rest === undefined || op.changed.length === 0) return;
      const sent = updateBody(op, rest, def.properties ?? {});
      const left = changes === undefined ? sent : await changes(op, sent);
      if (left !== null && Object.keys(left).length > 0) await updateObject(op, rest, left);
    },
    updated: isDone,
    async delete(op) {
      if (rest !== undefined && op.physicalId !== null) await deleteObject(op, rest);
    },
    deleted: async (op) => rest === undefined || op.physicalId === null || isGone(op, rest),
    async check(op) {
      if (rest === undefined) return;
      await requireShown(op, rest);
      await checkStatus(op, rest, status);
    },
    async attribute(op, name) {
      if (rest === undefined) return null;
      const shown = await shownObject(op, rest);
      if (shown === null) return null;
      if (name === 'show') return shown;
      return valueAt(shown, attributes[name]?.path ?? name);
    },
    referenceId: ({ physicalId, name }) => physicalId ?? name,
    ...(rest === undefined
      ? {}
      : { liveProperties: (op: ResourceOperation) => liveProperties(op, rest, def.properties ?? {}, live) }),
  };

  return {
    properties: {},
    updatePolicy: {},
    support: { status: 'SUPPORTED' },
    deletionPolicies: POLICIES,
    translation: [],
    service: null,
    requiredExtensions: [],
    local: rest === undefined,
    ...verbs,
    ...own,
    attributes: { ...Object.fromEntries(Object.entries(attributes).map(bare)), show: SHOW },
  };
}

const COMPLETED = 'completed';

function bare([name, { path: _path, ...schema }]: [string, AttributeDefinition]): [string, AttributeSchema] {
  return [name, schema];
}

/** The member of a nested object at a dotted path; a literal member of that name comes first. Null where there is none. */
export function valueAt(shown: ValueMap, path: string): Value {
  const direct = getKey(shown, path);
  if (direct !== undefined) return direct;
  let value: Value = shown;
  for (const step of path.split('.')) {
    if (!isMap(value)) return null;
    value = getKey(value, step) ?? null;
  }
  return value;
}

export async function createObject(op: ResourceOperation, rest: Rest, body: ValueMap): Promise<string> {
  const { service, path, microversion } = rest.collection;
  const envelope = rest.envelope === undefined ? rest.collection.singular : rest.envelope;
  const answer = await op.cloud.request<ValueMap>(service, {
    method: rest.createMethod ?? 'POST',
    path: rest.createPath ?? path,
    body: envelope === null ? body : { [envelope]: body, ...rest.beside?.(op) },
    ...(microversion === undefined ? {} : { microversion }),
    signal: op.signal,
  });
  const { singular } = rest.collection;
  const made = singular === null ? answer.body : answer.body?.[singular];
  const id = isMap(made) ? made[rest.id ?? 'id'] : undefined;
  if (typeof id !== 'string' && typeof id !== 'number') {
    throw new HeatError('HeatException', `The ${service} service told no id of what it created.`);
  }
  return String(id);
}

export async function updateObject(op: ResourceOperation, rest: Rest, body: ValueMap): Promise<void> {
  const { service, path, singular, microversion } = rest.collection;
  const envelope = rest.envelope === undefined ? singular : rest.envelope;
  await op.cloud.request(service, {
    method: rest.updateMethod ?? 'PUT',
    path: at`${path}/${op.physicalId}`,
    body: envelope === null ? body : { [envelope]: body },
    repeatable: true,
    ...(microversion === undefined ? {} : { microversion }),
    signal: op.signal,
  });
}

/** Throws NotFound when the object is gone. */
export async function requireShown(op: ResourceOperation, rest: Rest): Promise<ValueMap> {
  const shown = await shownObject(op, rest);
  if (shown === null) {
    const what = rest.collection.singular ?? rest.collection.plural;
    throw new HeatError('NotFound', `The ${what} ${op.physicalId ?? op.physicalName} could not be found.`);
  }
  return shown;
}
