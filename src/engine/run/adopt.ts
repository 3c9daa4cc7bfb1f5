/**
 * Taking over what exists: resources of a stack that is adopted, and resources whose template says `external_id`. Nothing is made;
 * the row gets the id, and for an adopted one what the exporting stack had noted about it.
 */

import { HeatError } from '../../errors.ts';
import type { ResourceRow } from '../../store/rows.ts';
import { getKey, isMap, type Value, type ValueMap } from '../../template/value.ts';
import type { WantedResource } from '../model/model.ts';
import { checkExternal } from '../resource/external.ts';
import { storedProperties } from '../resource/properties.ts';
import { isElsewhere } from '../resource/whose.ts';
import { RESPONDER_NOTES } from '../signals/responder-notes.ts';
import { resolveProperties } from './resolved.ts';
import type { StackRun } from './stack-run.ts';
import { Dropped } from './waits.ts';

export async function adoptResource(
  run: StackRun,
  row: ResourceRow,
  wanted: WantedResource,
  free: () => void,
): Promise<void> {
  try {
    run.enter(row, { action: 'ADOPT', status: 'IN_PROGRESS' });
    // What is there already needs no properties, not even those that making it would require.
    const properties =
      row.externalId === null
        ? await resolveProperties(run, wanted, row.properties ?? {}, false)
        : storedProperties(wanted.type, row);
    const operation = run.operationOn(row, { properties });
    if (row.externalId !== null) {
      run.touch(row, { physicalId: row.externalId });
      run.enter(row, { action: 'ADOPT', status: 'COMPLETE' });
      run.enter(row, { action: 'CHECK', status: 'IN_PROGRESS' });
      await checkExternal(row.externalId, wanted.typeName, () => wanted.type.check(operation));
      await run.references.prefetch(row, run.model?.attributesOf(row.name) ?? []);
      run.enter(row, { action: 'CHECK', status: 'COMPLETE' });
      return;
    }
    const data = adoptedData(run, row.name);
    if (wanted.type.nestedStack && isMap(getKey(data, 'resources') ?? null)) {
      run.adopted.set(row.id, data);
      await run.flush();
      run.touch(row, { physicalId: await wanted.type.create(operation) });
      await run.waits.until(operation, free, () => wanted.type.created(operation));
    } else {
      const physicalId = getKey(data, 'resource_id') ?? null;
      if (typeof physicalId !== 'string' || physicalId === '') throw new Error('Resource ID was not provided.');
      if (await isElsewhere(run.room, row, run.stack, physicalId)) {
        throw new HeatError('HTTPConflict', `The object ${physicalId} belongs to another stack.`);
      }
      const metadata = getKey(data, 'metadata') ?? null;
      run.touch(row, {
        physicalId,
        data: adoptedNotes(getKey(data, 'resource_data') ?? null),
        metadata: isMap(metadata) ? metadata : {},
      });
    }
    await run.references.prefetch(row, run.model?.attributesOf(row.name) ?? []);
    run.enter(row, { action: 'ADOPT', status: 'COMPLETE' });
  } catch (error) {
    if (error instanceof Dropped || run.lost) throw error;
    const failure = run.failure(error, row);
    run.fail(row, row.action, failure);
    throw failure;
  }
}

function adoptedData(run: StackRun, name: string): ValueMap {
  const adopted = getKey(run.operation.request, 'adopt') ?? null;
  const resources = isMap(adopted) ? (getKey(adopted, 'resources') ?? null) : null;
  const data = isMap(resources) ? (getKey(resources, name) ?? null) : null;
  return isMap(data) ? data : {};
}

/**
 * What a type noted about its object. Users, keys and addresses for signals are not taken over: they are another stack's or nobody's, and what
 * is noted of them would be deleted with Hearth's own rights.
 */
function adoptedNotes(data: Value): Record<string, string> {
  if (!isMap(data)) return {};
  return Object.fromEntries(
    Object.entries(data)
      .filter(([key]) => !RESPONDER_NOTES.has(key))
      .map(([key, value]) => [key, typeof value === 'string' ? value : String(value)]),
  );
}
