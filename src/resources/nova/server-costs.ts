/**
 * What a change costs a server: what it hands over to the one that takes its place (ports, addresses and volumes, which only one of them can hold), and what an
 * update in place does to it.
 */
import type { Disturbance, Handover } from '../../template/schema/types.ts';
import { maps } from '../../template/value.ts';
import type { Properties } from '../type.ts';

export interface Disk {
  volume: string;
  /** Nova lets no server go on without the volume that it boots from. */
  boots: boolean;
  /** The volume would go with the server. */
  goesWithIt: boolean;
}

export function handedOver({ before, after }: { before: Properties; after: Properties }): Handover | null {
  const ports = shared(portsOf(before), portsOf(after));
  const addresses = shared(addressesOf(before), addressesOf(after));
  const disks = sharedDisks(before, after);
  const things = [
    ...disks.map(({ volume }) => `volume ${volume}`),
    ...ports.map((port) => `port ${port}`),
    ...addresses.map((address) => `address ${address}`),
  ];
  return things.length === 0 ? null : { things, goesFirst: disks.some(({ boots }) => boots) };
}

/** Volumes that the template gives to both. */
export function sharedDisks(before: Properties, after: Properties): Disk[] {
  const wanted = new Set(disksOf(after).map(({ volume }) => volume));
  return disksOf(before).filter(({ volume }) => wanted.has(volume));
}

export function disksOf(properties: Properties): Disk[] {
  const old = maps(properties.block_device_mapping).filter((disk) => disk.volume_id);
  const fresh = maps(properties.block_device_mapping_v2).filter((disk) => disk.volume_id);
  return [
    ...old.map((disk) => ({ ...diskOf(disk), boots: disk.device_name === 'vda' })),
    ...fresh.map((disk) => ({ ...diskOf(disk), boots: Number(disk.boot_index ?? 0) === 0 })),
  ];
}

const diskOf = (disk: Properties) => ({
  volume: String(disk.volume_id),
  goesWithIt: disk.delete_on_termination === true,
});

const portsOf = ({ networks }: Properties) => maps(networks).flatMap(({ port }) => (port ? [String(port)] : []));
const addressesOf = ({ networks }: Properties) =>
  maps(networks).flatMap(({ port, fixed_ip }) => (fixed_ip && !port ? [String(fixed_ip)] : []));

function shared(before: readonly string[], after: readonly string[]): string[] {
  return before.filter((one) => after.includes(one));
}

type Change = { before: Properties; after: Properties };

/** Where the policies do not have it replaced ({@link ResourceTypeSchema.replaceOn}). */
export function disturbance(property: string, { before, after }: Change): Disturbance | null {
  if (property === 'flavor') return 'resize';
  if (property === 'image') return 'rebuild';
  if (property === 'user_data') return after.user_data_update_policy === 'REBUILD' ? 'rebuild' : null;
  return property === 'networks' && losesInterface({ before, after }) ? 'detach' : null;
}

/** Interfaces that are only added disturb nobody. */
function losesInterface({ before, after }: Change): boolean {
  const wanted = maps(after.networks).map((net) => JSON.stringify(net));
  return maps(before.networks).some((net) => !wanted.includes(JSON.stringify(net)));
}
