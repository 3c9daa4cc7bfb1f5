/** Everything a project has in the cloud that a stack of these tests could leave behind. */
import type { Cloud } from '../../src/openstack/cloud.ts';
import type { ServiceType } from '../../src/openstack/services.ts';

const KINDS: readonly [kind: string, service: ServiceType, path: string, member: string][] = [
  ['server', 'compute', '/servers', 'servers'],
  ['port', 'network', '/ports', 'ports'],
  ['network', 'network', '/networks', 'networks'],
  ['subnet', 'network', '/subnets', 'subnets'],
  ['router', 'network', '/routers', 'routers'],
  ['floating IP', 'network', '/floatingips', 'floatingips'],
  ['security group', 'network', '/security-groups', 'security_groups'],
  ['volume', 'volume', '/volumes', 'volumes'],
  ['snapshot', 'volume', '/snapshots', 'snapshots'],
];

/** One line per object, in order: `server 1f… web`. */
export async function inventory(cloud: Cloud): Promise<string[]> {
  const own = (row: Record<string, unknown>) => (row.project_id ?? cloud.projectId) === cloud.projectId;
  const lists = KINDS.map(async ([kind, service, path, member]) => {
    const { body } = await cloud.request<Record<string, Record<string, unknown>[]>>(service, { path });
    return (body[member] ?? []).filter(own).map(({ id, name }) => `${kind} ${id} ${name ?? ''}`.trim());
  });
  lists.push(keyPairs(cloud), containers(cloud), trusts(cloud));
  return (await Promise.all(lists)).flat().sort();
}

async function keyPairs(cloud: Cloud): Promise<string[]> {
  const { body } = await cloud.request<{ keypairs: { keypair: { name: string } }[] }>('compute', {
    path: '/os-keypairs',
  });
  return body.keypairs.map(({ keypair }) => `key pair ${keypair.name}`);
}

async function containers(cloud: Cloud): Promise<string[]> {
  if ((await cloud.endpoint('object-store')) === undefined) return [];
  const { body } = await cloud.request<{ name: string }[] | null>('object-store', {
    path: '/',
    query: { format: 'json' },
  });
  return (body ?? []).map(({ name }) => `container ${name}`);
}

async function trusts(cloud: Cloud): Promise<string[]> {
  const { body } = await cloud.request<{ trusts: { id: string }[] }>('identity', {
    path: '/OS-TRUST/trusts',
    query: { trustor_user_id: cloud.userId },
  });
  return body.trusts.map(({ id }) => `trust ${id}`);
}

/** What was added and what went, since `before`. */
export async function changedSince(before: readonly string[], cloud: Cloud): Promise<string[]> {
  const now = await inventory(cloud);
  return [
    ...now.filter((line) => !before.includes(line)).map((line) => `left: ${line}`),
    ...before.filter((line) => !now.includes(line)).map((line) => `gone: ${line}`),
  ];
}
