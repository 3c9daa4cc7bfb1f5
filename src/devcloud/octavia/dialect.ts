/** What all of Octavia's collections say alike; its requests are read by WSME, whose words (wsme/exc.py) these are. */
import { ApiError } from '../http/api-error.ts';
import { isRecord } from '../http/fields.ts';
import type { Dialect, Kind, State } from '../rest/kind.ts';
import { uuid } from '../state/identifiers.ts';
import { fault } from './faults.ts';

/** `2026-01-31T12:00:00`: Octavia names no zone. */
const moment = (ms: number): string => new Date(ms).toISOString().slice(0, 19);

export const unknownMembers = (singular: string, names: readonly string[]): ApiError =>
  new ApiError(400, `Unknown attribute${names.length > 1 ? 's' : ''} for argument ${singular}: ${names.join(', ')}`);
const invalidValue = (name: string, value: unknown, reason: string): ApiError =>
  new ApiError(400, `Invalid input for field/attribute ${name}. Value: '${shownValue(value)}'. ${reason}`);
const shownValue = (value: unknown): string =>
  value === null ? 'None' : typeof value === 'object' ? JSON.stringify(value) : String(value);

/** Where the name of the links does not follow from the collection's. */
const LINKS: Readonly<Record<string, string>> = {
  flavorprofiles: 'flavorprofile_links',
  availability_zone_profiles: 'availability_zone_profile_links',
};

export const DIALECT: Dialect = {
  unknownMembers,
  requiredMember: (name) => invalidValue(name, null, 'Mandatory field missing.'),
  // What cannot be set is in none of the request's types.
  notAtCreation: (singular, name) => unknownMembers(singular, [name]),
  readOnly: (singular, name) => unknownMembers(singular, [name]),
  invalidValue,
  adminOnly: () => fault('PolicyForbidden'),
  changes: 'PUT',
  newId: uuid,
  born: (call) => ({
    created_at: moment(call.now()),
    updated_at: null,
    operating_status: 'OFFLINE',
  }),
  aside: ['project_id', 'tenant_id'],
  touch: (item, now) => {
    item.updated_at = moment(now);
  },
  show: (_call, _kind, item) => ({ tenant_id: item.project_id }),
  links: (_call, plural, next) => ({
    [LINKS[plural] ?? `${plural}_links`]: next === undefined ? [] : [{ rel: 'next', href: next }],
  }),
  pageSize: 1000,
  unknownFilter: {
    members: ['project_id', 'tenant_id', 'created_at', 'updated_at', 'provisioning_status', 'operating_status'],
    refusal: () => fault('InvalidFilterArgument'),
  },
  envelope(call, singular) {
    const { [singular]: part, ...others } = call.json();
    const unknown = Object.keys(others);
    if (unknown.length > 0) throw unknownMembers('body', unknown);
    if (!isRecord(part)) throw invalidValue(singular, part ?? null, 'Mandatory field missing.');
    return part;
  },
  missing: (resource, id) => fault('NotFound', { resource, id }),
  forbidden: () => fault('PolicyForbidden'),
  hidesForeign: false,
  immutable: (resource, item) => fault('ImmutableObject', { resource, id: item.id }),
  inUse: (object, id) => fault('ObjectInUse', { object, id }),
  overQuota: (kind) => fault('QuotaException', { resource: kind.label }),
};

/** PENDING_CREATE → ACTIVE → PENDING_UPDATE → ACTIVE → PENDING_DELETE (octavia_lib/common/constants.py). */
export const STATE: State = {
  member: 'provisioning_status',
  create: 'PENDING_CREATE',
  update: 'PENDING_UPDATE',
  delete: 'PENDING_DELETE',
  ready: 'ACTIVE',
  deletable: ['ERROR'],
  delay: (delays) => delays.loadBalancerChangeMs,
};

/** What all parts of a balancer do alike. */
export const PART = {
  state: STATE,
  settled(item) {
    item.operating_status = item.admin_state_up ? 'ONLINE' : 'OFFLINE';
  },
} satisfies Partial<Kind>;

/** What the cloud has, not a project: without times and states. */
export const ofTheCloud = { nobodys: true, born: () => ({}) } satisfies Partial<Kind>;

/** What all else has, and these do not. */
export const hidden = { tenant_id: undefined, updated_at: undefined };
