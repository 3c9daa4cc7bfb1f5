/** Tags have a collection of their own below each object. */
import type { Call } from '../http/call.ts';
import { list, text } from '../http/fields.ts';
import { type Handler, ok, type Route, route } from '../http/router.ts';
import type { Item } from './item.ts';
import type { Kind } from './kind.ts';
import type { Rest } from './rest.ts';

export function tagRoutes<T extends Item & { tags: string[] }>(rest: Rest, kind: Kind<T>): Route[] {
  const base = `${kind.path}/{id}/tags`;
  const change =
    (status: number, next: (call: Call, tags: string[], tag: string) => string[]): Handler =>
    (call) => {
      const item = rest.named(kind, call, 'update');
      item.tags = [...new Set(next(call, item.tags, call.param('tag')))];
      rest.keep(kind, call, item);
      return status === 200 ? ok({ tags: item.tags }) : { status };
    };
  const mustHave = (tags: string[], tag: string): string[] => {
    if (!tags.includes(tag)) throw rest.dialect.missing('Tag', tag);
    return tags;
  };
  return [
    route('GET', base, (call) => ok({ tags: rest.named(kind, call, 'show').tags })),
    route(
      'PUT',
      base,
      change(200, (call) => list(call.json().tags).map((tag) => text(tag))),
    ),
    route(
      'DELETE',
      base,
      change(204, () => []),
    ),
    route('GET', `${base}/{tag}`, (call) => {
      mustHave(rest.named(kind, call, 'show').tags, call.param('tag'));
      return { status: 204 };
    }),
    route(
      'PUT',
      `${base}/{tag}`,
      change(201, (_call, tags, tag) => [...tags, tag]),
    ),
    route(
      'DELETE',
      `${base}/{tag}`,
      change(204, (_call, tags, tag) => mustHave(tags, tag).filter((each) => each !== tag)),
    ),
  ];
}
