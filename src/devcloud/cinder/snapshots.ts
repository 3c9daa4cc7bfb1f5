/** Snapshots of volumes. */
import { badRequest, notFound } from '../http/api-error.ts';
import { type Fields, flag, maybeText, record, strings, text } from '../http/fields.ts';
import type { Reply } from '../http/router.ts';
import { uuid } from '../state/identifiers.ts';
import { isoMicros } from '../state/timestamps.ts';
import type { Call, Route } from './call.ts';
import type { Snapshot } from './model.ts';
import { asked, cinderList, findVolume, metadataRoutes } from './volumes.ts';

export const snapshotRoutes: readonly Route[] = [
  ['GET', '/snapshots', listSnapshots],
  ['GET', '/snapshots/detail', listSnapshots],
  ['POST', '/snapshots', createSnapshot],
  ['GET', '/snapshots/{id}', (call) => ({ status: 200, body: { snapshot: show(find(call)) } })],
  ['PUT', '/snapshots/{id}', updateSnapshot],
  ['DELETE', '/snapshots/{id}', deleteSnapshot],
  ['POST', '/snapshots/{id}/action', resetStatus],
  ...metadataRoutes('snapshots', (call) => call.cloud.cinder.model.snapshots, find),
];

const show = (item: Snapshot): Fields => ({
  id: item.id,
  name: item.name,
  description: item.description,
  status: item.status,
  size: item.size,
  volume_id: item.volume_id,
  metadata: item.metadata,
  created_at: isoMicros(item.created_at),
  updated_at: item.updated_at === null ? null : isoMicros(item.updated_at),
  user_id: item.user_id,
  group_snapshot_id: null,
  consumes_quota: true,
  'os-extended-snapshot-attributes:progress': item.status === 'available' ? '100%' : '0%',
  'os-extended-snapshot-attributes:project_id': item.project_id,
});

function find(call: Call): Snapshot {
  const item = call.cloud.cinder.model.snapshots.get(call.param('id'));
  if (!item || !call.owns(item)) throw notFound(`Snapshot ${call.param('id')} could not be found.`);
  return item;
}

function listSnapshots(call: Call): Reply {
  const items = asked(call, call.cloud.cinder.model.snapshots, {
    status: (item, wanted) => item.status === wanted,
    volume_id: (item, wanted) => item.volume_id === wanted,
    id: (item, wanted) => item.id === wanted,
  });
  return cinderList(call, 'snapshots', items, show);
}

function createSnapshot(call: Call): Reply {
  const body = call.json1('snapshot');
  const volume = findVolume(call, text(body.volume_id));
  const allowed = flag(body.force) ? ['available', 'in-use'] : ['available'];
  if (!allowed.includes(volume.status)) {
    throw badRequest(
      `Invalid volume: Volume ${volume.id} status must be ${allowed.join(' or ')}, but current status is: ${volume.status}.`,
    );
  }
  const { cinder, world } = call.cloud;
  cinder.checkCount(call.projectId, 'snapshots');
  const item = cinder.model.snapshots.insert({
    id: uuid(),
    project_id: call.projectId,
    user_id: call.auth.userId,
    volume_id: volume.id,
    name: text(body.name ?? body.display_name),
    description: maybeText(body.description) ?? null,
    size: volume.size,
    status: 'creating',
    created_at: call.now(),
    updated_at: null,
    metadata: strings(body.metadata),
  });
  cinder.finish(cinder.model.snapshots, item, world.settings.delays.snapshotMs, { status: 'available' }, call);
  return { status: 202, body: { snapshot: show(item) } };
}

function updateSnapshot(call: Call): Reply {
  const item = find(call);
  const body = call.json1('snapshot');
  item.name = text(body.name ?? body.display_name, item.name);
  if ('description' in body) item.description = maybeText(body.description) ?? null;
  call.cloud.cinder.model.snapshots.save(item);
  return { status: 200, body: { snapshot: show(item) } };
}

function deleteSnapshot(call: Call): Reply {
  const item = find(call);
  const { cinder, world } = call.cloud;
  if (item.status !== 'deleting') {
    if (!item.status.startsWith('error') && item.status !== 'available') {
      throw badRequest(`Invalid snapshot: Snapshot status must be available or error, but is ${item.status}.`);
    }
    item.status = 'deleting';
    cinder.vanish(cinder.model.snapshots, item, world.settings.delays.snapshotMs, call);
  }
  return { status: 202 };
}

function resetStatus(call: Call): Reply {
  const item = find(call);
  item.status = text(record(call.json()['os-reset_status']).status, item.status);
  call.cloud.cinder.model.snapshots.save(item);
  return { status: 202 };
}
