/** `POST …/{id}/action`: what can be asked of an object beside its collection's routes, each under the action's name. */
import { badRequest } from '../http/api-error.ts';
import type { Call } from '../http/call.ts';
import { type Fields, record } from '../http/fields.ts';
import { type Reply, type Route, route } from '../http/router.ts';
import type { Item } from './item.ts';
import type { Kind } from './kind.ts';
import type { Rest } from './rest.ts';

export type Actions<T> = Readonly<Record<string, (call: Call, item: T, body: Fields) => Reply>>;

export const accepted: Reply = { status: 202 };

export const actionRoute = <T extends Item>(rest: Rest, kind: Kind<T>, actions: Actions<T>): Route =>
  route('POST', `${kind.path}/{id}/action`, (call) => {
    const item = rest.named(kind, call, 'update');
    const [name = '', body] = Object.entries(call.json())[0] ?? [];
    if (!Object.hasOwn(actions, name)) throw badRequest(`There is no such action: ${name}`);
    return actions[name]?.(call, item, record(body)) ?? accepted;
  });
