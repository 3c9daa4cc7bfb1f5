/** What all of Neutron's collections say alike. */
import { isRecord, list, text } from '../http/fields.ts';
import type { Item as RestItem } from '../rest/item.ts';
import type { Dialect } from '../rest/kind.ts';
import { uuid } from '../state/identifiers.ts';
import { isoSeconds } from '../state/timestamps.ts';
import { missing, refuse } from './errors.ts';
import type { Item } from './model.ts';

const bad = (reason: string) => refuse('HTTPBadRequest', { reason });

export function touch(item: Item, now: number): void {
  item.updated_at = isoSeconds(now);
  item.revision_number++;
}

export const DIALECT: Dialect = {
  unknownMembers: (_singular, names) => bad(`Unrecognized attribute(s) '${names.join(', ')}'`),
  requiredMember: (name) => bad(`Failed to parse request. Required attribute '${name}' not specified`),
  notAtCreation: (_singular, name) => bad(`Attribute '${name}' not allowed in POST`),
  readOnly: (_singular, name) => bad(`Cannot update read-only attribute ${name}`),
  invalidValue: (name, _value, reason) => bad(`Invalid input for ${name}. Reason: ${reason}.`),
  adminOnly: (action, name) => refuse('PolicyNotAuthorized', { rule: `rule:${action} and rule:${action}:${name}` }),
  changes: 'PUT',
  newId: uuid,
  born(call, body) {
    const now = isoSeconds(call.now());
    const tags = list(body.tags).map((tag) => text(tag));
    return { tags, created_at: now, updated_at: now, revision_number: 1 };
  },
  aside: ['project_id', 'tenant_id', 'tags'],
  touch: (item: RestItem, now) => touch(item as Item, now),
  show: (_call, _kind, item) => ({ tenant_id: item.project_id }),
  links: (_call, plural, next) => (next === undefined ? {} : { [`${plural}_links`]: [{ rel: 'next', href: next }] }),
  pageSize: 0,
  severalAtOnce: true,
  envelope(call, singular) {
    const part = call.json()[singular];
    if (!isRecord(part)) throw bad(`Unable to find '${singular}' in request body`);
    return part;
  },
  missing,
  forbidden: (verb, singular) => refuse('PolicyNotAuthorized', { rule: `rule:${verb}_${singular}` }),
  hidesForeign: true,
  immutable: () => refuse('InUse'),
  inUse: () => refuse('InUse'),
  overQuota: (kind) => refuse('OverQuota', { resource: kind.quota }),
};
