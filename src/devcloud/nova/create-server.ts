/** POST /servers: all checks first, then the server with its ports and volumes; it becomes ACTIVE when its time has come. */

import type { Volume } from '../cinder/attributes.ts';
import { ApiError, badRequest } from '../http/api-error.ts';
import { type Fields, flag, integer, list, maybeText, record, strings, text } from '../http/fields.ts';
import type { Reply } from '../http/router.ts';
import { groupsByName } from '../neutron/security-groups.ts';
import { randomToken, uuid } from '../state/identifiers.ts';
import type { Call } from './call.ts';
import { findFlavor } from './flavors.ts';
import { actionOf } from './instance-actions.ts';
import type { Flavor, FlavorData, Server } from './model.ts';
import { plug, type Wish, wishesFor } from './server-ports.ts';
import { novaLinks } from './server-view.ts';

/** A volume that a server starts with: one that exists, or one to be made. */
interface Disk {
  volume: Volume | undefined;
  create: Fields | undefined;
  device: string | undefined;
  tag: string | null;
  deleteOnTermination: boolean;
}

export function createServer(call: Call): Reply {
  const body = call.json1('server');
  const name = text(body.name).trim();
  if (name === '' || name.length > 255)
    throw badRequest(
      `Invalid input for field/attribute name. Value: ${text(body.name)}. '${text(body.name)}' is too short`,
    );
  const flavor = requireFlavor(call, body.flavorRef);
  const disks = disksOf(call, body);
  const imageId = imageOf(call, body, disks, flavor);
  const keyName = maybeText(body.key_name) ?? null;
  if (keyName !== null && !call.cloud.nova.model.keypairs.has(`${call.auth.userId}/${keyName}`))
    throw badRequest('Invalid key_name provided.');
  const zone = text(body.availability_zone, 'nova').split(':')[0] ?? 'nova';
  if (zone !== 'nova') throw badRequest('The requested availability zone is not available');
  const userData = maybeText(body.user_data) ?? null;
  if (userData !== null && !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(userData))
    throw badRequest('Userdata content needs to be base 64 encoded');
  const groupId = schedulerGroup(call);
  const wishes = wishesFor(call, body.networks);
  const groupNames = list(body.security_groups).map((item) => text(record(item).name));
  const groupIds =
    groupNames.length > 0
      ? asBadRequest(() => groupsByName(call.cloud.neutron, call, groupNames, call.projectId))
      : undefined;
  const count = Math.max(1, integer(body.max_count, integer(body.min_count, 1)));
  checkQuota(call, flavor, count);
  const made: Server[] = [];
  for (let index = 0; index < count; index++) {
    const server = newServer(call, body, {
      name: count > 1 ? `${name}-${index + 1}` : name,
      flavor,
      imageId,
      keyName,
      zone,
      userData,
      groupId,
      index,
    });
    server.security_groups = groupNames.length > 0 ? groupNames : wishes.length > 0 ? ['default'] : [];
    call.cloud.nova.model.servers.insert(server);
    build(call, server, wishes, groupIds, disks);
    made.push(server);
  }
  const [first] = made;
  if (!first) throw badRequest('Invalid max_count.');
  if (flag(body.return_reservation_id)) return { status: 202, body: { reservation_id: first.reservation_id } };
  return {
    status: 202,
    body: {
      server: {
        id: first.id,
        links: novaLinks(call, 'servers', first.id),
        'OS-DCF:diskConfig': first.disk_config,
        security_groups: first.security_groups.map((group) => ({ name: group })),
        adminPass: text(body.adminPass) || randomToken(9).slice(0, 12),
      },
    },
    headers: { Location: `${call.baseUrl}/compute/v2.1/servers/${first.id}` },
  };
}

function requireFlavor(call: Call, ref: unknown): Flavor {
  const id = text(ref).split('/').at(-1) ?? '';
  const flavor = findFlavor(call, id);
  if (!flavor) throw badRequest(`Flavor with id ${id} could not be found.`);
  return flavor;
}

export const flavorData = ({ id, name, ram, vcpus, disk, ephemeral, swap, extra_specs }: Flavor): FlavorData => ({
  id,
  name,
  ram,
  vcpus,
  disk,
  ephemeral,
  swap,
  extra_specs: { ...extra_specs },
});

