/**
 * Taking a snapshot once, whatever becomes of processes and answers: each bears the marker of what it is taken for in its name, and is looked for
 * where it may be there already.
 */
import { CloudError, type Collection } from '../openstack/cloud.ts';
import { listPages } from '../openstack/observing.ts';
import { at } from '../openstack/path.ts';
import type { Value } from '../template/value.ts';
import { unlessGone } from './deletion.ts';
import type { ResourceOperation, Taking } from './type.ts';

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

/** Ids of the objects with this name: one, or two where a call of a process that died came late. */
export async function named(op: ResourceOperation, collection: Collection, name: string): Promise<string[]> {
  const list = await listPages(op.cloud, collection, { name });
  return list.filter((object) => object.name === name).map(({ id }) => String(id));
}

export async function findNamed(op: ResourceOperation, collection: Collection, name: string): Promise<string | null> {
  return (await named(op, collection, name))[0] ?? null;
}

/** Takes away what was noted of a snapshot, and all that bears its marker. */
export async function release(
  op: ResourceOperation,
  collection: Collection,
  about: { noted: Value | undefined; marker: string },
): Promise<void> {
  const ids = new Set(await named(op, collection, snapshotName(op, about.marker)));
  if (typeof about.noted === 'string') ids.add(about.noted);
  const { service, path } = collection;
  for (const id of ids) await unlessGone(op.cloud.request(service, { method: 'DELETE', path: at`${path}/${id}` }));
}
