import type { ResourceOperation } from './type.ts';

/**
 * Whether something that is in the way may still go by itself: for so many milliseconds from when this was first asked, which is noted with
 * the resource under the key. {@link contented} forgets it.
 */
export function isPatient(op: ResourceOperation, key: string, milliseconds: number): boolean {
  const since = op.data.get(key);
  if (since === undefined) op.setData(key, String(op.now()));
  return since === undefined || op.now() - Number(since) < milliseconds;
}

export function contented(op: ResourceOperation, key: string): void {
  if (op.data.has(key)) op.setData(key, null);
}
