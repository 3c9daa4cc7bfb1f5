/**
 * Makes a {@link ResourceType} of what lies in a service as REST has it: from the terms of its properties and attributes, and from where its
 * objects lie.
 *
 *     export const net = restType({
 *       name: 'OS::Neutron::Net',
 *       description: 'A network.',
 *       properties: {
 *         name: NAME,
 *         qos_policy: ref('neutron.qos_policy', 'Name or id of its quality-of-service policy.', update, sentAs('qos_policy_id')),
 *       },
 *       attributes: { status: text('Its status.', lives) },
 *       rest: neutron('network'),
 *     });
 *
 * All else follows from that and from the service's profile (`openstack/services.ts`): create is a POST of the properties under their members'
 * names, its answer tells the id, the status tells when it is ready, update sends what changed, delete takes it away and waits until it is
 * gone. The hooks below refine that; none replaces a verb. A type that needs verbs of its own is an `ownType`.
 */

import type { Look, Profile, StatusRule } from '../openstack/profiles/profile.ts';
import { profileOf } from '../openstack/services.ts';
import type { Value, ValueMap } from '../template/value.ts';
import { changeApart, setApart } from './apart.ts';
import { deleteObject, isGone } from './deletion.ts';
import { displaced, findObject, type Marker, marked } from './marker.ts';
import { createObject, updateObject } from './object.ts';
import { placing } from './place.ts';
import { createBody, liveProperties, type Rest, requireShown, shownObject, updateBody } from './rest.ts';
import { type NotVerbs, type Saying, said, type Without } from './saying.ts';
import { refuseSpread } from './spread.ts';
import { checkStatus } from './status.ts';
import type { Given, PropertyTerms } from './terms/index.ts';
import type { Properties, ResourceOperation, ResourceType, UpdateOperation } from './type.ts';
import { valueAt } from './value-at.ts';

export interface RestHooks<Given extends Properties = Properties> {
  rest: Rest;
  /** As the service's profile says unless said; null: its objects are ready at once. */
  status?: StatusRule | null;
  marker?: Marker;
  /** Last touch on what is created. */
  body?(op: ResourceOperation<Given>, body: ValueMap): Promise<ValueMap> | ValueMap;
  /** Last touch on what is updated. Null: nothing is left to send. */
  changes?(op: UpdateOperation<Given>, body: ValueMap): Promise<ValueMap | null> | ValueMap | null;
  /** Last touch on the live properties, where the service shows something in another form than it takes it. */
  live?(properties: Properties, shown: ValueMap): Properties;
  /** Attributes that are not members of the shown object. */
  read?: Readonly<Record<string, (op: ResourceOperation<Given>, shown: ValueMap) => Promise<Value> | Value>>;
}

/** What of a type's verbs goes beyond REST, and may be told beside it. */
type Beyond =
  | 'validate'
  | 'alone'
  | 'hopeless'
  | 'keepFailed'
  | 'sharesIds'
  | 'beforeReplace'
  | 'beforeGoing'
  | 'readyForReplace'
  | 'afterReplaceFailed';

export type RestType<Terms extends PropertyTerms = PropertyTerms> = Saying<Terms> &
  RestHooks<Given<Terms>> &
  Pick<Partial<ResourceType<Given<Terms>>>, Beyond> &
  Without<Exclude<keyof ResourceType, Exclude<NotVerbs, 'service' | 'local'> | Beyond>>;