interface Chosen {
  name: string;
  flavor: Flavor;
  imageId: string | null;
  keyName: string | null;
  zone: string;
  userData: string | null;
  groupId: string | null;
  index: number;
}

function newServer(call: Call, body: Fields, chosen: Chosen): Server {
  const now = call.now();
  return {
    id: uuid(),
    project_id: call.projectId,
    user_id: call.auth.userId,
    name: chosen.name,
    description: maybeText(body.description) ?? null,
    status: 'BUILD',
    vm_state: 'building',
    task_state: 'scheduling',
    power_state: 0,
    progress: 0,
    flavor: flavorData(chosen.flavor),
    old_flavor: null,
    image_id: chosen.imageId,
    key_name: chosen.keyName,
    metadata: strings(body.metadata),
    tags: list(body.tags).map((tag) => text(tag)),
    security_groups: [],
    own_ports: [],
    volumes: [],
    availability_zone: chosen.zone,
    config_drive: flag(body.config_drive),
    user_data: chosen.userData,
    disk_config: text(body['OS-DCF:diskConfig'], 'MANUAL'),
    locked: false,
    locked_reason: null,
    group_id: chosen.groupId,
    hostname:
      text(body.hostname) ||
      chosen.name
        .toLowerCase()
        .replaceAll(/[^a-z0-9-]+/g, '-')
        .slice(0, 63),
    fault: null,
    created: now,
    updated: now,
    launched_at: null,
    reservation_id: `r-${randomToken(6)
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, 'x')}`,
    launch_index: chosen.index,
    actions: [actionOf(call, 'create')],
  };
}

/** Ports, volumes and the end state. What goes wrong here leaves a server in ERROR, as with a true scheduler. */
function build(call: Call, server: Server, wishes: Wish[], groupIds: string[] | undefined, disks: Disk[]): void {
  const { nova, cinder, world } = call.cloud;
  const { fate } = call;
  // The fate is the server's, not that of its volumes.
  call.fate = undefined;
  let failure: ApiError | undefined;
  try {
    for (const wish of wishes) plug(call, server, wish, groupIds);
    disks.forEach((disk, i) => {
      const volume = disk.volume ?? cinder.rest.create(cinder.kinds.volumes, call, disk.create ?? {});
      const device = disk.device ?? `/dev/vd${String.fromCharCode(97 + i + (server.image_id ? 1 : 0))}`;
      if (disk.create) {
        delete volume.due;
        volume.status = 'available';
      }
      const attachment = cinder.attach(volume, server.id, device, world.settings.delays.serverBuildMs);
      server.volumes.push({
        volume_id: volume.id,
        attachment_id: attachment.id,
        bdm_uuid: uuid(),
        device,
        tag: disk.tag,
        delete_on_termination: disk.deleteOnTermination,
      });
    });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    failure = error;
  }
  call.fate = failure
    ? { status: 'ERROR', reason: `Build of instance ${server.id} aborted: ${failure.message}` }
    : fate;
  nova.settle(
    server,
    world.settings.delays.serverBuildMs,
    { status: 'ACTIVE', vm_state: 'active', power_state: 1, progress: 0 },
    call,
  );
  call.fate = fate;
}

function asBadRequest<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) throw badRequest(error.message);
    throw error;
  }
}

function imageOf(call: Call, body: Fields, disks: Disk[], flavor: Flavor): string | null {
  const id = text(body.imageRef).split('/').at(-1) ?? '';
  if (id === '') {
    if (disks.length === 0) throw badRequest('Invalid imageRef provided.');
    return null;
  }
  const image = call.cloud.glance.findForUse(call, id);
  if (!image) throw badRequest('Can not find requested image');
  if (image.status !== 'active') throw badRequest(`Image ${image.id} is not active.`);
  if (flavor.ram < image.min_ram) throw badRequest("Flavor's memory is too small for requested image.");
  if (flavor.disk > 0 && flavor.disk < image.min_disk)
    throw badRequest(
      "Flavor's disk is too small for requested image. Flavor disk is smaller than the minimum size specified in image metadata.",
    );
  // With the image on a volume, the server itself has none.
  return disks.some((disk) => disk.create?.imageRef === id) ? null : image.id;
}

