/** A stack's snapshot: its definition, and what each resource noted of its own snapshot. */
import type { ResourceType } from '../../resources/type.ts';
import type { ResourceRow, SnapshotRow } from '../../store/rows.ts';
import { getKey, isMap, type ValueMap } from '../../template/value.ts';
import { shownType } from '../resource/events.ts';
import { storedProperties } from '../resource/properties.ts';
import type { StackRun } from '../run/stack-run.ts';

/** As `stack abandon` prints a resource. */
export function resourceData(row: ResourceRow): ValueMap {
  return {
    name: row.name,
    resource_id: row.physicalId,
    type: shownType(row),
    action: row.action,
    status: row.status,
    metadata: row.metadata,
    resource_data: { ...row.data },
  };
}

/** Before anything was taken: enough to find it by its marker. */
export function bareData(row: ResourceRow): ValueMap {
  return { ...resourceData(row), resource_data: {} };
}

export function snapshotId(run: Pick<StackRun, 'operation'>): string {
  return String(run.operation.request['snapshotId'] ?? '');
}

/**
 * Notes of resources whose own snapshot was not finished are left out: they may be those of an earlier one. What such a resource took all the
 * same is found by its marker.
 */
function writeSnapshot(run: StackRun, set: Partial<SnapshotRow>): void {
  const row = run.snapshot;
  if (row === null || row.id !== snapshotId(run)) return;
  const resources: ValueMap = {};
  for (const resource of run.current.values()) {
    const taken = resource.action === 'SNAPSHOT' && resource.status === 'COMPLETE';
    resources[resource.name] = taken ? resourceData(resource) : bareData(resource);
  }
  const data = { ...row.data, status: set.status ?? row.status, resources };
  run.journal.addConditional({ put: 'snapshot', row: { ...row, ...set, data } });
}

export function completeSnapshot(run: StackRun, reason: string): void {
  writeSnapshot(run, { status: 'COMPLETE', reason });
}

export function failSnapshot(run: StackRun, reason: string): void {
  writeSnapshot(run, { status: 'FAILED', reason });
}

/** Removes what the resources keep in the clouds for a snapshot. May be repeated. */
export async function releaseSnapshot(
  run: Pick<StackRun, 'typeOf' | 'operationOn' | 'room'>,
  snapshot: SnapshotRow,
  rowFor: (data: ValueMap) => ResourceRow,
): Promise<void> {
  const resources = getKey(snapshot.data, 'resources') ?? null;
  if (!isMap(resources)) return;
  await Promise.all(
    Object.values(resources).map(async (data) => {
      if (!isMap(data)) return;
      const row = rowFor(data);
      const type = typeThen(run, snapshot, row);
      if (type.deleteSnapshot === undefined) return;
      const properties = storedProperties(type, row);
      await type.deleteSnapshot(run.operationOn(row, { properties }), data, snapshot.id);
    }),
  );
}

/** A template that was a resource's type then may have left the stack's files since; the snapshot has it. */
function typeThen(run: Pick<StackRun, 'typeOf' | 'room'>, snapshot: SnapshotRow, row: ResourceRow): ResourceType {
  const files = getKey(snapshot.data, 'files') ?? null;
  if (!isMap(files) || typeof files[row.type] !== 'string') return run.typeOf(row);
  return run.room.models.typeByName(row.type, files as Record<string, string>);
}

/** A deleted stack takes its snapshots along. */
export async function deleteAllSnapshots(run: StackRun): Promise<void> {
  for (const snapshot of await run.room.store.snapshots(run.stack.id)) {
    await releaseSnapshot(run, snapshot, (data) => snapshotRow(run.stack.id, data));
    run.journal.add({ remove: 'snapshot', id: snapshot.id });
  }
  await run.flush();
}

/** A row as it was when the snapshot was taken, for types to work on; it is in no database. */
export function snapshotRow(stackId: string, data: ValueMap): ResourceRow {
  const text = (key: string): string => String(getKey(data, key) ?? '');
  const id = getKey(data, 'resource_id') ?? null;
  const notes = getKey(data, 'resource_data') ?? null;
  const metadata = getKey(data, 'metadata') ?? null;
  return {
    id: `${stackId}/${text('name')}`,
    stackId,
    name: text('name'),
    type: text('type'),
    physicalId: id === null ? null : String(id),
    physicalName: text('name'),
    action: 'SNAPSHOT',
    status: 'COMPLETE',
    reason: '',
    properties: null,
    pending: null,
    definitionId: '',
    frozen: { type: text('type') },
    metadata: isMap(metadata) ? metadata : {},
    updatePolicy: {},
    deletionPolicy: 'Delete',
    externalId: null,
    requires: [],
    replaces: null,
    replacedBy: null,
    data: isMap(notes) ? (notes as Record<string, string>) : {},
    attributes: {},
    nestedStackId: null,
    startedAt: null,
    createdAt: 0,
    updatedAt: null,
  };
}
