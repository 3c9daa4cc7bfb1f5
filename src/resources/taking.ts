/**
 * Taking a snapshot once, whatever becomes of processes and answers: each bears the marker of what it is taken for in its name, and is looked for
 * where it may be there already.
 */
import { CloudError, type Collection } from '../openstack/cloud.ts';
import { listPages } from '../openstack/observing.ts';
import type { ResourceOperation } from './type.ts';

export interface Taking {
  /** Unique: id of the stack's snapshot, or of the row that is about to go. */
  readonly marker: string;
  /** An earlier call, of a process that died, may have taken it. */
  readonly again: boolean;
}

/** Room for a marker in the 255 characters that the services allow for a name. */
const LONGEST = 200;

export function snapshotName(op: Pick<ResourceOperation, 'stack' | 'name'>, marker: string): string {
  return `${`${op.stack.name}-${op.name}`.slice(0, LONGEST)}-${marker}`;
}

/** @returns the snapshot's id, from `take` or, where that is not known to have failed, from `find` */
export async function takeOnce(
  { again }: Taking,
  take: () => Promise<string>,
  find: () => Promise<string | null>,
): Promise<string> {
  const earlier = again ? await find() : null;
  if (earlier !== null) return earlier;
  try {
    return await take();
  } catch (error) {
    const found = error instanceof CloudError && error.outcome === 'unknown' ? await find() : null;
    if (found === null) throw error;
    return found;
  }
}

/** Id of the object with this name; null where there is none. */
export async function findNamed(
  op: ResourceOperation,
  collection: Collection,
  name: string,
  also: Record<string, string> = {},
): Promise<string | null> {
  const list = await listPages(op.cloud, collection, { name, ...also });
  const found = list.find((object) => object.name === name);
  return found === undefined ? null : String(found.id);
}
