/** Attachments by the API of their own, before or while a server uses a volume (cinder/api/schemas/attachments.py). */
import { badRequest, notFound } from '../http/api-error.ts';
import { type Route, route } from '../http/router.ts';
import { called, type Kind } from '../rest/kind.ts';
import { isoMicros } from '../state/timestamps.ts';
import { ATTACHMENT, type Reservation } from './attributes.ts';
import type { BlockStorage } from './block-storage.ts';

export const attachments = (cinder: BlockStorage): Kind<Reservation> => ({
  ...called('attachment', 'Volume attachment', '/attachments'),
  collection: cinder.model.attachments,
  attributes: ATTACHMENT,
  brief: ['id', ...Object.keys(ATTACHMENT)],
  answers: { create: 200, delete: 200 },
  born: () => ({}),
  refers: { volume_id: { kind: 'volume' } },
  create(_call, item) {
    const { volumes } = cinder.model;
    const volume = volumes.get(item.volume_id);
    if (!volume || (volume.status !== 'available' && !(volume.multiattach && volume.status === 'in-use')))
      throw badRequest(
        `Invalid volume: Volume ${item.volume_id} status must be available or in-use or downloading, but the current status is ${volume?.status}.`,
      );
    item.project_id = volume.project_id;
    volume.status = 'reserved';
    volumes.save(volume);
  },
  update(_call, item) {
    item.connection_info = { driver_volume_type: 'local', device_path: `/dev/${item.volume_id}` };
    item.status = 'attaching';
  },
  gone(item) {
    const { volumes } = cinder.model;
    const volume = volumes.get(item.volume_id);
    if (!volume) return;
    if (volume.attachments.some(({ id }) => id === item.id)) return cinder.detach(volume, item.id, 0);
    volume.status = volume.attachments.length > 0 ? 'in-use' : 'available';
    volumes.save(volume);
  },
});

export const completeRoute = (cinder: BlockStorage): Route =>
  route('POST', '/attachments/{id}/action', (call) => {
    const { rest, kinds, model } = cinder;
    const item = rest.named(kinds.attachments, call, 'update');
    const volume = model.volumes.get(item.volume_id);
    if (!volume) throw notFound(`Volume ${item.volume_id} could not be found.`);
    if (item.status !== 'attached') {
      Object.assign(item, { status: 'attached', attached_at: isoMicros(call.now()) });
      rest.keep(kinds.attachments, call, item);
      cinder.attach(volume, item.instance ?? '', '/dev/vdb', 0, undefined, item.id);
    }
    return { status: 204 };
  });
