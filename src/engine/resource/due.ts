/** What is to happen to a resource at a time is a row, so that whoever lives then sees to it. One for each resource and what. */
import type { ResourceRow } from '../../store/rows.ts';
import type { Change } from '../../store/store.ts';

/** `at`: milliseconds since the epoch; null: not any more. */
export function dueChange(row: ResourceRow, what: string, at: number | null, now: number): Change {
  const id = `${row.id}/${what}`;
  if (at === null) return { remove: 'due', id };
  const { stackId, id: resourceId, name: resourceName } = row;
  return { put: 'due', row: { id, stackId, resourceId, resourceName, what, dueAt: at, createdAt: now } };
}
