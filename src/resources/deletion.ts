/**
 * Taking objects away. What is gone already is fine. A service that says "in use" (409) is asked again by the engine: often the
 * user of the object is on its way out itself (a port of a server just deleted, an interface of a router).
 */
import { CloudError } from '../openstack/cloud.ts';
import { at } from '../openstack/path.ts';
import { profileOf } from '../openstack/services.ts';
import { placeOf } from './place.ts';
import { type Rest, shownObject } from './rest.ts';
import type { ResourceOperation } from './type.ts';

export async function deleteObject(op: ResourceOperation, rest: Rest): Promise<void> {
  const { service, path, microversion } = placeOf(op, rest);
  await unlessGone(
    op.cloud.request(service, {
      method: 'DELETE',
      path: at`${path}/${op.physicalId}`,
      ...(microversion === undefined ? {} : { microversion }),
      signal: op.signal,
    }),
  );
}

export async function isGone(op: ResourceOperation, rest: Rest): Promise<boolean> {
  return (rest.goneAtOnce ?? profileOf(rest.collection.service).goneAtOnce) || (await shownObject(op, rest)) === null;
}

/** Runs a call for which 404 means that nothing is left to do. */
export async function unlessGone<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof CloudError && error.notFound) return null;
    throw error;
  }
}
