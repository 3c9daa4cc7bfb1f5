/** A map of texts that lies below each object of a kind, with a path for every key: metadata, extra specs. */
import type { ApiError } from '../http/api-error.ts';
import type { Call } from '../http/call.ts';
import { strings } from '../http/fields.ts';
import { ok, type Reply, type Route, route } from '../http/router.ts';
import type { Item } from './item.ts';
import type { Kind, Verb } from './kind.ts';
import type { Rest } from './rest.ts';

type Texts = Readonly<Record<string, string>>;

interface MapOf<T extends Item> {
  /** Of the object, and of the bodies. */
  member: keyof T & string;
  /** Below the object; default: as the member. */
  path?: string;
  /** What one entry stands under in a body. Without it one stands by itself, and the map is never put as a whole. */
  entry?: string;
  /** Status of the answer when an entry is taken away. */
  deleted: number;
  missing(item: T, key: string): ApiError;
}

export function mapRoutes<T extends Item>(rest: Rest, kind: Kind<T>, map: MapOf<T>): Route[] {
  const { member, path = member, entry, deleted, missing } = map;
  const base = `${kind.path}/{id}/${path}`;
  const valuesOf = (item: T) => item[member] as Texts;
  const change = (call: Call, next: (before: Texts) => Texts): Texts => {
    const item = rest.named(kind, call, 'update');
    const after = next(valuesOf(item));
    rest.keep(kind, call, Object.assign(item, { [member]: after }));
    return after;
  };
  const one = (call: Call, verb: Verb): Texts => {
    const item = rest.named(kind, call, verb);
    const key = call.param('key');
    const value = valuesOf(item)[key];
    if (value === undefined) throw missing(item, key);
    return { [key]: value };
  };
  const told = (values: Texts): Reply => ok(entry === undefined ? values : { [entry]: values });
  return [
    route('GET', base, (call) => ok({ [member]: valuesOf(rest.named(kind, call, 'show')) })),
    route('POST', base, (call) => {
      const given = strings(call.json1(member));
      const after = change(call, (before) => ({ ...before, ...given }));
      return ok({ [member]: entry === undefined ? given : after });
    }),
    ...(entry === undefined
      ? []
      : [route('PUT', base, (call) => ok({ [member]: change(call, () => strings(call.json1(member))) }))]),
    route('GET', `${base}/{key}`, (call) => told(one(call, 'show'))),
    route('PUT', `${base}/{key}`, (call) => {
      const given = strings(entry === undefined ? call.json() : call.json1(entry));
      change(call, (before) => ({ ...before, ...given }));
      return told(given);
    }),
    route('DELETE', `${base}/{key}`, (call) => {
      one(call, 'update');
      change(call, ({ [call.param('key')]: _, ...others }) => others);
      return { status: deleted };
    }),
  ];
}
