/**
 * A create that may have made something of which its row knows nothing: the answer was lost, or the process died. The row notes since when,
 * so that it is looked for before the row is forgotten, however late that is. What was refused made nothing, and is not looked for.
 */
import { HeatError } from '../../errors.ts';
import { CloudError } from '../../openstack/cloud.ts';
import { NotNow } from '../../resources/not-now.ts';
import type { ResourceRow } from '../../store/rows.ts';

const NOTE = 'create_in_doubt_since';

/** Milliseconds since the epoch; null where nothing can have been made, or what was made is known. */
export function inDoubtSince(row: ResourceRow): number | null {
  if (row.physicalId !== null) return null;
  const noted = row.data[NOTE];
  if (noted !== undefined) return Number(noted);
  return row.action === 'CREATE' && row.status === 'IN_PROGRESS' ? row.startedAt : null;
}

/** The row's data with what there is to note before its state changes. */
export function withDoubt(row: ResourceRow): Record<string, string> {
  const since = inDoubtSince(row);
  return since === null ? row.data : { ...row.data, [NOTE]: String(since) };
}

/** Nothing was made, for certain. */
export function madeNothing(error: unknown): boolean {
  if (error instanceof NotNow && error.failure !== error) return madeNothing(error.failure);
  return error instanceof CloudError ? error.outcome === 'refused' : error instanceof HeatError;
}
