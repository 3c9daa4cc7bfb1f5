/**
 * Taking objects away. What is gone already is fine. A service that says "in use" (409) is asked again for a while: often
 * the user of the object is on its way out itself (a port of a server just deleted, an interface of a router).
 */
import { CloudError } from '../openstack/cloud.ts';
import { type Rest, shownObject } from './rest.ts';
import type { ResourceOperation } from './type.ts';

interface Conflict {
  tries: number;
  /** Milliseconds of the clock. */
  next: number;
  error: CloudError;
}

/** Conflicts under way, by the row's id. Lost with the process, which only means more patience. */
const conflicts = new Map<string, Conflict>();
const MOST_CONFLICTS = 20_000;
const MOST_TRIES = 8;
const FIRST_PAUSE = 500;

export async function deleteObject(op: ResourceOperation, rest: Rest): Promise<void> {
  const { service, path, microversion } = rest.collection;
  await patientDelete(op, () =>
    op.cloud.request(service, {
      method: 'DELETE',
      path: `${path}/${encodeURIComponent(op.physicalId ?? '')}`,
      ...(microversion === undefined ? {} : { microversion }),
      signal: op.signal,
    }),
  );
}

/** True when the object is gone; asks for the deletion again where it met a conflict. */
export async function isGone(op: ResourceOperation, rest: Rest): Promise<boolean> {
  const refused = await retryConflict(op, () => deleteObject(op, rest));
  if (refused) return false;
  if (rest.goneAtOnce === true) return true;
  return (await shownObject(op, rest)) === null;
}

/** Runs a deletion; 404 is success, 409 is kept for {@link retryConflict}. */
export async function patientDelete(op: ResourceOperation, call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
    conflicts.delete(op.uuid);
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    if (error.notFound) {
      conflicts.delete(op.uuid);
      return;
    }
    if (!error.conflict) throw error;
    const tries = (conflicts.get(op.uuid)?.tries ?? 0) + 1;
    if (tries > MOST_TRIES) {
      conflicts.delete(op.uuid);
      throw error;
    }
    if (conflicts.size > MOST_CONFLICTS) conflicts.clear();
    conflicts.set(op.uuid, { tries, next: op.now() + FIRST_PAUSE * 2 ** (tries - 1), error });
  }
}

/** True while the last answer was a conflict. */
export async function retryConflict(op: ResourceOperation, again: () => Promise<void>): Promise<boolean> {
  const conflict = conflicts.get(op.uuid);
  if (conflict === undefined) return false;
  if (op.now() < conflict.next) return true;
  await again();
  return conflicts.has(op.uuid);
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