function disksOf(call: Call, body: Fields): Disk[] {
  const v2 = list(body.block_device_mapping_v2).map(record);
  const v1 = list(body.block_device_mapping).map(record);
  const disks: Disk[] = [];
  for (const item of v2) {
    const source = text(item.source_type);
    const destination = text(item.destination_type, source === 'volume' ? 'volume' : 'local');
    const id = text(item.uuid);
    const common = {
      device: maybeText(item.device_name),
      tag: maybeText(item.tag) ?? null,
      deleteOnTermination: flag(item.delete_on_termination),
    };
    if (source === 'volume') disks.push({ ...common, volume: requireVolume(call, id), create: undefined });
    else if (destination !== 'volume') continue;
    else if (source === 'snapshot') {
      const snapshot = call.cloud.cinder.model.snapshots.get(id);
      if (!snapshot || !call.owns(snapshot))
        throw badRequest(`Block Device Mapping is Invalid: failed to get snapshot ${id}.`);
      disks.push({ ...common, volume: undefined, create: { snapshot_id: id, size: item.volume_size } });
    } else if (source === 'image' || source === 'blank') {
      if (item.volume_size === undefined || item.volume_size === null) {
        throw badRequest(
          "Block Device Mapping is Invalid: Images with destination_type 'volume' need to have a non-zero size specified",
        );
      }
      if (source === 'image' && !call.cloud.glance.findForUse(call, id))
        throw badRequest(`Block Device Mapping is Invalid: failed to get image ${id}.`);
      const create: Fields = {
        size: item.volume_size,
        volume_type: item.volume_type,
        ...(source === 'image' && { imageRef: id }),
      };
      disks.push({ ...common, volume: undefined, create });
    } else throw badRequest(`Invalid input for field/attribute source_type. Value: ${source}.`);
  }
  for (const item of v1) {
    const common = {
      device: maybeText(item.device_name),
      tag: null,
      deleteOnTermination: flag(item.delete_on_termination),
    };
    const id = maybeText(item.volume_id);
    if (id !== undefined) disks.push({ ...common, volume: requireVolume(call, id), create: undefined });
    else if (item.snapshot_id !== undefined)
      disks.push({ ...common, volume: undefined, create: { snapshot_id: item.snapshot_id, size: item.volume_size } });
  }
  return disks;
}

function requireVolume(call: Call, id: string): Volume {
  const volume = call.cloud.cinder.model.volumes.get(id);
  if (!volume || !call.owns(volume)) throw badRequest(`Block Device Mapping is Invalid: failed to get volume ${id}.`);
  if (volume.status !== 'available' && !(volume.multiattach && volume.status === 'in-use')) {
    throw badRequest(`Block Device Mapping is Invalid: failed to get volume ${id}.`);
  }
  return volume;
}

function schedulerGroup(call: Call): string | null {
  const body = call.json();
  const hints = { ...record(body['os:scheduler_hints']), ...record(body['OS-SCH-HNT:scheduler_hints']) };
  const id = maybeText(hints.group);
  if (id === undefined) return null;
  const group = call.cloud.nova.model.serverGroups.get(id);
  if (!group || !call.owns(group)) throw badRequest(`Instance group ${id} could not be found.`);
  const members = call.cloud.nova.model.servers.count('group', id);
  if (call.cloud.quotas.exceeded(call.projectId, 'server_group_members', members)) {
    throw new ApiError(403, 'Quota exceeded, too many servers in group');
  }
  return id;
}

function checkQuota(call: Call, flavor: Flavor, count: number): void {
  const limits = call.cloud.quotas.of(call.projectId);
  if (limits.instances < 0 && limits.cores < 0 && limits.ram < 0) return;
  const servers = call.cloud.nova.model.servers.by('project', call.projectId);
  const sum = (value: (flavor: FlavorData) => number): number =>
    servers.reduce((total, server) => total + value(server.flavor), 0);
  const demands: [name: 'instances' | 'cores' | 'ram', used: number, more: number][] = [
    ['instances', servers.length, count],
    ['cores', sum((item) => item.vcpus), flavor.vcpus * count],
    ['ram', sum((item) => item.ram), flavor.ram * count],
  ];
  for (const [name, used, more] of demands) {
    if (call.cloud.quotas.exceeded(call.projectId, name, used, more)) {
      throw new ApiError(
        403,
        `Quota exceeded for ${name}: Requested ${more}, but already used ${used} of ${limits[name]} ${name}`,
      );
    }
  }
}
