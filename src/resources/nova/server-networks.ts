/** The interfaces of a server: what Nova is told at creation, and what has to be attached and detached by an update. */

import { HeatError } from '../../errors.ts';
import { at } from '../../openstack/path.ts';
import { isMap, maps, type Value, type ValueMap } from '../../template/value.ts';
import { unlessGone } from '../deletion.ts';
import { sameDefinition } from '../heat/group-template.ts';
import { port as portType } from '../neutron/port.ts';
import { securityGroupIds } from '../neutron/security-group-ids.ts';
import type { Stage } from '../stages.ts';
import { createOwnPort, deleteOwnPort, networkOf, ownPorts, updateOwnPort } from './server-ports.ts';
import type { ServerOperation, ServerUpdate } from './server-terms.ts';

/** `auto` or `none` where Nova is to decide. */
export function allocation(networks: Value | undefined): string | null {
  const word = maps(networks).find((net) => net.allocate_network)?.allocate_network;
  return word === undefined ? null : String(word);
}

/** `networks` of the create request; null: left to Nova. */
export async function networksForCreate(op: ServerOperation): Promise<Value> {
  const networks = maps(op.properties.networks);
  if (networks.length === 0) return null;
  const word = allocation(networks);
  if (word !== null) return word;
  const nics: ValueMap[] = [];
  // An earlier try may have made the first ports already.
  const made = ownPorts(op);
  for (const [index, net] of networks.entries()) {
    const nic: ValueMap = {};
    if (net.port) nic.port = net.port;
    else if (needsOwnPort(net)) nic.port = made.shift() ?? (await createOwnPort(op, net, index));
    else {
      nic.uuid = await networkOf(op, net);
      if (net.fixed_ip) nic.fixed_ip = net.fixed_ip;
    }
    if (net.tag) nic.tag = net.tag;
    if (net.floating_ip && nic.port) await associate(op, String(net.floating_ip), nic.port, net.fixed_ip ?? null);
    nics.push(nic);
  }
  return nics;
}

function needsOwnPort(net: ValueMap): boolean {
  return Boolean(net.subnet) || isMap(net.port_extra_properties);
}

async function associate(op: ServerOperation, id: string, port: Value, address: Value): Promise<void> {
  const floatingip = { port_id: port, ...(address === null ? {} : { fixed_ip_address: address }) };
  await op.cloud.request('network', { method: 'PUT', path: at`/floatingips/${id}`, body: { floatingip } });
}

export interface Interface {
  port: string;
  network: string;
  fixed_ip: string | null;
  subnet: string | null;
}

export async function interfacesOf(op: ServerOperation, server: string): Promise<Interface[]> {
  const { body } = await op.cloud.request<{
    interfaceAttachments: {
      port_id: string;
      net_id: string;
      fixed_ips?: { ip_address: string; subnet_id: string }[] | null;
    }[];
  }>('compute', { path: at`/servers/${server}/os-interface` });
  return body.interfaceAttachments.map(({ port_id, net_id, fixed_ips }) => ({
    port: port_id,
    network: net_id,
    fixed_ip: fixed_ips?.[0]?.ip_address ?? null,
    subnet: fixed_ips?.[0]?.subnet_id ?? null,
  }));
}

/** The steps by which the interfaces become those wanted. Own ports are made, changed and deleted on the way. */
export async function planNetworks(op: ServerUpdate): Promise<Stage[]> {
  const id = op.physicalId ?? '';
  const present = await interfacesOf(op, id);
  const wanted = maps(op.properties.networks);
  const word = allocation(wanted);
  if (word !== null) return planAllocation(op, word, present);

  const before = maps(op.before.networks);
  const old = before.length === 0 || allocation(before) !== null ? [] : await matchInterfaces(op, before, present);
  const fresh: ValueMap[] = [];
  let kept = 0;
  for (const net of wanted) {
    if (await keepInterface(op, net, old)) kept++;
    else fresh.push(net);
  }
  const dropped = before.length === 0 || allocation(before) !== null ? present.map(({ port }) => port) : [];
  for (const { net, port } of old) {
    if (net.floating_ip) {
      const clear = {
        method: 'PUT' as const,
        path: at`/floatingips/${net.floating_ip}`,
        body: { floatingip: { port_id: null } },
      };
      await unlessGone(op.cloud.request('network', clear));
    }
    if (port === null) continue;
    dropped.push(port);
    if (ownPorts(op).includes(port)) await deleteOwnPort(op, port);
  }
  const stages = dropped.map((port): Stage => ({ kind: 'detach', args: { port } }));
  if (fresh.length === 0 && kept === 0) return [...stages, { kind: 'attach', args: { groups: await groupIds(op) } }];
  for (const [index, net] of fresh.entries()) stages.push(await attachStage(op, net, index));
  return stages;
}

