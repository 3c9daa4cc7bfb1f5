/** Snapshots of volumes (cinder/api/schemas/snapshots.py). */
import { badRequest } from '../http/api-error.ts';
import { flag, text } from '../http/fields.ts';
import { type Actions, accepted } from '../rest/actions.ts';
import { called, type Kind } from '../rest/kind.ts';
import { SNAPSHOT, type Snapshot } from './attributes.ts';
import type { BlockStorage } from './block-storage.ts';
import { stateOf } from './dialect.ts';

const MORE = 'os-extended-snapshot-attributes:';

export const snapshots = ({ model }: BlockStorage): Kind<Snapshot> => ({
  ...called('snapshot', 'Snapshot', '/snapshots'),
  collection: model.snapshots,
  attributes: SNAPSHOT,
  brief: ['id', 'created_at', 'updated_at', 'user_id', ...Object.keys(SNAPSHOT)],
  quota: 'snapshots',
  refers: { volume_id: { kind: 'volume' } },
  state: stateOf((delays) => delays.snapshotMs),
  create(_call, item, body) {
    const volume = model.volumes.get(item.volume_id);
    const allowed = flag(body.force) ? ['available', 'in-use'] : ['available'];
    if (!volume || !allowed.includes(volume.status))
      throw badRequest(
        `Invalid volume: Volume ${item.volume_id} status must be ${allowed.join(' or ')}, but current status is: ${volume?.status}.`,
      );
    item.size = volume.size;
  },
  immutable: ({ status }) =>
    badRequest(`Invalid snapshot: Snapshot status must be available or error, but is ${status}.`),
  show: (_call, item) => ({
    [`${MORE}progress`]: item.status === 'available' ? '100%' : '0%',
    [`${MORE}project_id`]: item.project_id,
  }),
});

export const snapshotActions = ({ rest, kinds }: BlockStorage): Actions<Snapshot> => ({
  'os-reset_status'(call, item, body) {
    item.status = text(body.status, item.status);
    rest.keep(kinds.snapshots, call, item);
    return accepted;
  },
});
