/**
 * The ports that Hearth makes for a server, because its network interface asks for a subnet or for properties of the port. They are noted with the
 * server (`internal_ports`) and go with it; ports that Nova makes, or that the template made, are not ours.
 */
import { listPages } from '../../openstack/observing.ts';
import { at } from '../../openstack/path.ts';
import { isMap, type Value, type ValueMap } from '../../template/value.ts';
import { unlessGone } from '../deletion.ts';
import { timeOf } from '../marker.ts';
import { collectionOf } from '../neutron/profile.ts';
import { securityGroupIds } from '../neutron/security-group-ids.ts';
import { withoutNulls } from '../rest.ts';
import type { ServerOperation } from './server-terms.ts';

const PORTS = collectionOf('port');
const NOTE = 'internal_ports';
const BEGUN = 'ports_begun';

export function ownPorts(op: ServerOperation): string[] {
  const text = op.data.get(NOTE);
  return text === undefined ? [] : (JSON.parse(text) as { id: string }[]).map(({ id }) => id);
}

function noteOwnPorts(op: ServerOperation, ids: string[]): void {
  op.setData(NOTE, ids.length === 0 ? null : JSON.stringify(ids.map((id) => ({ id }))));
}

/** Network of an interface, from its subnet if need be. */
export async function networkOf(op: ServerOperation, net: ValueMap): Promise<string | null> {
  const network = net.network ?? net.uuid;
  if (network) return String(network);
  if (!net.subnet) return null;
  const subnet = await op.cloud.observe(collectionOf('subnet'), String(net.subnet));
  return subnet === null ? null : String(subnet.network_id);
}

/** Makes the port of one interface, and notes it durably. */
export async function createOwnPort(op: ServerOperation, net: ValueMap, index: number): Promise<string> {
  const body = await portBody(op, net, index);
  const begun = op.data.get(BEGUN);
  if (begun === undefined) {
    op.setData(BEGUN, String(op.now()));
    await op.save();
  }
  // An earlier try may have died between making the port and noting it.
  const left = begun === undefined ? null : await leftover(op, body, Number(begun));
  const id = left ?? (await makePort(op, body));
  noteOwnPorts(op, [...ownPorts(op), id]);
  await op.save();
  return id;
}

async function makePort(op: ServerOperation, port: ValueMap): Promise<string> {
  const { body } = await op.cloud.request<{ port: { id: string } }>('network', { path: '/ports', body: { port } });
  return body.port.id;
}

async function leftover(op: ServerOperation, body: ValueMap, since: number): Promise<string | null> {
  const known = ownPorts(op);
  const query = { name: String(body.name), network_id: String(body.network_id) };
  const ports = await listPages(op.cloud, PORTS, query);
  const found = ports.find(
    (port) =>
      port.device_id === '' &&
      port.description === body.description &&
      !known.includes(String(port.id)) &&
      timeOf(port.created_at) >= since - 120_000,
  );
  return found === undefined ? null : String(found.id);
}

async function portBody(op: ServerOperation, net: ValueMap, index: number): Promise<ValueMap> {
  const body: ValueMap = {
    network_id: await networkOf(op, net),
    name: `${op.name}-port-${index}`,
    // Servers of other stacks have ports of the same name.
    description: op.physicalName,
  };
  const address: ValueMap = {};
  if (net.fixed_ip) address.ip_address = net.fixed_ip;
  if (net.subnet) address.subnet_id = net.subnet;
  if (Object.keys(address).length > 0) body.fixed_ips = [address];
  const groups = op.properties.security_groups;
  if (Array.isArray(groups) && groups.length > 0) body.security_groups = await securityGroupIds(op.cloud, groups);
  return { ...body, ...extraMembers(net.port_extra_properties ?? null) };
}

/** `port_extra_properties` in Neutron's form. */
export function extraMembers(extra: Value): ValueMap {
  if (!isMap(extra)) return {};
  const { value_specs: specs, no_fixed_ips: none, qos_policy: policy, ...plain } = withoutNulls(extra);
  return {
    ...(isMap(specs) ? specs : {}),
    ...plain,
    ...(policy === undefined ? {} : { qos_policy_id: policy }),
    ...(none === true ? { fixed_ips: [] } : {}),
  };
}

export async function updateOwnPort(op: ServerOperation, id: string, extra: Value): Promise<void> {
  const port = extraMembers(extra);
  if (Object.keys(port).length === 0) return;
  await op.cloud.request('network', { method: 'PUT', path: at`/ports/${id}`, body: { port } });
}

export async function deleteOwnPort(op: ServerOperation, id: string): Promise<void> {
  await unlessGone(op.cloud.request('network', { method: 'DELETE', path: at`/ports/${id}` }));
  noteOwnPorts(
    op,
    ownPorts(op).filter((other) => other !== id),
  );
}

export async function deleteOwnPorts(op: ServerOperation): Promise<void> {
  for (const id of ownPorts(op)) await deleteOwnPort(op, id);
}
