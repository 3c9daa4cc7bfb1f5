/** What `get_resource` gives for a row: mostly the id of its object. */
import type { ResourceType } from '../../resources/type.ts';
import type { ResourceRow } from '../../store/rows.ts';
import type { Value } from '../../template/value.ts';
import { storedProperties } from './properties.ts';

export function referenceId(row: ResourceRow, type: ResourceType): Value {
  if (type.referenceId === undefined) return row.physicalId ?? row.name;
  return type.referenceId({
    name: row.name,
    physicalId: row.physicalId,
    physicalName: row.physicalName,
    properties: storedProperties(type, row),
    data: new Map(Object.entries(row.data)),
  });
}

/** The same; null where its type is not known any more. */
export function referenceIdOrNull(row: ResourceRow, typeOf: (row: ResourceRow) => ResourceType): Value {
  try {
    return referenceId(row, typeOf(row));
  } catch {
    return null;
  }
}
