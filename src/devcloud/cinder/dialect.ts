/** What all of Cinder's collections say alike. */
import { ApiError, badRequest, forbidden, notFound } from '../http/api-error.ts';
import type { Call } from '../http/call.ts';
import { flag } from '../http/fields.ts';
import { SCHEMA_FAULTS } from '../rest/json-schema.ts';
import type { Dialect, State } from '../rest/kind.ts';
import { uuid } from '../state/identifiers.ts';
import { isoMicros } from '../state/timestamps.ts';

const denied = (rule: string) => forbidden(`Policy doesn't allow ${rule} to be performed.`);
export const overLimit = (message: string) => new ApiError(413, message, 'OverLimit', { 'Retry-After': '0' });

export function mustBeAdmin(call: Call, rule: string): void {
  if (!call.isAdmin) throw denied(rule);
}

export const linksTo = (call: Call, plural: string, id: string): unknown[] => [
  { rel: 'self', href: `${call.baseUrl}/volume/v3/${call.projectId}/${plural}/${id}` },
  { rel: 'bookmark', href: `${call.baseUrl}/volume/${call.projectId}/${plural}/${id}` },
];

export const DIALECT: Dialect = {
  ...SCHEMA_FAULTS,
  adminOnly: denied,
  changes: 'PUT',
  answers: { create: 202, delete: 202 },
  newestFirst: true,
  asksForAll: (call) => call.isAdmin && flag(call.query.get('all_tenants')),
  newId: uuid,
  born: (call) => ({ user_id: call.auth.userId, created_at: isoMicros(call.now()), updated_at: null }),
  touch(item, now) {
    if ('updated_at' in item) item.updated_at = isoMicros(now);
  },
  show: () => ({ project_id: undefined }),
  links: (call, plural, next, total) => ({
    ...(next !== undefined && { [`${plural}_links`]: [{ rel: 'next', href: next }] }),
    ...(flag(call.query.get('with_count')) && { count: total }),
  }),
  pageSize: 1000,
  unknownFilter: 'passed over',
  envelope: (call, singular) => call.json1(singular),
  missing: (label, id) => notFound(`${label} ${id} could not be found.`),
  forbidden: (_verb, singular) => denied(`volume_extension:${singular === 'qos_specs' ? 'qos_specs' : 'types'}_manage`),
  hidesForeign: true,
  immutable: (label, item) => badRequest(`Invalid ${label.toLowerCase()}: its status is ${String(item.status)}.`),
  inUse: (label, id) => badRequest(`${label} ${id} is in use.`),
  overQuota({ label, quota }, limit) {
    const suffix = quota === 'volumes' ? ` for quota '${quota}'.` : '';
    return overLimit(`${label}LimitExceeded: Maximum number of ${quota} allowed (${limit}) exceeded${suffix}`);
  },
};

/** creating → available → deleting; changes take no time. */
export const stateOf = (delay: State['delay'], ...deletable: string[]): State => ({
  member: 'status',
  create: 'creating',
  delete: 'deleting',
  ready: 'available',
  deletable: ['error', 'error_deleting', ...deletable],
  repeats: true,
  delay,
});
