/** What Keystone's plain collections say alike: links on everything, comparisons in queries, PATCH for changes. */
import { badRequest, conflict, forbidden, notFound } from '../http/api-error.ts';
import type { Call } from '../http/call.ts';
import { flag } from '../http/fields.ts';
import { ok, type Reply } from '../http/router.ts';
import type { Dialect } from '../rest/kind.ts';
import { hexId } from '../state/identifiers.ts';

export const denied = (action: string) =>
  forbidden(`You are not authorized to perform the requested action: identity:${action}.`);

/** Refuses what there is already. */
export const taken = (kind: string, reason: string) =>
  conflict(`Conflict occurred attempting to store ${kind} - ${reason}.`);

/** @throws 403 */
export function requireAdmin(call: Call, action: string): void {
  if (!call.auth.roles.has('admin')) throw denied(action);
}

/** A list that is no page of a collection. */
export const whole = (call: Call, plural: string, items: unknown[]): Reply =>
  ok({ [plural]: items, links: { self: `${call.baseUrl}${call.path}`, next: null, previous: null } });

/** Keystone's comparisons of texts: `name__contains=x`. */
const COMPARISONS: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  contains: (value, wanted) => value.includes(wanted),
  startswith: (value, wanted) => value.startsWith(wanted),
  equals: (value, wanted) => value === wanted,
};

/** @param key a member, or a member, two underscores and a comparison; case counts in none of them */
function compares(value: unknown, key: string, wanted: string): boolean {
  if (typeof value === 'boolean') return value === flag(wanted, true);
  const [, how = 'equals'] = key.split('__');
  const comparison = COMPARISONS[how.replace(/^i/, '')] ?? COMPARISONS.equals;
  return comparison?.(String(value ?? '').toLowerCase(), wanted.toLowerCase()) === true;
}

export const DIALECT: Dialect = {
  requiredMember: (name) => badRequest(`'${name}' is a required property`),
  notAtCreation: (_singular, name) => badRequest(`Additional properties are not allowed ('${name}' was unexpected)`),
  readOnly: (_singular, name) => badRequest(`Cannot change ${name}`),
  invalidValue: (name, _value, reason) => badRequest(`Invalid input for field '${name}': ${reason}`),
  adminOnly: (action) => denied(action),
  changes: 'PATCH',
  // Administrators of a domain are some here, too.
  isAdmin: (call) => call.auth.roles.has('admin'),
  passes(kind, item, key, wanted) {
    const [member = ''] = key.split('__');
    if (!Object.hasOwn(kind.attributes, member)) return true;
    return wanted.every((value) => compares(item[member], key, value));
  },
  newId: hexId,
  born: () => ({}),
  aside: [],
  touch: () => {},
  show: (call, kind, item) => ({ links: { self: `${call.baseUrl}${kind.path}/${item.id}` } }),
  links(call, _plural, next) {
    const self = `${call.baseUrl}${call.path}${call.query.size > 0 ? `?${call.query}` : ''}`;
    return { links: { self, next: next ?? null, previous: null } };
  },
  pageSize: 0,
  envelope: (call, singular) => call.json1(singular),
  missing: (label, id) => notFound(`Could not find ${label}: ${id}.`),
  forbidden: (verb, singular) => denied(`${verb === 'show' ? 'get' : verb}_${singular}`),
  hidesForeign: true,
  immutable: (label, item) => forbidden(`Cannot change ${label} ${item.id}.`),
  inUse: (label, id) => forbidden(`Cannot delete ${label} ${id}: it is in use.`),
  overQuota: (kind) => forbidden(`No more of ${kind.label}.`),
};
