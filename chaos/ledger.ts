/**
 * Holds what Hearth says it has against what the cloud has. Every resource with an object must have that object, every object must be
 * some resource's, and both counts must be one.
 */
import type { ResourceView } from './client.ts';
import type { Objects } from './cloud.ts';

/** Kind of the dev cloud's objects that a resource type's physical id names. */
export const KINDS: Readonly<Record<string, string>> = {
  'OS::Neutron::Net': 'network',
  'OS::Neutron::Subnet': 'subnet',
  'OS::Neutron::Port': 'port',
  'OS::Neutron::Router': 'router',
  'OS::Neutron::FloatingIP': 'floatingip',
  'OS::Neutron::SecurityGroup': 'security_group',
  'OS::Nova::Server': 'server',
  'OS::Nova::ServerGroup': 'server_group',
  'OS::Nova::KeyPair': 'keypair',
  'OS::Cinder::Volume': 'volume',
  'OS::Cinder::VolumeAttachment': 'attachment',
  'OS::Octavia::LoadBalancer': 'loadbalancer',
  'OS::Octavia::Listener': 'lb_listener',
  'OS::Octavia::Pool': 'lb_pool',
  'OS::Octavia::PoolMember': 'lb_member',
  'OS::Octavia::HealthMonitor': 'lb_healthmonitor',
  'OS::Swift::Container': 'container',
};

const KNOWN_BY: Readonly<Record<string, string>> = { keypair: 'name', container: 'name', attachment: 'volume_id' };

export const keyOf = (kind: string, object: Record<string, unknown>): string => String(object[KNOWN_BY[kind] ?? 'id']);

export interface Owned {
  stack: string;
  path: string;
  type: string;
  physicalId: string;
  /** Its deletion failed: the object may be there or not, and an attachment made anew has the same id. */
  going?: boolean;
}

/** The stack's resources with the way to each through its nested stacks. */
export function ownedBy(stack: string, resources: readonly ResourceView[]): Owned[] {
  return resources.map((resource) => ({
    stack,
    path: `${resource.parent_resource ? `${resource.parent_resource}/` : ''}${resource.resource_name}`,
    type: resource.resource_type,
    physicalId: resource.physical_resource_id,
  }));
}

/** Ports that the cloud made by itself, for a server or router that is somebody's. */
function isService(port: Record<string, unknown>, objects: Objects): boolean {
  const owner = String(port['device_owner'] ?? '');
  if (owner.startsWith('network:')) return true;
  return (
    owner.startsWith('compute:') &&
    port['preserve'] !== true &&
    (objects['server'] ?? []).some(({ id }) => id === port['device_id'])
  );
}

/** Everything that is not as it should be, a line each; empty when model and cloud agree. */
export function disagreements(owned: readonly Owned[], objects: Objects): string[] {
  const found: string[] = [];
  const wanted = new Map<string, Owned[]>();
  for (const resource of owned) {
    const kind = KINDS[resource.type];
    if (kind === undefined) continue;
    const key = `${kind} ${resource.physicalId}`;
    const same = wanted.get(key);
    if (same) same.push(resource);
    else wanted.set(key, [resource]);
  }
  const told = ({ stack, path, type }: Owned) => `${stack} ${path} (${type})`;
  for (const [key, resources] of wanted) {
    if (resources.filter(({ going }) => going !== true).length > 1)
      found.push(`claimed twice: ${key} by ${resources.map(told).join(' and ')}`);
  }
  const present = new Map<string, number>();
  for (const [kind, items] of Object.entries(objects)) {
    if (!Object.values(KINDS).includes(kind)) continue;
    for (const item of items) {
      const key = `${kind} ${keyOf(kind, item)}`;
      present.set(key, (present.get(key) ?? 0) + 1);
      if (wanted.has(key) || (kind === 'port' && isService(item, objects))) continue;
      found.push(`orphan: ${key} ${JSON.stringify(item)}`);
    }
  }
  for (const [key, resources] of wanted) {
    const count = present.get(key) ?? 0;
    if (count === 0 && resources.some(({ going }) => going !== true))
      found.push(`missing: ${key} of ${resources.map(told).join(' and ')}`);
    if (count > 1) found.push(`doubled: ${key} ${count} times`);
  }
  return found;
}

/** How the counts of one state differ from another's, a line each. @param except kinds that do not count */
export function differingCounts(before: Objects, after: Objects, except: readonly string[] = []): string[] {
  const kinds = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...kinds].flatMap((kind) => {
    const was = before[kind]?.length ?? 0;
    const is = after[kind]?.length ?? 0;
    if (was === is || except.includes(kind)) return [];
    const known = new Set((before[kind] ?? []).map((object) => keyOf(kind, object)));
    const more = (after[kind] ?? []).filter((object) => !known.has(keyOf(kind, object)));
    return [`${kind}: ${was} before, ${is} now ${JSON.stringify(more).slice(0, 1500)}`];
  });
}
