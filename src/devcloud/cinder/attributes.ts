/** The attributes of Cinder's objects, as its schemas have them (cinder/api/schemas/*.py). */
import { badRequest } from '../http/api-error.ts';
import { absent, type Fields } from '../http/fields.ts';
import { type Attribute, shown, type Values } from '../rest/attributes.ts';
import type { Item } from '../rest/item.ts';
import { choice, flag, map, name, once, since, textOrNull } from '../rest/json-schema.ts';

/** What volumes, snapshots and backups have beside their attributes. */
export interface Owned extends Item {
  project_id: string;
  user_id: string;
  created_at: string;
  updated_at: string | null;
}

/** A server's hold on a volume. */
export interface Attachment {
  id: string;
  volume_id: string;
  server_id: string;
  host_name: string | null;
  device: string;
  attached_at: string;
}

const size: Attribute<number> = {
  default: 0,
  check(value) {
    if (absent(value)) return 0;
    if (Number.isInteger(Number(value)) && Number(value) > 0) return Number(value);
    throw badRequest(`Invalid input received: Volume size '${String(value)}' must be an integer and greater than 0`);
  },
};

export const VOLUME = {
  name: name(),
  display_name: { ...name(), of: 'name' },
  description: textOrNull(),
  display_description: { ...textOrNull(), of: 'description' },
  metadata: map(),
  size,
  volume_type: once(textOrNull()),
  snapshot_id: once(textOrNull()),
  source_volid: once(textOrNull()),
  backup_id: since(47, once(textOrNull())),
  consistencygroup_id: once(textOrNull()),
  group_id: since(13, once(textOrNull())),
  availability_zone: once({ ...textOrNull(), default: 'nova' }),
  multiattach: once(flag(false)),
  imageRef: { ...once(textOrNull()), kept: false },
  image_id: { ...once(textOrNull()), kept: false },
  status: shown('creating'),
  bootable: shown(false),
  encrypted: shown(false),
  readonly: shown(false),
  attachments: shown<Attachment[]>([]),
  image_metadata: shown<Record<string, string>>({}),
  replication_status: shown(),
  migration_status: shown(),
  provider_id: since(21, shown()),
  shared_targets: since(48, shown(false)),
  service_uuid: since(48, shown()),
  volume_type_id: since(63, shown()),
  consumes_quota: since(65, shown(true)),
} satisfies Record<string, Attribute>;

export type Volume = Owned & Values<typeof VOLUME>;

export const SNAPSHOT = {
  name: name(),
  display_name: { ...name(), of: 'name' },
  description: textOrNull(),
  display_description: { ...textOrNull(), post: false, of: 'description' },
  volume_id: once(name(1)),
  force: { ...once(flag(false)), kept: false },
  metadata: once(map()),
  size: shown(0),
  status: shown('creating'),
  group_snapshot_id: since(14, shown()),
  consumes_quota: since(65, shown(true)),
} satisfies Record<string, Attribute>;

export type Snapshot = Owned & Values<typeof SNAPSHOT>;

export const BACKUP = {
  name: name(),
  description: textOrNull(),
  metadata: since(43, map()),
  volume_id: once(name(1)),
  snapshot_id: once(textOrNull()),
  container: once({ ...textOrNull(), default: 'volumebackups' }),
  is_incremental: shown(false),
  incremental: { ...once(flag(false)), of: 'is_incremental' },
  force: { ...once(flag(false)), kept: false },
  size: shown(0),
  status: shown('creating'),
  fail_reason: shown<string | null>(null),
  object_count: shown(1),
  has_dependent_backups: shown(false),
  availability_zone: shown('nova'),
} satisfies Record<string, Attribute>;

export type Backup = Owned & Values<typeof BACKUP>;

export const VOLUME_TYPE = {
  name: name(1),
  description: textOrNull(),
  is_public: { ...flag(true), post: false },
  'os-volume-type-access:is_public': { ...once(flag(true)), of: 'is_public' },
  extra_specs: once(map()),
  qos_specs_id: shown<string | null>(null),
  access: shown<string[]>([]),
  encryption: shown<Fields | null>(null),
} satisfies Record<string, Attribute>;

export type VolumeType = Item & Values<typeof VOLUME_TYPE>;

export const QOS_SPECS = {
  name: name(1),
  consumer: { ...name(), default: 'back-end' },
  specs: shown<Record<string, string>>({}),
} satisfies Record<string, Attribute>;

export type QosSpecs = Item & Values<typeof QOS_SPECS>;

const connector: Attribute = { put: true, kept: false, check: (value) => value };
export const ATTACHMENT = {
  volume_id: shown(''),
  volume_uuid: { ...once(name(1)), of: 'volume_id' },
  instance: shown<string | null>(null),
  instance_uuid: { ...once(textOrNull()), of: 'instance' },
  connector,
  attach_mode: shown('rw'),
  mode: since(54, { ...once(choice(['rw', 'ro'])), of: 'attach_mode' }),
  status: shown('reserved'),
  attached_at: shown(''),
  detached_at: shown(''),
  connection_info: shown<Fields>({}),
} satisfies Record<string, Attribute>;

export type Reservation = Item & { project_id: string } & Values<typeof ATTACHMENT>;