export function restType<const Terms extends PropertyTerms>(definition: RestType<Terms>): ResourceType {
  // The types of properties are for those who write hooks; the engine knows properties as maps.
  const {
    rest: given,
    status: rule,
    marker: mark,
    body,
    changes,
    live,
    read = {},
    ...saying
  } = definition as unknown as RestType;
  const { schema, meaning } = said(saying);
  const { properties, apart } = meaning;
  const rest: Rest = { ...given, emptied: meaning.emptied, members: membersOf(given, meaning.members) };
  const profile = profileOf(rest.collection.service);
  const status = rule === undefined ? profile.status : rule;
  const marker: Marker = { ...(profile.mark === undefined ? {} : { mark: profile.mark }), ...mark };

  async function restoreDisplaced(op: ResourceOperation): Promise<boolean> {
    const late = displaced(op, rest, marker, createBody(op, rest, properties));
    if (late === null) return false;
    // Whoever takes over must not look for a mark that is gone: the id comes first.
    await op.save();
    await updateObject(op, rest, late);
    return true;
  }

  const type: ResourceType = {
    service: rest.collection.service,
    local: false,
    async create(op) {
      const sent = createBody(op, rest, properties);
      return createObject(op, rest, marked(op, rest, marker, body === undefined ? sent : await body(op, sent)));
    },
    async created(op) {
      if (op.data.get(COMPLETED) === undefined) {
        // What is immutable until it is ready is completed then.
        if (profile.alone !== undefined && !(await checkStatus(op, rest, status))) return false;
        const restored = await restoreDisplaced(op);
        if ((await setApart(op, rest, apart)) || restored) op.setData(COMPLETED, 'yes');
      }
      return checkStatus(op, rest, status);
    },
    find: (op) => findObject(op, rest, marker),
    async update(op) {
      if (op.changed.length === 0) return;
      const sent = updateBody(op, rest, properties);
      const left = changes === undefined ? sent : await changes(op, sent);
      await changeApart(op, rest, apart);
      if (left !== null && Object.keys(left).length > 0) await updateObject(op, rest, left);
    },
    updated: (op) => checkStatus(op, rest, status),
    async delete(op) {
      if (op.physicalId !== null) await deleteObject(op, rest);
    },
    deleted: async (op) => op.physicalId === null || isGone(op, rest),
    async check(op) {
      await requireShown(op, rest);
      await checkStatus(op, rest, status);
    },
    async attribute(op, name) {
      const shown = await shownObject(op, rest);
      if (shown === null || name === 'show') return shown;
      if (Object.hasOwn(read, name)) return (await read[name]?.(op, shown)) ?? null;
      return valueAt(shown, saying.attributes?.[name]?.path ?? name);
    },
    referenceId: ({ physicalId, name }) => physicalId ?? name,
    liveProperties: (op) => liveProperties(op, rest, properties, apart, live),
    ...(profile.repairs === true ? { keepFailed: (op) => isWhole(op, rest, status) } : {}),
    ...(profile.alone === undefined ? {} : changingAlone(profile, profile.alone, rest)),
    ...schema,
    async validate(about) {
      refuseSpread(rest, about.properties);
      await schema.validate?.(about);
    },
  };
  DEFINITIONS.set(type, definition as unknown as RestType);
  return type;
}

const DEFINITIONS = new WeakMap<ResourceType, RestType>();

/** What a type is made of, for those that differ from it in little (`variant.ts`). */
export function madeOf(type: ResourceType): RestType {
  const definition = DEFINITIONS.get(type);
  if (definition === undefined) throw new Error(`${type.name} is not made by restType.`);
  return definition;
}

/** Turns at the whole that the service's profile knows, and what is to be hoped from it. */
function changingAlone(
  { status }: Profile,
  alone: NonNullable<Profile['alone']>,
  { collection }: Rest,
): Pick<ResourceType, 'alone' | 'hopeless'> {
  const lookBy =
    ({ cloud }: ResourceOperation): Look =>
    (kind, id) =>
      cloud.observe({ service: collection.service, ...kind }, id);
  const whole = (op: ResourceOperation) =>
    alone({ kind: collection, id: op.physicalId, properties: op.properties }, lookBy(op));
  return {
    async alone(op) {
      const place = await whole(op);
      return place === null ? null : `${place.kind.path}/${place.id}`;
    },
    async hopeless(op) {
      const place = await whole(op);
      const state = place === null ? undefined : (await lookBy(op)(place.kind, place.id))?.[status?.member ?? 'status'];
      if (place === null || typeof state !== 'string' || status?.failed.includes(state) !== true) return null;
      const { singular } = place.kind;
      return (
        `The ${singular} ${place.id} is in ${state}, and nothing of it can be changed until it is well again. ` +
        `If it can't be mended, delete it with all that is below it, and try again.`
      );
    },
  };
}

const COMPLETED = 'completed';

/** The service has it, and does not say that it is broken. */
async function isWhole(op: ResourceOperation, rest: Rest, status: StatusRule | null | undefined): Promise<boolean> {
  const shown = await shownObject(op, rest);
  return shown !== null && shown[status?.member ?? 'status'] !== 'ERROR';
}

function membersOf({ collection, members }: Rest, ofTerms: Record<string, string | null>): Rest['members'] {
  const unsent = placing(collection).map((property) => [property, null]);
  return { ...(Object.fromEntries(unsent) as Record<string, null>), ...members, ...ofTerms };
}
