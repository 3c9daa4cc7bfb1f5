/** Lists as Keystone shows them: `{ users: […], links: { self, next, previous } }`, filtered by any attribute. */
import { flag } from '../http/fields.ts';
import { paginate } from '../http/paging.ts';
import type { Reply } from '../http/router.ts';
import type { Call } from './call.ts';

/** @param filters query parameters that are compared with the attribute of the same name */
export function listReply<T extends { id: string }>(
  call: Call,
  key: string,
  items: T[],
  filters: readonly string[],
  show: (item: T) => Record<string, unknown>,
): Reply {
  const tests: ((item: Record<string, unknown>) => boolean)[] = [];
  for (const [name, wanted] of call.query) {
    const [attribute = '', comparator] = name.split('__');
    if (!filters.includes(attribute)) continue;
    tests.push((item) => {
      const value = item[attribute];
      if (typeof value === 'boolean') return value === flag(wanted, true);
      const text = String(value ?? '').toLowerCase();
      const other = wanted.toLowerCase();
      if (comparator === 'contains' || comparator === 'icontains') return text.includes(other);
      if (comparator === 'startswith' || comparator === 'istartswith') return text.startsWith(other);
      return text === other;
    });
  }
  const found = items.filter((item) => tests.every((test) => test(item as unknown as Record<string, unknown>)));
  const page = paginate(call, found, (item) => item.id, 0);
  const self = `${call.baseUrl}${call.path}${call.query.size > 0 ? `?${call.query}` : ''}`;
  return {
    status: 200,
    body: { [key]: page.items.map(show), links: { self, next: page.next ?? null, previous: null } },
  };
}

export const selfLink = (call: Call, kind: string, id: string): { self: string } => ({
  self: `${call.baseUrl}/v3/${kind}/${id}`,
});
