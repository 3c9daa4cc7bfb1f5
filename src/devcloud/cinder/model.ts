/** Cinder's objects. */
import type { Collection, Stored } from '../state/collection.ts';
import type { World } from '../state/world.ts';

export interface Attachment {
  id: string;
  volume_id: string;
  server_id: string;
  host_name: string | null;
  device: string;
  attached_at: number;
  mode: string;
}
export interface Volume extends Stored {
  project_id: string;
  user_id: string;
  name: string;
  description: string | null;
  size: number;
  status: string;
  created_at: number;
  updated_at: number | null;
  availability_zone: string;
  volume_type: string | null;
  snapshot_id: string | null;
  source_volid: string | null;
  backup_id: string | null;
  bootable: boolean;
  multiattach: boolean;
  encrypted: boolean;
  readonly: boolean;
  metadata: Record<string, string>;
  image_metadata: Record<string, string>;
  attachments: Attachment[];
}
export interface Snapshot extends Stored {
  project_id: string;
  user_id: string;
  volume_id: string;
  name: string;
  description: string | null;
  size: number;
  status: string;
  created_at: number;
  updated_at: number | null;
  metadata: Record<string, string>;
}
export interface Backup extends Stored {
  project_id: string;
  user_id: string;
  volume_id: string;
  snapshot_id: string | null;
  name: string;
  description: string | null;
  container: string;
  size: number;
  status: string;
  fail_reason: string | null;
  is_incremental: boolean;
  created_at: number;
  updated_at: number | null;
  metadata: Record<string, string>;
}
export interface VolumeType extends Stored {
  name: string;
  description: string | null;
  is_public: boolean;
  extra_specs: Record<string, string>;
  qos_specs_id: string | null;
  access: string[];
  encryption: Record<string, unknown> | null;
}
export interface QosSpecs extends Stored {
  name: string;
  consumer: string;
  specs: Record<string, string>;
}
/** An attachment made by the attachments API, before or while a server uses the volume. */
export interface Reservation extends Stored {
  project_id: string;
  volume_id: string;
  instance: string | null;
  status: string;
  mode: string;
  connection_info: Record<string, unknown>;
  attached_at: number | null;
}

export interface CinderModel {
  volumes: Collection<Volume>;
  snapshots: Collection<Snapshot>;
  backups: Collection<Backup>;
  types: Collection<VolumeType>;
  qosSpecs: Collection<QosSpecs>;
  attachments: Collection<Reservation>;
}

export function declareCinder(world: World): CinderModel {
  return {
    volumes: world.collection<Volume>('volume', {
      project: (item) => item.project_id,
      name: (item) => item.name,
      server: (item) => item.attachments.map((attachment) => attachment.server_id),
    }),
    snapshots: world.collection<Snapshot>('snapshot', {
      project: (item) => item.project_id,
      name: (item) => item.name,
      volume: (item) => item.volume_id,
    }),
    backups: world.collection<Backup>('backup', {
      project: (item) => item.project_id,
      name: (item) => item.name,
      volume: (item) => item.volume_id,
    }),
    types: world.collection<VolumeType>('volume_type', { name: (item) => item.name }),
    qosSpecs: world.collection<QosSpecs>('volume_qos'),
    attachments: world.collection<Reservation>('volume_attachment', {
      project: (item) => item.project_id,
      volume: (item) => item.volume_id,
    }),
  };
}
