/** Backups of volumes, and their restoring. */
import { badRequest, notFound } from '../http/api-error.ts';
import { type Fields, flag, maybeText, text } from '../http/fields.ts';
import type { Reply } from '../http/router.ts';
import { uuid } from '../state/identifiers.ts';
import { isoMicros } from '../state/timestamps.ts';
import type { Call, Route } from './call.ts';
import type { Backup } from './model.ts';
import { asked, cinderLinks, cinderList, createVolume, findVolume } from './volumes.ts';

export const backupRoutes: readonly Route[] = [
  ['GET', '/backups', listBackups],
  ['GET', '/backups/detail', listBackups],
  ['POST', '/backups', createBackup],
  ['GET', '/backups/{id}', (call) => ({ status: 200, body: { backup: show(call, find(call)) } })],
  ['DELETE', '/backups/{id}', deleteBackup],
  ['POST', '/backups/{id}/restore', restoreBackup],
];

const show = (call: Call, item: Backup): Fields => ({
  id: item.id,
  name: item.name,
  description: item.description,
  status: item.status,
  size: item.size,
  object_count: 1,
  volume_id: item.volume_id,
  snapshot_id: item.snapshot_id,
  container: item.container,
  fail_reason: item.fail_reason,
  is_incremental: item.is_incremental,
  has_dependent_backups: false,
  availability_zone: 'nova',
  created_at: isoMicros(item.created_at),
  updated_at: item.updated_at === null ? null : isoMicros(item.updated_at),
  data_timestamp: isoMicros(item.created_at),
  user_id: item.user_id,
  links: cinderLinks(call, 'backups', item.id),
});

function find(call: Call): Backup {
  const item = call.cloud.cinder.model.backups.get(call.param('id'));
  if (!item || !call.owns(item)) throw notFound(`Backup ${call.param('id')} could not be found.`);
  return item;
}

function listBackups(call: Call): Reply {
  const items = asked(call, call.cloud.cinder.model.backups, {
    status: (item, wanted) => item.status === wanted,
    volume_id: (item, wanted) => item.volume_id === wanted,
  });
  return cinderList(call, 'backups', items, (item) => show(call, item));
}

function createBackup(call: Call): Reply {
  const body = call.json1('backup');
  const volume = findVolume(call, text(body.volume_id));
  const snapshotId = maybeText(body.snapshot_id) ?? null;
  const allowed = flag(body.force) || snapshotId ? ['available', 'in-use'] : ['available'];
  if (!allowed.includes(volume.status)) {
    throw badRequest(
      `Invalid volume: Volume to be backed up must be available or in-use, but the current status is "${volume.status}".`,
    );
  }
  const { cinder, world } = call.cloud;
  cinder.checkCount(call.projectId, 'backups');
  const item = cinder.model.backups.insert({
    id: uuid(),
    project_id: call.projectId,
    user_id: call.auth.userId,
    volume_id: volume.id,
    snapshot_id: snapshotId,
    name: text(body.name),
    description: maybeText(body.description) ?? null,
    container: text(body.container, 'volumebackups'),
    size: volume.size,
    status: 'creating',
    fail_reason: call.fate?.reason ?? null,
    is_incremental: flag(body.incremental),
    created_at: call.now(),
    updated_at: null,
    metadata: {},
  });
  cinder.finish(cinder.model.backups, item, world.settings.delays.backupMs, { status: 'available' }, call);
  return {
    status: 202,
    body: { backup: { id: item.id, name: item.name, links: cinderLinks(call, 'backups', item.id) } },
  };
}

function deleteBackup(call: Call): Reply {
  const item = find(call);
  const { cinder, world } = call.cloud;
  if (item.status !== 'deleting') {
    if (item.status !== 'available' && item.status !== 'error')
      throw badRequest('Invalid backup: Backup status must be available or error');
    item.status = 'deleting';
    cinder.vanish(cinder.model.backups, item, world.settings.delays.backupMs, call);
  }
  return { status: 202 };
}

function restoreBackup(call: Call): Reply {
  const item = find(call);
  const body = call.json1('restore');
  const { cinder, world } = call.cloud;
  const id = maybeText(body.volume_id);
  const volume =
    id === undefined
      ? createVolume(call, { name: text(body.name, `restore_backup_${item.id}`), size: item.size })
      : findVolume(call, id);
  if (id !== undefined && volume.status !== 'available')
    throw badRequest('Invalid volume: Volume to be restored to must be available');
  volume.status = 'restoring-backup';
  item.status = 'restoring';
  cinder.finish(cinder.model.volumes, volume, world.settings.delays.backupMs, { status: 'available' }, call);
  cinder.finish(cinder.model.backups, item, world.settings.delays.backupMs, { status: 'available' });
  return { status: 202, body: { restore: { backup_id: item.id, volume_id: volume.id, volume_name: volume.name } } };
}
