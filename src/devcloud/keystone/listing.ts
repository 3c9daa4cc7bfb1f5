/** Lists as Keystone shows them: `{ users: […], links: { self, next, previous } }`, filtered by any attribute. */
import type { Fields } from '../http/fields.ts';
import { paginate } from '../http/paging.ts';
import type { Reply } from '../http/router.ts';
import type { Call } from './call.ts';
import { compares, DIALECT } from './dialect.ts';

/** @param filters query parameters that are compared with the attribute of the same name */
export function listReply<T extends { id: string }>(
  call: Call,
  key: string,
  items: T[],
  filters: readonly string[],
  show: (item: T) => Record<string, unknown>,
): Reply {
  const known = [...call.query].filter(([name]) => filters.includes(name.split('__')[0] ?? ''));
  const found = items.filter((item) =>
    known.every(([name, wanted]) => compares((item as Fields)[name.split('__')[0] ?? ''], name, wanted)),
  );
  const page = paginate(call, found, (item) => item.id, 0);
  return { status: 200, body: { [key]: page.items.map(show), ...DIALECT.links(call, key, page.next, found.length) } };
}
