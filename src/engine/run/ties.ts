/**
 * A replacement of a tie (a volume's attachment, a router's interface) may tie the same as what it replaces. Then there is one object for
 * two rows, and it is that of the row that stays.
 */
import type { ResourceType } from '../../resources/type.ts';
import type { ResourceRow } from '../../store/rows.ts';
import { storedProperties } from '../resource/properties.ts';
import type { StackRun } from './stack-run.ts';

/** Whether the object that this row would be about is another row's of the same name. */
export function isHeldByAnother(run: StackRun, row: ResourceRow, type: ResourceType): boolean {
  const { ties } = type;
  if (ties === undefined) return false;
  const ends = (of: ResourceRow) => {
    const properties = storedProperties(type, of);
    return JSON.stringify(ties.map((name) => properties[name] ?? null));
  };
  for (const other of run.rows.values()) {
    const isAlive = other.physicalId !== null && other.action !== 'DELETE';
    if (other.id === row.id || other.name !== row.name || other.type !== row.type || !isAlive) continue;
    if (ends(other) === ends(row)) return true;
  }
  return false;
}
