/**
 * Makes a {@link ResourceType} from data: the terms of its properties and attributes, and how its verbs map to a service's REST conventions.
 *
 *     export const net = resource({
 *       name: 'OS::Neutron::Net',
 *       description: 'A network.',
 *       properties: {
 *         name: NAME,
 *         qos_policy: ref('neutron.qos_policy', 'Name or id of its quality-of-service policy.', update, sentAs('qos_policy_id')),
 *       },
 *       attributes: { status: text('Its status.', lives) },
 *       ...neutron('network'),                       // where such objects lie in their service
 *     });
 *
 * What a type does not say follows from `rest` and from the service's profile (`openstack/services.ts`): create is a POST of the properties under their members' names, its answer
 * tells the id, `status` tells when it is ready, update sends what changed, delete takes it away and waits until it is gone. Hooks of a
 * verb's name replace that verb; the smaller hooks (`body`, `changes`, `complete`) refine it.
 */
import { HeatError } from '../errors.ts';
import { at } from '../openstack/path.ts';
import type { StatusRule } from '../openstack/profiles/profile.ts';
import { idOf, profileOf, type ServiceType } from '../openstack/services.ts';
import type { AttributeSchema, DeletionPolicy, ResourceTypeSchema, TranslationRule } from '../template/schema/types.ts';
import { getKey, isMap, type Value, type ValueMap } from '../template/value.ts';
import { changeApart, setApart } from './apart.ts';
import { deleteObject, isGone } from './deletion.ts';
import { displaced, findObject, type Marker, marked } from './marker.ts';
import { placeOf, placing } from './place.ts';
import { createBody, liveProperties, type Rest, shownObject, updateBody } from './rest.ts';
import { checkStatus } from './status.ts';
import type { AttributeTerms, Given, PropertyTerms } from './terms/index.ts';
import { attributesOf, schemaOf } from './terms/schema-of.ts';
import type { Properties, ResourceOperation, ResourceType, UpdateOperation } from './type.ts';

type NotVerbs = keyof ResourceTypeSchema | 'service' | 'requiredExtensions' | 'local';
type Verbs<Given extends Properties> = Partial<Omit<ResourceType<Given>, NotVerbs>>;
type Schema = Partial<Omit<ResourceTypeSchema, 'name' | 'properties' | 'attributes' | 'updatePolicy' | 'translation'>>;

export interface Definition<Terms extends PropertyTerms = PropertyTerms> extends Verbs<Given<Terms>>, Schema {
  name: string;
  description: string;
  properties?: Terms;
  attributes?: AttributeTerms;
  updatePolicy?: PropertyTerms;
  /** Beside the rules that follow from the terms. */
  translation?: TranslationRule[];
  service?: ServiceType | null;
  requiredExtensions?: string[];
  local?: boolean;
  rest?: Rest;
  /** As the service's profile says unless said; null: its objects are ready at once. */
  status?: StatusRule | null;
  marker?: Marker;
  /** Last touch on what is created. */
  body?(op: ResourceOperation<Given<Terms>>, body: ValueMap): Promise<ValueMap> | ValueMap;
  /** Last touch on what is updated; may do parts of the update by other calls. Null: nothing is left to send. */
  changes?(op: UpdateOperation<Given<Terms>>, body: ValueMap): Promise<ValueMap | null> | ValueMap | null;
  /** Last touch on the live properties, where the service shows something in another form than it takes it. */
  live?(properties: Properties, shown: ValueMap): Properties;
  /** What a create has to do once the object is there (tags, agents, rules …). May run twice. False: there was nothing to do. */
  complete?(op: ResourceOperation<Given<Terms>>): Promise<boolean>;
}

const SHOW: AttributeSchema = {
  type: 'map',
  cache: 'none',
  description: 'Everything that the service tells about the object.',
};
const POLICIES: DeletionPolicy[] = ['Delete', 'Retain'];

