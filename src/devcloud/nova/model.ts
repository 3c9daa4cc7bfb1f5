/** Nova's objects. */
import type { Collection, Stored } from '../state/collection.ts';
import type { World } from '../state/world.ts';

export interface FlavorData {
  id: string;
  name: string;
  ram: number;
  vcpus: number;
  disk: number;
  ephemeral: number;
  swap: number;
  extra_specs: Record<string, string>;
}
export interface Flavor extends Stored, FlavorData {
  description: string | null;
  is_public: boolean;
  access: string[];
  rxtx_factor: number;
  disabled: boolean;
}
export interface ServerVolume {
  volume_id: string;
  attachment_id: string;
  bdm_uuid: string;
  device: string;
  tag: string | null;
  delete_on_termination: boolean;
}
export interface ServerAction {
  action: string;
  request_id: string;
  user_id: string;
  project_id: string;
  start: number;
}
export interface Server extends Stored {
  project_id: string;
  user_id: string;
  name: string;
  description: string | null;
  status: string;
  vm_state: string;
  task_state: string | null;
  power_state: number;
  progress: number;
  flavor: FlavorData;
  /** While a resize waits for confirmation. */
  old_flavor: FlavorData | null;
  image_id: string | null;
  key_name: string | null;
  metadata: Record<string, string>;
  tags: string[];
  security_groups: string[];
  /** Ports that Nova made and takes away again. */
  own_ports: string[];
  volumes: ServerVolume[];
  availability_zone: string;
  config_drive: boolean;
  user_data: string | null;
  disk_config: string;
  locked: boolean;
  locked_reason: string | null;
  group_id: string | null;
  hostname: string;
  fault: { code: number; message: string; created: number; details: string } | null;
  created: number;
  updated: number;
  launched_at: number | null;
  reservation_id: string;
  /** What was asked of the server, oldest first. */
  actions: ServerAction[];
  launch_index: number;
}
export interface Keypair extends Stored {
  /** `user/name` */
  id: string;
  name: string;
  user_id: string;
  type: string;
  public_key: string;
  fingerprint: string;
  created_at: number;
}
export interface ServerGroup extends Stored {
  project_id: string;
  user_id: string;
  name: string;
  policy: string;
  rules: Record<string, unknown>;
}

export interface NovaModel {
  servers: Collection<Server>;
  flavors: Collection<Flavor>;
  keypairs: Collection<Keypair>;
  serverGroups: Collection<ServerGroup>;
}

export function declareNova(world: World): NovaModel {
  return {
    servers: world.collection<Server>('server', {
      project: (item) => item.project_id,
      name: (item) => item.name,
      group: (item) => item.group_id,
      volume: (item) => item.volumes.map((volume) => volume.volume_id),
    }),
    flavors: world.collection<Flavor>('flavor', { name: (item) => item.name }),
    keypairs: world.collection<Keypair>('keypair', { user: (item) => item.user_id }),
    serverGroups: world.collection<ServerGroup>('server_group', { project: (item) => item.project_id }),
  };
}
