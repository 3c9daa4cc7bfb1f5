/** Cinder's collections. */
import type { Collection } from '../state/collection.ts';
import type { World } from '../state/world.ts';
import type { Backup, Owned, QosSpecs, Reservation, Snapshot, Volume, VolumeType } from './attributes.ts';

export interface CinderModel {
  volumes: Collection<Volume>;
  snapshots: Collection<Snapshot>;
  backups: Collection<Backup>;
  types: Collection<VolumeType>;
  qosSpecs: Collection<QosSpecs>;
  attachments: Collection<Reservation>;
}

const own = {
  project: (item: Owned) => item.project_id,
  name: (item: Owned) => String(item.name),
};
const volume_id = (item: { volume_id: string }) => item.volume_id;

export const declareCinder = (world: World): CinderModel => ({
  volumes: world.collection<Volume>('volume', {
    ...own,
    server: (item) => item.attachments.map((attachment) => attachment.server_id),
  }),
  snapshots: world.collection<Snapshot>('snapshot', { ...own, volume_id }),
  backups: world.collection<Backup>('backup', { ...own, volume_id }),
  types: world.collection<VolumeType>('volume_type', {
    name: (item) => item.name,
    qos_specs_id: (item) => item.qos_specs_id,
  }),
  qosSpecs: world.collection<QosSpecs>('volume_qos'),
  attachments: world.collection<Reservation>('volume_attachment', { project: (item) => item.project_id, volume_id }),
});
