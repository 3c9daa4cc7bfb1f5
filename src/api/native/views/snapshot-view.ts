import type { SnapshotRow } from '../../../store/rows.ts';
import { isoTime } from './times.ts';

/** What is in it is told when all of it is. */
export function shownSnapshot(row: SnapshotRow): Record<string, unknown> {
  const over = row.status !== 'IN_PROGRESS';
  return {
    id: row.id,
    name: row.name || null,
    status: row.status,
    status_reason: over ? row.reason : null,
    data: over ? row.data : null,
    creation_time: isoTime(row.createdAt),
  };
}
