/** Changes of a volume in place. A volume that is attached is detached for those that need it, and attached again. */
import { HeatError } from '../../errors.ts';
import { at } from '../../openstack/path.ts';
import { isMap, maps, type Value, type ValueMap } from '../../template/value.ts';
import { beginStages, owedStage, type Stage, type StageHandler } from '../stages.ts';
import { unknownStatus } from '../status.ts';
import type { ResourceOperation, UpdateOperation } from '../type.ts';
import {
  attach,
  attachmentTo,
  detach,
  GROWS_IN_USE,
  isAttached,
  isDetached,
  requireVolume,
  volumeAction,
} from './profile.ts';

export async function updateVolume(op: UpdateOperation): Promise<void> {
  const id = op.physicalId ?? '';
  const { properties } = op;
  const changed = (name: string) => op.changed.includes(name);
  if (changed('name') || changed('description')) {
    const volume = { name: properties.name || op.physicalName, description: properties.description ?? null };
    await op.cloud.request('volume', { method: 'PUT', path: at`/volumes/${id}`, body: { volume } });
  }
  if (changed('metadata')) {
    const given = isMap(properties.metadata) ? properties.metadata : {};
    const metadata = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, String(value)]));
    await op.cloud.request('volume', { method: 'PUT', path: at`/volumes/${id}/metadata`, body: { metadata } });
  }
  await beginStages(op, () => planUpdate(op, id));
}

async function planUpdate(op: UpdateOperation, id: string): Promise<Stage[]> {
  const { properties, changed } = op;
  const stages: Stage[] = [];
  const shown = await requireVolume(op, id);
  if (changed.includes('volume_type') && properties.volume_type) {
    stages.push({ kind: 'retype', args: { type: properties.volume_type } });
  }
  const apart: Stage[] = [];
  if (changed.includes('backup_id') && properties.backup_id) {
    apart.push({ kind: 'restore', args: { backup: properties.backup_id } });
  }
  const size = properties.size;
  let grow: Stage | undefined;
  if (changed.includes('size') && size != null) {
    if (Number(size) < Number(shown.size)) {
      throw new HeatError('NotSupported', 'Shrinking volume is not supported.');
    }
    if (Number(size) > Number(shown.size)) grow = { kind: 'extend', args: { size } };
  }
  const access: Stage[] = changed.includes('read_only')
    ? [{ kind: 'access', args: { readonly: properties.read_only === true } }]
    : [];
  const needsDetaching = apart.length > 0 || access.length > 0;
  const present = maps(shown.attachments)[0];
  const attachment = needsDetaching ? present : undefined;
  const steps = [...apart, ...(grow === undefined ? [] : [grow]), ...access];
  if (attachment === undefined) {
    const owed = present === undefined ? owedStage(op, 'attach') : undefined;
    return [...stages, ...steps, ...(owed === undefined ? [] : [{ kind: 'attach', args: owed.args }])];
  }
  const args: ValueMap = {
    server: attachment.server_id ?? null,
    attachment: attachment.id ?? attachment.attachment_id ?? null,
    device: attachment.device ?? null,
  };
  return [...stages, { kind: 'detach', args }, ...steps, { kind: 'attach', args }];
}

const idOf = (op: ResourceOperation) => op.physicalId ?? '';

export const VOLUME_STAGES: Record<string, StageHandler> = {
  retype: {
    async call(op, { type }) {
      const shown = await requireVolume(op, idOf(op));
      if (shown.volume_type === type || shown.status === 'retyping') return;
      await volumeAction(op, idOf(op), { 'os-retype': { new_type: type ?? null, migration_policy: 'never' } });
    },
    async done(op) {
      return (await requireVolume(op, idOf(op))).status !== 'retyping';
    },
  },
  detach: {
    call: (op, { server, attachment }) => detach(op, String(server), String(attachment)),
    done: (op, { server }) => isDetached(op, String(server), idOf(op)),
  },
  restore: {
    async call(op, { backup }) {
      if ((await requireVolume(op, idOf(op))).status === 'restoring-backup') return;
      await op.cloud.request('volume', {
        path: at`/backups/${backup}/restore`,
        body: { restore: { volume_id: idOf(op) } },
      });
    },
    async done(op) {
      const { status } = await requireVolume(op, idOf(op));
      if (status === 'restoring-backup') return false;
      if (status !== 'available') throw unknownStatus('Volume backup restore failed', String(status));
      return true;
    },
  },
  extend: {
    async call(op, { size }) {
      const { status, size: present } = await requireVolume(op, idOf(op));
      if (Number(present) >= Number(size) || status === 'extending') return true;
      if (status !== 'available' && status !== 'in-use') return false;
      const version = status === 'in-use' ? GROWS_IN_USE : undefined;
      await volumeAction(op, idOf(op), { 'os-extend': { new_size: size ?? null } }, version);
      return true;
    },
    async done(op) {
      const { status } = await requireVolume(op, idOf(op));
      if (status === 'extending') return false;
      if (status !== 'available' && status !== 'in-use') throw unknownStatus('Volume resize failed', String(status));
      return true;
    },
  },
  access: {
    call: (op, { readonly }) =>
      volumeAction(op, idOf(op), { 'os-update_readonly_flag': { readonly: readonly as Value } }),
    done: async () => true,
  },
  attach: {
    async call(op, { server, device }) {
      if (attachmentTo(await requireVolume(op, idOf(op)), String(server)) !== undefined) return true;
      await attach(op, String(server), idOf(op), device == null ? null : String(device));
      return true;
    },
    done: (op, { server }) => isAttached(op, String(server), idOf(op)),
  },
};
