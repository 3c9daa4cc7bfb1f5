/** What a server's schema cannot say: combinations of its properties, and whether the image fits the flavor. */
import { HeatError } from '../../errors.ts';
import { type Cloud, CloudError } from '../../openstack/cloud.ts';
import { at } from '../../openstack/path.ts';
import { isMap, maps, type Value, type ValueMap } from '../../template/value.ts';
import { conflict } from '../exclusive.ts';
import { remember } from '../memo.ts';
import type { ResourceType } from '../type.ts';

const failed = (message: string) => new HeatError('StackValidationFailed', message);

export const validateServer: NonNullable<ResourceType['validate']> = async ({ name, properties, cloud }) => {
  checkDisks(name, properties);
  const networks = maps(properties.networks);
  for (const net of networks) checkNetwork(name, net);
  if (networks.some((net) => net.allocate_network) && networks.length !== 1) {
    throw failed('Property "allocate_network" can not be specified if multiple network interfaces set for server.');
  }
  const groups = properties.security_groups;
  if (networks.some((net) => net.port) && Array.isArray(groups) && groups.length > 0) {
    throw conflict('security_groups', 'networks/port');
  }
  if (cloud === null) return;
  if (typeof properties.image === 'string' && typeof properties.flavor === 'string') {
    await checkImageFits(cloud, properties.image, properties.flavor);
  }
  await checkLimits(cloud, properties);
};

function checkDisks(server: string, properties: ValueMap): void {
  const { image, block_device_mapping: older, block_device_mapping_v2: newer } = properties;
  const old = maps(older);
  const disks = maps(newer);
  if (old.length > 0 && disks.length > 0) throw conflict('block_device_mapping', 'block_device_mapping_v2');
  const hasImage = image !== null;
  let bootable = hasImage;
  for (const disk of old) {
    if (disk.device_name === 'vda') bootable = true;
    if (disk.volume_id != null && disk.snapshot_id != null) throw conflict('volume_id', 'snapshot_id');
    if (disk.volume_id === null && disk.snapshot_id === null) {
      throw failed(`Either volume_id or snapshot_id must be specified for device mapping ${disk.device_name}`);
    }
  }
  let bootDisks = hasImage ? 1 : 0;
  for (const disk of disks) {
    const source = disk.image ?? disk.image_id;
    const ephemeral = disk.ephemeral_size ?? disk.ephemeral_format;
    const isUnknown = ['volume_id', 'snapshot_id', 'image', 'swap_size'].some((key) => disk[key] === undefined);
    const sources = [disk.volume_id, disk.snapshot_id, source, disk.swap_size, ephemeral].filter(
      (one) => one != null,
    ).length;
    if (sources > 1) {
      throw conflict('volume_id', 'snapshot_id', 'image', 'swap_size', 'ephemeral_size', 'ephemeral_format');
    }
    if (sources === 0 && !isUnknown) {
      throw failed(
        'Either volume_id, snapshot_id, image_id, swap_size, ephemeral_size or ephemeral_format must be specified.',
      );
    }
    const isSource =
      disk.volume_id != null || disk.snapshot_id != null || source != null || (sources === 0 && isUnknown);
    if (isSource && (disk.boot_index == null || disk.boot_index === 0)) {
      bootable = true;
      bootDisks++;
    }
  }
  // A disk of which nothing is known yet may be one to boot from.
  const mayComeLater = [older, newer].some(
    (list) => list === undefined || (Array.isArray(list) && list.includes(null)),
  );
  if (!bootable && !mayComeLater) throw failed(`Neither image nor bootable volume is specified for instance ${server}`);
  if (disks.length > 0 && bootDisks > 1) throw failed(`Multiple bootable sources for instance ${server}.`);
}

function checkNetwork(server: string, net: ValueMap): void {
  const { network, port, subnet, fixed_ip: address, floating_ip: floating, allocate_network: word } = net;
  const isOpen = [network, net.uuid, port, subnet].some((value) => value === undefined);
  if (network === null && port === null && subnet === null && !word && !isOpen && !net.uuid) {
    throw failed(
      `One of the properties "network", "port", "allocate_network" or "subnet" should be set for the specified network of server "${server}".`,
    );
  }
  if (word && Object.values(net).filter((value) => value !== null && value !== undefined).length !== 1) {
    throw failed('Can not specify "allocate_network" with other keys of networks at the same time.');
  }
  if (address && port) throw conflict('networks/fixed_ip', 'networks/port');
  if (floating && network && port === null && subnet === null && !isMap(net.port_extra_properties)) {
    throw failed(
      'Property "floating_ip" is not supported if only "network" is specified, because the corresponding port can not be retrieved.',
    );
  }
}

interface Image {
  status: string;
  min_ram: number;
  min_disk: number;
}
interface Flavor {
  ram: number;
  disk: number;
}

async function checkImageFits(cloud: Cloud, imageId: string, flavorId: string): Promise<void> {
  const image = await found(() =>
    remember(cloud, `image ${imageId}`, 30_000, async () => {
      return (await cloud.request<Image>('image', { path: at`/images/${imageId}` })).body;
    }),
  );
  const flavor = await found(() =>
    remember(cloud, `flavor ${flavorId}`, 30_000, async () => {
      const { body } = await cloud.request<{ flavor: Flavor }>('compute', {
        path: at`/flavors/${flavorId}`,
      });
      return body.flavor;
    }),
  );
  // What is not there is said by the constraints.
  if (image === null || flavor === null) return;
  if (image.status.toLowerCase() !== 'active') {
    throw failed(`Image status is required to be active not ${image.status}.`);
  }
  if (flavor.ram < image.min_ram) {
    throw failed(`Image ${imageId} requires ${image.min_ram} minimum ram. Flavor ${flavorId} has only ${flavor.ram}.`);
  }
  if (flavor.disk < image.min_disk) {
    throw failed(
      `Image ${imageId} requires ${image.min_disk} GB minimum disk space. Flavor ${flavorId} has only ${flavor.disk} GB.`,
    );
  }
}

async function found<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof CloudError && (error.notFound || error.status === 400)) return null;
    throw error;
  }
}

async function checkLimits(cloud: Cloud, { metadata, personality }: ValueMap): Promise<void> {
  const entries = sizeOf(metadata);
  const files = isMap(personality) ? Object.entries(personality) : [];
  if (entries === 0 && files.length === 0) return;
  const limits = await remember(cloud, 'compute limits', 60_000, async () => {
    const { body } = await cloud.request<{ limits: { absolute: Record<string, number> } }>('compute', {
      path: '/limits',
    });
    return body.limits.absolute;
  });
  const over = (value: number, limit: number | undefined) => limit !== undefined && limit >= 0 && value > limit;
  if (over(entries, limits.maxServerMeta)) {
    throw failed(
      `Instance metadata must not contain greater than ${limits.maxServerMeta} entries. This is the maximum number allowed by your service provider`,
    );
  }
  if (over(files.length, limits.maxPersonality)) {
    throw failed(`The personality property may not contain greater than ${limits.maxPersonality} entries.`);
  }
  for (const [path, content] of files) {
    if (over(Buffer.byteLength(String(content ?? '')), limits.maxPersonalitySize)) {
      throw failed(
        `The contents of personality file "${path}" is larger than the maximum allowed personality file size (${limits.maxPersonalitySize} bytes).`,
      );
    }
  }
}

function sizeOf(value: Value | undefined): number {
  return isMap(value) ? Object.keys(value).length : 0;
}
