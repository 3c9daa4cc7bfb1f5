/** When an object is ready, and when it never will be. */
import { HeatError } from '../errors.ts';
import type { StatusRule } from '../openstack/profiles/profile.ts';
import type { ValueMap } from '../template/value.ts';
import { type Rest, requireShown } from './rest.ts';
import type { ResourceOperation } from './type.ts';

/** True when ready. Throws ResourceInError, ResourceUnknownStatus, NotFound. */
export async function checkStatus(
  op: ResourceOperation,
  rest: Rest,
  rule: StatusRule | null | undefined,
): Promise<boolean> {
  if (rule == null) return true;
  return isReady(await requireShown(op, rest), rule);
}

export function isReady(shown: ValueMap, rule: StatusRule): boolean {
  const status = String(shown[rule.member ?? 'status'] ?? '');
  if (rule.done.includes(status)) return true;
  if (rule.failed.includes(status)) throw inError(status, rule.reason?.(shown));
  if (rule.pending !== undefined && !rule.pending.includes(status)) {
    throw unknownStatus('Resource is not built', status);
  }
  return false;
}

/** `result`: what it means for the resource. */
export function unknownStatus(result: string, status: string, reason = 'Unknown'): HeatError {
  return new HeatError('ResourceUnknownStatus', `${result} - Unknown status ${status} due to "${reason}"`);
}

export function inError(status: string, reason = 'Unknown'): HeatError {
  return new HeatError('ResourceInError', `Went to status ${status} due to "${reason}"`);
}
