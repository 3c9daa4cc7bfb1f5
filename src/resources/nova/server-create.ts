/** The request that makes a server. */
import { dumpJson } from '../../template/schema/index.ts';
import { isMap, maps, type Value, type ValueMap } from '../../template/value.ts';
import { type Marker, marked } from '../marker.ts';
import { schedulerHints } from '../scheduler-hints.ts';
import { SERVERS } from './profile.ts';
import { allocation, networksForCreate } from './server-networks.ts';
import type { ServerOperation } from './server-terms.ts';
import { buildUserData } from './user-data.ts';

/** Servers have descriptions since then. */
export const DESCRIBES = '2.19';

/** Nova filters names by regular expression; the exact name is compared afterwards. */
export const MARKER: Marker = { isPattern: true, mark: 'description' };

export function serverName(op: ServerOperation): string {
  const { name } = op.properties;
  return typeof name === 'string' && name !== '' ? name : op.physicalName;
}

export async function createServer(op: ServerOperation): Promise<string> {
  const { properties } = op;
  const server: ValueMap = {
    ...marked(op, { collection: SERVERS }, MARKER, {}),
    name: serverName(op),
    imageRef: properties.image ?? '',
    flavorRef: properties.flavor ?? null,
  };
  const given: Record<string, Value | undefined> = {
    key_name: properties.key_name,
    availability_zone: properties.availability_zone,
    config_drive: properties.config_drive,
    'OS-DCF:diskConfig': properties.diskConfig,
    adminPass: properties.admin_pass || null,
  };
  for (const [member, value] of Object.entries(given)) if (value != null) server[member] = value;

  const userData = await userDataOf(op);
  if (userData !== '') server.user_data = Buffer.from(userData).toString('base64');
  if (isMap(properties.metadata) && Object.keys(properties.metadata).length > 0) {
    server.metadata = textValues(properties.metadata);
  }
  const groups = properties.security_groups;
  if (Array.isArray(groups) && groups.length > 0) server.security_groups = groups.map((name) => ({ name }));
  const networks = await networksForCreate(op);
  if (networks !== null) server.networks = networks;
  const disks = blockDevices(properties);
  if (disks.length > 0) server.block_device_mapping_v2 = disks;
  if (isMap(properties.personality) && Object.keys(properties.personality).length > 0) {
    server.personality = Object.entries(properties.personality).map(([path, content]) => ({
      path,
      contents: Buffer.from(String(content ?? '')).toString('base64'),
    }));
  }
  const hints = schedulerHints(op);
  const version = microversionFor(properties) ?? (server.description === undefined ? undefined : DESCRIBES);
  const { body } = await op.cloud.request<{ server: { id: string } }>('compute', {
    path: '/servers',
    body: { server, ...(hints === null ? {} : { 'os:scheduler_hints': hints }) },
    ...(version === undefined ? {} : { microversion: version }),
    signal: op.signal,
  });
  return body.server.id;
}

/** The least version that knows what is asked for: later ones refuse things that earlier ones take. */
function microversionFor(properties: ValueMap): string | undefined {
  if (maps(properties.block_device_mapping_v2).some((disk) => disk.volume_type)) return '2.67';
  if (maps(properties.networks).some((net) => net.tag)) return '2.42';
  if (allocation(properties.networks) !== null) return '2.37';
  return undefined;
}

/** Nova's metadata are texts; other values become JSON. */
export function textValues(metadata: ValueMap): ValueMap {
  return Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => [key, typeof value === 'string' ? value : dumpJson(value)]),
  );
}

export async function userDataOf(op: ServerOperation): Promise<string> {
  const { user_data_format: format, user_data: given } = op.properties;
  return buildUserData(given, {
    format,
    metadata: op.metadata,
    cfnUrl: format === 'HEAT_CFNTOOLS' ? await op.services.cfnUrl() : '',
    isSecure: isOn(op.services.option('instance_connection_is_secure')),
    validateCertificates: isOn(op.services.option('instance_connection_https_validate_certificates')),
  });
}

const isOn = (value: Value) => value === true || value === 1 || value === '1';

function blockDevices(properties: ValueMap): ValueMap[] {
  return [
    ...maps(properties.block_device_mapping).map(oldDisk),
    ...maps(properties.block_device_mapping_v2).map(newDisk),
  ];
}

/** The old form named a device for a volume or a snapshot. */
function oldDisk(disk: ValueMap): ValueMap {
  const isSnapshot = Boolean(disk.snapshot_id);
  return {
    uuid: (isSnapshot ? disk.snapshot_id : disk.volume_id) ?? null,
    source_type: isSnapshot ? 'snapshot' : 'volume',
    destination_type: 'volume',
    device_name: disk.device_name ?? null,
    boot_index: disk.device_name === 'vda' ? 0 : -1,
    delete_on_termination: disk.delete_on_termination === true,
    ...(disk.volume_size == null ? {} : { volume_size: disk.volume_size }),
  };
}

const DISK_MEMBERS = [
  'device_name',
  'device_type',
  'disk_bus',
  'boot_index',
  'volume_size',
  'delete_on_termination',
  'volume_type',
];

function newDisk(disk: ValueMap): ValueMap {
  const formed = diskSource(disk);
  for (const member of DISK_MEMBERS) {
    const value = disk[member];
    if (value !== null && value !== undefined && value !== '') formed[member] = value;
  }
  return formed;
}

function diskSource(disk: ValueMap): ValueMap {
  const image = disk.image ?? disk.image_id;
  const source = disk.volume_id
    ? ['volume', disk.volume_id]
    : disk.snapshot_id
      ? ['snapshot', disk.snapshot_id]
      : ['image', image];
  if (source[1]) {
    const fixed = { destination_type: 'volume', boot_index: 0, delete_on_termination: false };
    return { uuid: source[1], source_type: source[0] as string, ...fixed };
  }
  const blank = { source_type: 'blank', destination_type: 'local', boot_index: -1, delete_on_termination: true };
  if (disk.swap_size) return { ...blank, guest_format: 'swap', volume_size: disk.swap_size };
  return {
    ...blank,
    ...(disk.ephemeral_size ? { volume_size: disk.ephemeral_size } : {}),
    ...(disk.ephemeral_format ? { guest_format: disk.ephemeral_format } : {}),
  };
}
