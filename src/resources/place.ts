/**
 * Where a resource's object lies. A collection may lie below another object, which a property names: `/lbaas/pools/{pool}/members`. Such a
 * property is told by the path, so it is not sent in the request's body, unless its term says as what.
 */
import type { Collection } from '../openstack/cloud.ts';
import { segment } from '../openstack/path.ts';
import type { Rest } from './rest.ts';
import type { ResourceOperation, UpdateOperation } from './type.ts';

/** One segment of a path that stands for a property. */
const HOLE = /^\{(\w+)\}$/;

/** The collection of this very object: an object that is to be changed lies where it was put. */
export function placeOf(op: ResourceOperation | UpdateOperation, { collection }: Pick<Rest, 'collection'>): Collection {
  const { list, path } = collection;
  if (!path.includes('{') && !list.includes('{')) return collection;
  const before = 'before' in op ? op.before : {};
  const filled = (place: string) =>
    place
      .split('/')
      .map((part) => {
        const property = HOLE.exec(part)?.[1];
        return property === undefined ? part : segment(before[property] ?? op.properties[property]);
      })
      .join('/');
  return { ...collection, list: filled(list), path: filled(path) };
}

/** Properties that only say where the object lies. */
export function placing({ path }: Collection): string[] {
  return path.split('/').flatMap((part) => HOLE.exec(part)?.[1] ?? []);
}