async function attachStage(op: ServerUpdate, net: ValueMap, index: number): Promise<Stage> {
  const port = net.port ?? (needsOwnPort(net) ? await createOwnPort(op, net, index) : null);
  if (port !== null) {
    if (net.floating_ip) await associate(op, String(net.floating_ip), port, net.fixed_ip ?? null);
    return { kind: 'attach', args: { port } };
  }
  return {
    kind: 'attach',
    args: { network: await networkOf(op, net), fixed_ip: net.fixed_ip ?? null, groups: await groupIds(op) },
  };
}

async function groupIds(op: ServerOperation): Promise<Value> {
  const groups = op.properties.security_groups;
  return Array.isArray(groups) && groups.length > 0 ? securityGroupIds(op.cloud, groups) : null;
}

interface Matched {
  net: ValueMap;
  port: string | null;
  /** What is known of the interface: properties with what Nova says beside. */
  facts: ValueMap;
}

/** Which present interface each of the old entries became. */
async function matchInterfaces(op: ServerOperation, nets: ValueMap[], present: Interface[]): Promise<Matched[]> {
  const free = [...present];
  const matched: Matched[] = [];
  for (const net of nets) {
    const network = net.port ? (net.network ?? null) : await networkOf(op, net);
    const at = free.findIndex((one) =>
      net.port
        ? one.port === net.port
        : one.network === network &&
          (!net.fixed_ip || one.fixed_ip === net.fixed_ip) &&
          (!net.subnet || one.subnet === net.subnet),
    );
    const found = at < 0 ? undefined : free.splice(at, 1)[0];
    const known: ValueMap = found === undefined ? {} : { ...found };
    matched.push({ net, port: found?.port ?? (net.port ? String(net.port) : null), facts: { ...net, ...known } });
  }
  return matched;
}

const COMPARED = ['network', 'subnet', 'port', 'fixed_ip', 'floating_ip', 'tag'];

/** Finds the old interface that serves a wanted one, and brings its own port up to date. It is then no longer in `old`. */
async function keepInterface(op: ServerUpdate, net: ValueMap, old: Matched[]): Promise<boolean> {
  const agrees = ({ facts }: Matched) => COMPARED.every((key) => !net[key] || net[key] === facts[key]);
  const extra = net.port_extra_properties ?? null;
  const isSame = (one: Matched) => sameDefinition(one.net.port_extra_properties ?? null, extra);
  let at = old.findIndex((one) => agrees(one) && isSame(one));
  if (at < 0) {
    at = old.findIndex(
      (one) => agrees(one) && one.port !== null && ownPorts(op).includes(one.port) && mayChange(one.net, net),
    );
    const port = old[at]?.port;
    if (port === undefined || port === null) return false;
    await updateOwnPort(op, port, extra);
  }
  old.splice(at, 1);
  return true;
}

/** Whether the differences between two entries' port properties can be made in place. */
function mayChange(before: ValueMap, after: ValueMap): boolean {
  const old = before.port_extra_properties;
  const wanted = after.port_extra_properties;
  if (!isMap(wanted)) return false;
  const was = isMap(old) ? old : {};
  const allowed = portType.properties;
  return [...new Set([...Object.keys(was), ...Object.keys(wanted)])].every(
    (key) => sameDefinition(was[key] ?? null, wanted[key] ?? null) || allowed[key]?.updateAllowed === true,
  );
}

async function planAllocation(op: ServerUpdate, word: string, present: Interface[]): Promise<Stage[]> {
  const stages = present.map(({ port }): Stage => ({ kind: 'detach', args: { port } }));
  if (word !== 'auto') return stages;
  const list = async (query: Record<string, string>) =>
    (await op.cloud.request<{ networks: { id: string }[] }>('network', { path: '/networks', query })).body.networks;
  const own = await list({ project_id: op.cloud.projectId, shared: 'false', admin_state_up: 'true' });
  const all = new Set([...own, ...(await list({ shared: 'true' }))].map(({ id }) => id));
  if (all.size > 1) {
    const why = 'Multiple possible networks found.';
    throw new HeatError('UnableToAutoAllocateNetwork', `Unable to automatically allocate a network: ${why}`);
  }
  const network = [...all][0] ?? (await autoAllocated(op));
  return [...stages, { kind: 'attach', args: { network, groups: await groupIds(op) } }];
}

async function autoAllocated(op: ServerOperation): Promise<string> {
  const path = at`/auto-allocated-topology/${op.cloud.projectId}`;
  const { body } = await op.cloud.request<{ auto_allocated_topology: { id: string } }>('network', { path });
  return body.auto_allocated_topology.id;
}
