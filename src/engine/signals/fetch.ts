/** Signals of resources whose signals lie somewhere until they are fetched (an object in Swift). */
import type { ResourceType } from '../../resources/type.ts';
import type { ResourceRow } from '../../store/rows.ts';
import type { Given, Operation } from '../resource/operation.ts';
import { storedProperties } from '../resource/properties.ts';

interface Around {
  typeOf(row: ResourceRow): ResourceType;
  operationOn(row: ResourceRow, given: Given): Operation;
  flush(): Promise<void>;
}

export async function fetchSignals(around: Around, row: ResourceRow): Promise<void> {
  const type = around.typeOf(row);
  if (type.fetchSignals === undefined) return;
  const properties = storedProperties(type, row);
  await type.fetchSignals(around.operationOn(row, { properties }));
  await around.flush();
}
