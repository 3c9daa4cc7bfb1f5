/** Attributes of servers. */
import { isIP } from 'node:net';
import { CloudError } from '../../openstack/cloud.ts';
import { listPages } from '../../openstack/observing.ts';
import { at } from '../../openstack/path.ts';
import { isMap, maps, type Value, type ValueMap } from '../../template/value.ts';
import { follow } from '../nested.ts';
import { collectionOf } from '../neutron/profile.ts';
import { SERVERS } from './profile.ts';
import { serverName } from './server-create.ts';
import type { ServerOperation } from './server-terms.ts';

const NETWORKS = collectionOf('network');

export async function serverAttribute(op: ServerOperation, name: string, path: Value[] = []): Promise<Value> {
  if (op.physicalId === null) return null;
  if (name === 'os_collect_config') return follow(op.metadata['os-collect-config'] ?? {}, path);
  if (name === 'name') return follow(serverName(op), path);
  if (name === 'tags') return follow(await tags(op, op.physicalId), path);
  const server = (await op.cloud.observe(SERVERS, op.physicalId)) as ValueMap | null;
  if (server === null) return '';
  if (name === 'console_urls') return consoleUrls(op, op.physicalId, path);
  return follow(await ofServer(op, server, name), path);
}

async function ofServer(op: ServerOperation, server: ValueMap, name: string): Promise<Value> {
  switch (name) {
    case 'show':
      return server;
    case 'networks':
      return withIds(op, addressesByName(server));
    case 'addresses':
      return withIds(op, await addressesInFull(op, String(server.id)));
    case 'first_address':
      return firstAddress(server);
    case 'instance_name':
      return server['OS-EXT-SRV-ATTR:instance_name'] ?? null;
    default:
      return server[name] ?? null;
  }
}

function addressesByName(server: ValueMap): ValueMap {
  const addresses = isMap(server.addresses) ? server.addresses : {};
  const lists: ValueMap = {};
  for (const name of Object.keys(addresses).sort()) lists[name] = maps(addresses[name]).map(({ addr }) => addr ?? null);
  return lists;
}

/** Of the network whose name sorts last, as Heat has it. */
function firstAddress(server: ValueMap): string {
  const lists = addressesByName(server);
  for (const name of Object.keys(lists).sort().reverse()) {
    const list = lists[name];
    if (Array.isArray(list) && list.length > 0) return String(list[0]);
  }
  return '';
}

/** Every network under its id, too; names that are not unique stay alone. */
async function withIds(op: ServerOperation, byName: ValueMap): Promise<ValueMap> {
  const all: ValueMap = { ...byName };
  for (const name of Object.keys(byName)) {
    const networks = await listPages(op.cloud, NETWORKS, { name });
    if (networks.length === 1) all[String(networks[0]?.id)] = byName[name] ?? null;
  }
  return all;
}

async function addressesInFull(op: ServerOperation, server: string): Promise<ValueMap> {
  const { cloud } = op;
  const ports = (await listPages(cloud, collectionOf('port'), { device_id: server })) as ValueMap[];
  const byName: Record<string, Value[]> = {};
  for (const port of ports) {
    const network = (await cloud.observe(NETWORKS, String(port.network_id))) as ValueMap | null;
    const fixed = maps(port.fixed_ips);
    const ids = fixed.map(({ subnet_id: id }) => String(id));
    const subnets = (await Promise.all(ids.map((id) => cloud.observe(collectionOf('subnet'), id)))) as Value[];
    const list = (byName[String(network?.name)] ??= []);
    for (const { ip_address: address } of fixed) {
      const version = isIP(String(address)) || null;
      const floating = await listPages(cloud, collectionOf('floatingip'), { fixed_ip_address: String(address) });
      for (const one of floating.filter(({ port_id: id }) => id === port.id)) {
        list.push(addressEntry(one.floating_ip_address as Value, version, port, 'floating', null));
      }
      list.push({ ...addressEntry(address ?? null, version, port, 'fixed', port.id ?? null), subnets, network });
    }
  }
  return byName;
}

function addressEntry(addr: Value, version: number | null, port: ValueMap, type: string, id: Value): ValueMap {
  return { addr, version, 'OS-EXT-IPS-MAC:mac_addr': port.mac_address ?? null, 'OS-EXT-IPS:type': type, port: id };
}

async function tags(op: ServerOperation, id: string): Promise<Value> {
  const { body } = await op.cloud.request<{ tags: string[] }>('compute', {
    path: at`/servers/${id}/tags`,
    microversion: '2.26',
  });
  return body.tags;
}

const CONSOLES: Record<string, string> = {
  novnc: 'vnc',
  xvpvnc: 'vnc',
  'spice-html5': 'spice',
  'rdp-html5': 'rdp',
  serial: 'serial',
  webmks: 'mks',
};

/** One console's address if the path names it, else all. A console that cannot be had says why in its place. */
async function consoleUrls(op: ServerOperation, id: string, path: Value[]): Promise<Value> {
  if (path.length > 0) return consoleUrl(op, id, String(path[0]));
  const kinds = Object.keys(CONSOLES);
  const urls = await Promise.all(kinds.map((kind) => consoleUrl(op, id, kind)));
  return Object.fromEntries(kinds.map((kind, index) => [kind, urls[index] ?? null]));
}

async function consoleUrl(op: ServerOperation, id: string, type: string): Promise<string> {
  const protocol = CONSOLES[type];
  if (protocol === undefined) return `Unsupported console_type "${type}"`;
  try {
    const { body } = await op.cloud.request<{ remote_console: { url: string } }>('compute', {
      path: at`/servers/${id}/remote-consoles`,
      body: { remote_console: { protocol, type } },
      microversion: '2.8',
      repeatable: true,
    });
    return body.remote_console.url;
  } catch (error) {
    if (error instanceof CloudError) return `Cannot get console url: ${error.message}`;
    throw error;
  }
}
