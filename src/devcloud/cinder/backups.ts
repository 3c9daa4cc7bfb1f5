/** Backups of volumes, and their restoring (cinder/api/schemas/backups.py). */
import { badRequest } from '../http/api-error.ts';
import { flag, maybeText, text } from '../http/fields.ts';
import { type Route, route } from '../http/router.ts';
import { called, type Kind } from '../rest/kind.ts';
import { BACKUP, type Backup } from './attributes.ts';
import type { BlockStorage } from './block-storage.ts';
import { linksTo, stateOf } from './dialect.ts';

export const backups = ({ model }: BlockStorage): Kind<Backup> => ({
  ...called('backup', 'Backup', '/backups'),
  collection: model.backups,
  attributes: BACKUP,
  brief: ['id', 'name', 'links'],
  createdBriefly: true,
  quota: 'backups',
  refers: { volume_id: { kind: 'volume' } },
  state: stateOf((delays) => delays.backupMs),
  create(call, item, body) {
    const volume = model.volumes.get(item.volume_id);
    const allowed = flag(body.force) || item.snapshot_id ? ['available', 'in-use'] : ['available'];
    if (!volume || !allowed.includes(volume.status))
      throw badRequest(
        `Invalid volume: Volume to be backed up must be available or in-use, but the current status is "${volume?.status}".`,
      );
    item.size = volume.size;
    item.fail_reason = call.fate?.reason ?? null;
  },
  immutable: () => badRequest('Invalid backup: Backup status must be available or error'),
  show: (call, item) => ({ data_timestamp: item.created_at, links: linksTo(call, 'backups', item.id) }),
});

export const restoreRoute = (cinder: BlockStorage): Route =>
  route('POST', '/backups/{id}/restore', (call) => {
    const { rest, kinds, delays } = cinder;
    const item = rest.named(kinds.backups, call, 'show');
    const body = call.json1('restore');
    const id = maybeText(body.volume_id);
    const volume =
      id === undefined
        ? rest.create(kinds.volumes, call, { name: text(body.name, `restore_backup_${item.id}`), size: item.size })
        : rest.find(kinds.volumes, call, id);
    if (id !== undefined && volume.status !== 'available')
      throw badRequest('Invalid volume: Volume to be restored to must be available');
    volume.status = 'restoring-backup';
    item.status = 'restoring';
    cinder.later(kinds.volumes, volume, delays.backupMs, { status: 'available' }, call);
    cinder.later(kinds.backups, item, delays.backupMs, { status: 'available' });
    return { status: 202, body: { restore: { backup_id: item.id, volume_id: volume.id, volume_name: volume.name } } };
  });
