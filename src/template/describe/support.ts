/** Support status as the API shows it. */
import type { SupportStatus } from '../schema/types.ts';
import type { ValueMap } from '../value.ts';

export function showSupport(support: SupportStatus): ValueMap {
  return {
    status: support.status,
    message: support.message ?? null,
    version: support.version ?? null,
    previous_status: support.previous === undefined ? null : showSupport(support.previous),
  };
}

/** What is hidden can be used, and is not shown. */
export function isShown(thing: { support?: SupportStatus }): boolean {
  return thing.support?.status !== 'HIDDEN';
}
