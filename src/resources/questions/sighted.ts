/**
 * Which objects a cloud has shown lately, to somebody with the same rights: whether there is a port of this id need not be asked of Neutron, a moment after
 * the port was waited for. What was not there when last looked at is forgotten.
 */
import type { Cloud, Collection } from '../../openstack/cloud.ts';

const memory = new WeakMap<Cloud, Map<string, number>>();
/** Objects of one cloud; the first seen are forgotten first. */
const MOST = 5_000;

const keyOf = ({ service, path }: Collection, id: string) => `${service} ${path} ${id}`;

/** @param isThere it was shown, as against not found */
export function sight(cloud: Cloud, collection: Collection, id: string, isThere: boolean): void {
  const key = keyOf(collection, id);
  let seen = memory.get(cloud);
  if (seen === undefined) {
    seen = new Map();
    memory.set(cloud, seen);
  }
  seen.delete(key);
  if (!isThere) return;
  seen.set(key, performance.now());
  if (seen.size <= MOST) return;
  const oldest = seen.keys().next();
  if (oldest.done !== true) seen.delete(oldest.value);
}

/** It was there when last looked at, which is at most so many milliseconds ago. */
export function isSighted(cloud: Cloud, collection: Collection, id: string, ms: number): boolean {
  const at = memory.get(cloud)?.get(keyOf(collection, id));
  return at !== undefined && performance.now() - at <= ms;
}
