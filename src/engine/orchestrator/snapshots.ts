/** Snapshots of stacks: asking for one, looking at them, going back to one. */
import { randomUUID } from 'node:crypto';
import { HeatError } from '../../errors.ts';
import type { OperationRow, ResourceRow, SnapshotRow, StackRow } from '../../store/rows.ts';
import { Environment } from '../../template/environment/index.ts';
import { getKey, isMap, type Value, type ValueMap } from '../../template/value.ts';
import { ask } from '../operations/index.ts';
import type { Caller } from '../orchestrator.ts';
import type { Room } from '../room.ts';
import { bareData, releaseSnapshot, snapshotRow } from '../snapshots/run.ts';
import { Reading } from '../views/reading.ts';
import { describe } from './actions.ts';
import { askFor, asRead } from './asking.ts';
import { actionInProgress } from './refusals.ts';

export async function takeSnapshot(
  room: Room,
  caller: Caller,
  stack: StackRow,
  name: string | null,
): Promise<SnapshotRow> {
  const snapshot: SnapshotRow = {
    id: randomUUID(),
    stackId: stack.id,
    name: name ?? '',
    status: 'IN_PROGRESS',
    reason: '',
    data: {},
    createdAt: room.now(),
  };
  await askFor(room, caller, stack, async (present) => {
    if (present.status === 'IN_PROGRESS') throw actionInProgress(present);
    const limit = room.config.max_snapshots_per_stack;
    if (!caller.isAdmin && limit >= 0 && (await room.store.snapshots(present.id)).length >= limit) {
      const message = `You have reached the maximum snapshots per stack, ${limit}. Please delete some snapshots.`;
      throw new HeatError('RequestLimitExceeded', `Request limit exceeded: ${message}`);
    }
    // Whatever becomes of the operation, what it takes can be found and released.
    const rows = (await room.store.resources(present.id)).filter((row) => row.replacedBy === null);
    const resources = Object.fromEntries(rows.map((row) => [row.name, bareData(row)]));
    snapshot.data = { ...(await describe(room, present, { resources: false })), resources };
    return {
      kind: 'snapshot',
      action: 'SNAPSHOT',
      request: { snapshotId: snapshot.id },
      changes: [{ put: 'snapshot', row: snapshot }],
    };
  });
  return snapshot;
}

/** @throws NotFound where the project has none of this id, SnapshotNotFound where it is another stack's */
export async function findSnapshot(room: Room, stack: StackRow, id: string): Promise<SnapshotRow> {
  const snapshot = await room.store.snapshot(id);
  if (snapshot?.stackId === stack.id) return snapshot;
  const its = snapshot === null ? null : await room.store.stack(snapshot.stackId);
  if (its?.projectId !== stack.projectId) throw new HeatError('NotFound', `Snapshot with id ${id} not found`);
  throw new HeatError('SnapshotNotFound', `The Snapshot (${id}) for Stack (${stack.name}) could not be found.`);
}

/** What the resources keep in the clouds for it goes first; a delete that is cut short can be repeated. */
export async function deleteSnapshot(room: Room, stack: StackRow, id: string): Promise<void> {
  const snapshot = await findSnapshot(room, stack, id);
  // Where another operation was asked for meanwhile, it is looked at and done again.
  await ask(
    asRead(room, stack),
    async (present) => {
      const operation = present.operationId === null ? null : await room.store.operation(present.operationId);
      if (isBeingTaken(snapshot, operation)) {
        throw new HeatError('NotSupported', 'Deleting in-progress snapshot is not supported.');
      }
      const reading = await Reading.open(room, present);
      await releaseSnapshot(reading, snapshot, (data) => rowFor(reading, data));
      return reading;
    },
    (reading) => reading.commit([{ remove: 'snapshot', id }]),
  );
}

/**
 * Calls that take parts of it may be on their way: until its operation is over (the stack may have failed long before), and where another
 * one took over, until that has begun, which it does when the calls of the one before have ended.
 */
function isBeingTaken(snapshot: SnapshotRow, operation: OperationRow | null): boolean {
  if (snapshot.status === 'COMPLETE' || operation === null) return false;
  if (operation.request['snapshotId'] === snapshot.id)
    return operation.state === 'queued' || operation.state === 'running';
  return operation.state === 'queued';
}

/** The resource's own row with what it noted for the snapshot; a stand-in where it is gone. */
function rowFor(reading: Reading, data: ValueMap): ResourceRow {
  const past = snapshotRow(reading.stack.id, data);
  const row = reading.current.get(past.name);
  return row === undefined ? past : { ...row, data: past.data, physicalId: past.physicalId };
}

export async function restore(room: Room, caller: Caller, stack: StackRow, snapshotId: string): Promise<void> {
  const snapshot = await findSnapshot(room, stack, snapshotId);
  if (snapshot.status !== 'COMPLETE') {
    throw new HeatError('NotSupported', 'Restoring incomplete snapshot is not supported.');
  }
  await askFor(room, caller, stack, async (present) => {
    if (present.status === 'IN_PROGRESS') throw actionInProgress(present);
    const definition = restoredDefinition(room, present, snapshot);
    return {
      kind: 'restore',
      action: 'RESTORE',
      request: { snapshotId },
      set: { definitionId: definition.id },
      changes: [{ put: 'definition', row: definition }],
    };
  });
}

/** The definition of the time, each resource's properties as they bring its snapshot back. */
function restoredDefinition(room: Room, stack: StackRow, snapshot: SnapshotRow) {
  const { data } = snapshot;
  const template = structuredClone(mapAt(data, 'template'));
  const environment = new Environment(mapAt(data, 'environment'), room.wiring.registry);
  const files = mapAt(data, 'files') as Record<string, string>;
  const section = isMap(template['Resources'] ?? null) ? 'Resources' : 'resources';
  const [typeKey, propertiesKey] = section === 'resources' ? ['type', 'properties'] : ['Type', 'Properties'];
  const past = mapAt(data, 'resources');
  for (const [name, definition] of Object.entries(mapAt(template, section))) {
    const noted = getKey(past, name) ?? null;
    if (!isMap(definition) || !isMap(noted)) continue;
    const spelled = getKey(definition, typeKey);
    if (typeof spelled !== 'string') continue;
    const resolved = environment.registry.resolve(spelled, name);
    const type = room.models.typeByName('type' in resolved ? resolved.type : resolved.template, files);
    if (type.restoreProperties === undefined) continue;
    const given: Value = getKey(definition, propertiesKey) ?? null;
    definition[propertiesKey] = type.restoreProperties(isMap(given) ? given : {}, noted);
  }
  return room.models.split({
    id: randomUUID(),
    stackId: stack.id,
    template,
    files,
    environment: environment.toSections(),
    createdAt: room.now(),
  });
}

function mapAt(map: ValueMap, key: string): ValueMap {
  const value = getKey(map, key) ?? null;
  return isMap(value) ? value : {};
}
