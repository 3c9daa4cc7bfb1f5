import type { SnapshotRow } from '../../../store/rows.ts';
import { isoTime } from './times.ts';

export function shownSnapshot(row: SnapshotRow): Record<string, unknown> {
  return {
    id: row.id,
    name: row.name,
    action: 'CREATE',
    status: row.status,
    status_reason: row.reason,
    data: row.data,
    creation_time: isoTime(row.createdAt),
  };
}
