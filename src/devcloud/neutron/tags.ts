/** Tags have a collection of their own below each object. */
import type { Call } from '../http/call.ts';
import { list, text } from '../http/fields.ts';
import type { Reply, Route } from '../http/router.ts';
import type { Kind } from '../rest/kind.ts';
import { DIALECT, touch } from './dialect.ts';
import { refuse } from './errors.ts';
import type { Item } from './model.ts';
import type { Networking } from './networking.ts';

export function tagRoutes<T extends Item>({ rest }: Networking, kind: Kind<T>): Route[] {
  const base = kind.path;
  const change = (call: Call, next: (tags: string[]) => string[], status: number): Reply => {
    const item = rest.find(kind, call, call.param('id'));
    if (!call.owns(item)) throw DIALECT.forbidden('update', kind.singular);
    item.tags = next(item.tags);
    touch(item, call.now());
    kind.collection.save(item);
    return status === 200 ? { status, body: { tags: item.tags } } : { status };
  };
  const tag = (call: Call): string => call.param('tag');
  const mustHave = (call: Call, tags: string[]): string[] => {
    if (!tags.includes(tag(call))) throw refuse('TagNotFound', { tag: tag(call) });
    return tags;
  };
  return [
    [
      'GET',
      `${base}/{id}/tags`,
      (call) => ({ status: 200, body: { tags: rest.find(kind, call, call.param('id')).tags } }),
    ],
    [
      'PUT',
      `${base}/{id}/tags`,
      (call) => change(call, () => [...new Set(list(call.json().tags).map((t) => text(t)))], 200),
    ],
    ['DELETE', `${base}/{id}/tags`, (call) => change(call, () => [], 204)],
    [
      'GET',
      `${base}/{id}/tags/{tag}`,
      (call) => {
        mustHave(call, rest.find(kind, call, call.param('id')).tags);
        return { status: 204 };
      },
    ],
    ['PUT', `${base}/{id}/tags/{tag}`, (call) => change(call, (tags) => [...new Set([...tags, tag(call)])], 201)],
    [
      'DELETE',
      `${base}/{id}/tags/{tag}`,
      (call) => change(call, (tags) => mustHave(call, tags).filter((t) => t !== tag(call)), 204),
    ],
  ];
}
