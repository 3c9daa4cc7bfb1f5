/** Other resources of a stack, as a resource's type may know them: by what its properties say of them. */
import type { ResourceRow } from '../../store/rows.ts';

/** The row, among others than `row`, that a reference means: what `get_resource` gives for it, its physical id, or its name. */
export function peerAmong(
  rows: Iterable<ResourceRow>,
  row: ResourceRow,
  reference: string,
  referenceOf: (row: ResourceRow) => unknown,
): ResourceRow | null {
  for (const other of rows) {
    if (other.id === row.id) continue;
    if (other.physicalId === reference || other.name === reference || referenceOf(other) === reference) return other;
  }
  return null;
}