export function resource<const Terms extends PropertyTerms>(definition: Definition<Terms>): ResourceType {
  // The types of properties are for those who write verbs; the engine knows properties as maps.
  const def = definition as unknown as Definition;
  const { properties: terms = {}, updatePolicy = {}, attributes = {}, ...most } = def;
  const { body, changes, complete, live, rest: given, status: ready, marker: found, translation = [], ...own } = most;
  const { properties, members, translation: rules, apart } = schemaOf(terms);
  const rest = given === undefined ? undefined : { ...given, members: membersOf(given, members) };
  const profile = rest === undefined ? undefined : profileOf(rest.collection.service);
  const status = ready === undefined ? profile?.status : ready;
  const marker: Marker = { ...(profile?.mark === undefined ? {} : { mark: profile.mark }), ...found };
  const isDone = (op: ResourceOperation) =>
    rest === undefined ? Promise.resolve(true) : checkStatus(op, rest, status);

  async function restoreDisplaced(op: ResourceOperation): Promise<boolean> {
    if (rest === undefined) return false;
    const late = displaced(op, rest, marker, createBody(op, rest, properties));
    if (late === null) return false;
    // Whoever takes over must not look for a mark that is gone: the id comes first.
    await op.save();
    await updateObject(op, rest, late);
    return true;
  }

  const verbs: Omit<ResourceType, NotVerbs> = {
    async create(op) {
      if (rest === undefined) return op.physicalName;
      const sent = createBody(op, rest, properties);
      return createObject(op, rest, marked(op, rest, marker, body === undefined ? sent : await body(op, sent)));
    },
    async created(op) {
      if (op.data.get(COMPLETED) === undefined) {
        const restored = await restoreDisplaced(op);
        const isSet = rest !== undefined && (await setApart(op, rest, apart));
        if ((await complete?.(op)) === true || restored || isSet) op.setData(COMPLETED, 'yes');
      }
      return isDone(op);
    },
    find: async (op) => (rest === undefined ? null : findObject(op, rest, marker)),
    async update(op) {
      if (rest === undefined || op.changed.length === 0) return;
      const sent = updateBody(op, rest, properties);
      const left = changes === undefined ? sent : await changes(op, sent);
      await changeApart(op, rest, apart);
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
      : { liveProperties: (op: ResourceOperation) => liveProperties(op, rest, properties, apart, live) }),
  };

  return {
    support: { status: 'SUPPORTED' },
    deletionPolicies: POLICIES,
    service: rest?.collection.service ?? null,
    requiredExtensions: [],
    local: rest === undefined,
    ...verbs,
    ...own,
    properties,
    updatePolicy: schemaOf(updatePolicy).properties,
    translation: [...rules, ...translation],
    attributes: { ...attributesOf(attributes), show: SHOW },
  };
}

function membersOf({ collection, members }: Rest, ofTerms: Record<string, string | null>): Rest['members'] {
  const unsent = placing(collection).map((property) => [property, null]);
  return { ...(Object.fromEntries(unsent) as Record<string, null>), ...members, ...ofTerms };
}

const COMPLETED = 'completed';

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
  const { service, path, microversion } = placeOf(op, rest);
  const envelope = rest.envelope === undefined ? rest.collection.singular : rest.envelope;
  const answer = await op.cloud.request<ValueMap>(service, {
    method: 'POST',
    path,
    body: envelope === null ? body : { [envelope]: body, ...rest.beside?.(op) },
    ...(microversion === undefined ? {} : { microversion }),
    signal: op.signal,
  });
  const { singular } = rest.collection;
  const made = singular === null ? answer.body : answer.body?.[singular];
  const id = isMap(made) ? idOf(rest.collection, made) : '';
  if (id === '') {
    throw new HeatError('HeatException', `The ${service} service told no id of what it created.`);
  }
  return id;
}

export async function updateObject(op: ResourceOperation, rest: Rest, body: ValueMap): Promise<void> {
  const { service, path, singular, microversion } = placeOf(op, rest);
  const envelope = rest.envelope === undefined ? singular : rest.envelope;
  await op.cloud.request(service, {
    method: rest.updateMethod ?? profileOf(service).updateMethod,
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
