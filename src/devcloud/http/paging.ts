/** Paging by marker and limit, as all services do it: a page, and the link to the next. */
import { badRequest } from './api-error.ts';
import type { Call } from './call.ts';

export interface Page<T> {
  items: T[];
  /** Absolute URL of the next page, if there is one. */
  next: string | undefined;
}

/**
 * @param max page size when no limit is asked for, and the greatest that can be (Nova and Cinder: 1000); 0 for none
 * @throws 400 when the limit is no number or the marker is not in the list
 */
export function paginate<T>(call: Call, items: T[], idOf: (item: T) => string, max: number): Page<T> {
  const limitText = call.query.get('limit');
  const marker = call.query.get('marker');
  let limit = max;
  if (limitText !== null) {
    const asked = Number(limitText);
    if (!Number.isInteger(asked) || asked < 0)
      throw badRequest(`Invalid input for field/attribute limit. Value: ${limitText}.`);
    limit = max > 0 && (asked === 0 || asked > max) ? max : asked;
  }
  let start = 0;
  if (marker) {
    const at = items.findIndex((item) => idOf(item) === marker);
    if (at < 0) throw badRequest(`marker [${marker}] not found`);
    start = at + 1;
  }
  start += Number(call.query.get('offset')) || 0;
  const rest = limit > 0 ? items.slice(start, start + limit) : start > 0 ? items.slice(start) : items;
  const last = rest.at(-1);
  const more = limit > 0 && last !== undefined && start + rest.length < items.length;
  if (!more) return { items: rest, next: undefined };
  const query = new URLSearchParams(call.query);
  query.delete('offset');
  query.set('limit', String(limit));
  query.set('marker', idOf(last));
  return { items: rest, next: `${call.baseUrl}${call.path}?${query}` };
}

/** Sorts by `sort` (`key:dir,key:dir`) or `sort_key`/`sort_dir`; leaves the order alone when neither is asked for. */
export function sorted<T>(call: Call, items: T[], valueOf: (item: T, key: string) => unknown): T[] {
  const keys = call.query.getAll('sort_key');
  const directions = call.query.getAll('sort_dir');
  const orders = keys.map((key, i) => ({ key, descending: (directions[i] ?? 'asc') === 'desc' }));
  for (const part of call.query.get('sort')?.split(',') ?? []) {
    const [key = '', direction = 'desc'] = part.split(':');
    if (key) orders.push({ key, descending: direction === 'desc' });
  }
  if (orders.length === 0) return items;
  return [...items].sort((a, b) => {
    for (const { key, descending } of orders) {
      const order = compare(valueOf(a, key), valueOf(b, key));
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const x = String(a ?? '');
  const y = String(b ?? '');
  return x < y ? -1 : x > y ? 1 : 0;
}
