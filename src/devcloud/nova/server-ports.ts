/** The interfaces of servers: choosing networks at creation, making and binding ports, attaching and detaching later. */
import { ApiError, badRequest, conflict, notFound } from '../http/api-error.ts';
import { type Fields, isRecord, list, maybeText, text } from '../http/fields.ts';
import type { Reply } from '../http/router.ts';
import type { Network, Port } from '../neutron/model.ts';
import type { Call, Route } from './call.ts';
import { findServer } from './find-server.ts';
import type { Server } from './model.ts';

export const interfaceRoutes: readonly Route[] = [
  ['GET', '/servers/{id}/os-interface', listInterfaces],
  ['POST', '/servers/{id}/os-interface', attachInterface],
  ['GET', '/servers/{id}/os-interface/{port}', showOneInterface],
  ['DELETE', '/servers/{id}/os-interface/{port}', detachInterface],
];

/** What a server's `networks` asks for: an existing port, or a network with perhaps an address. */
export interface Wish {
  port?: Port;
  network?: Network;
  fixedIp?: string;
  tag?: string;
}

/** Checks the `networks` of a creation before anything is made. @throws 400, 409 */
export function wishesFor(call: Call, asked: unknown): Wish[] {
  const minor = call.minor;
  if (asked === undefined || asked === null || asked === 'auto') {
    if (minor >= 37 && asked !== 'auto') {
      throw badRequest("Invalid input for field/attribute server. Value: {}. 'networks' is a required property");
    }
    return automatic(call, asked === 'auto');
  }
  if (asked === 'none') return [];
  if (!Array.isArray(asked)) throw badRequest('Invalid input for field/attribute networks.');
  if (asked.length === 0 && minor < 37) return automatic(call, false);
  return asked.map((item) => oneWish(call, item));
}

function automatic(call: Call, required: boolean): Wish[] {
  const own = call.cloud.neutron.model.networks.by('project', call.projectId);
  const shared = call.cloud.neutron.model.networks
    .by('public', 'yes')
    .filter((network) => network.shared && network.project_id !== call.projectId);
  const usable = [...own.filter((network) => !network['router:external']), ...shared];
  if (usable.length > 1) throw conflict('Multiple possible networks found, use a Network ID to be more specific.');
  if (usable.length === 0 && required) throw badRequest('Unable to automatically allocate a network for project.');
  return usable.map((network) => ({ network }));
}

function oneWish(call: Call, item: unknown): Wish {
  if (!isRecord(item)) throw badRequest('Invalid input for field/attribute networks.');
  const tag = maybeText(item.tag);
  const portId = maybeText(item.port);
  if (portId !== undefined) {
    const port = call.cloud.neutron.model.ports.get(portId);
    if (!port || !call.owns(port)) throw badRequest(`Port ${portId} could not be found.`);
    if (port.device_id) throw badRequest(`Port ${portId} is still in use.`);
    return { port, ...(tag !== undefined && { tag }) };
  }
  const networkId = text(item.uuid);
  const { neutron } = call.cloud;
  const network = neutron.model.networks.get(networkId);
  const usable = network && (call.owns(network) || network.shared || neutron.kinds.networks.visible?.(call, network));
  if (!network || !usable) throw badRequest(`Network ${networkId} could not be found.`);
  if (network['router:external'] && !network.shared && !call.isAdmin && network.project_id !== call.projectId) {
    throw new ApiError(403, `It is not allowed to create an interface on external network ${network.id}`);
  }
  if (call.cloud.neutron.model.subnets.count('network_id', network.id) === 0) {
    throw badRequest(`Network ${network.id} requires a subnet in order to boot instances on.`);
  }
  const fixedIp = maybeText(item.fixed_ip);
  return { network, ...(fixedIp !== undefined && { fixedIp }), ...(tag !== undefined && { tag }) };
}

/** Makes or binds the port that a wish stands for. */
export function plug(call: Call, server: Server, wish: Wish, groupIds: string[] | undefined): Port {
  const binding = {
    device_id: server.id,
    device_owner: `compute:${server.availability_zone}`,
    'binding:host_id': 'devcloud',
  };
  const { neutron } = call.cloud;
  if (wish.port) {
    return neutron.rest.update(neutron.kinds.ports, call, wish.port, binding);
  }
  const port = neutron.rest.create(
    neutron.kinds.ports,
    call,
    {
      network_id: wish.network?.id,
      ...binding,
      ...(wish.fixedIp && { fixed_ips: [{ ip_address: wish.fixedIp }] }),
      ...(groupIds && wish.network?.port_security_enabled !== false && { security_groups: groupIds }),
    },
    { projectId: server.project_id },
  );
  server.own_ports.push(port.id);
  return port;
}

/** `{ net: [{ addr, version, OS-EXT-IPS:type, OS-EXT-IPS-MAC:mac_addr }] }`, floating addresses after fixed ones. */
export function addressesOf(call: Call, serverId: string): Record<string, Fields[]> {
  const model = call.cloud.neutron.model;
  const result: Record<string, Fields[]> = {};
  for (const port of model.ports.by('device_id', serverId)) {
    const name = model.networks.get(port.network_id)?.name ?? '';
    const entries = (result[name] ??= []);
    for (const { ip_address: addr } of port.fixed_ips) {
      entries.push({
        version: addr.includes(':') ? 6 : 4,
        addr,
        'OS-EXT-IPS:type': 'fixed',
        'OS-EXT-IPS-MAC:mac_addr': port.mac_address,
      });
    }
    for (const { floating_ip_address: addr } of model.floatingIps.by('port_id', port.id)) {
      entries.push({ version: 4, addr, 'OS-EXT-IPS:type': 'floating', 'OS-EXT-IPS-MAC:mac_addr': port.mac_address });
    }
  }
  return result;
}

const showInterface = (call: Call, port: Port): Fields => ({
  port_id: port.id,
  net_id: port.network_id,
  mac_addr: port.mac_address,
  port_state: port.status,
  fixed_ips: port.fixed_ips,
  ...(call.minor >= 70 && { tag: null }),
});

function listInterfaces(call: Call): Reply {
  const found = call.cloud.neutron.model.ports.by('device_id', findServer(call).id);
  return { status: 200, body: { interfaceAttachments: found.map((port) => showInterface(call, port)) } };
}

function portOfServer(call: Call): Port {
  const server = findServer(call);
  const port = call.cloud.neutron.model.ports.get(call.param('port'));
  if (port?.device_id !== server.id)
    throw notFound(`Instance ${server.id} does not have a port with id ${call.param('port')}`);
  return port;
}
function showOneInterface(call: Call): Reply {
  return { status: 200, body: { interfaceAttachment: showInterface(call, portOfServer(call)) } };
}

function attachInterface(call: Call): Reply {
  const server = findServer(call);
  if (!['active', 'paused', 'stopped'].includes(server.vm_state)) {
    throw conflict(`Cannot 'attach_interface' instance ${server.id} while it is in vm_state ${server.vm_state}`);
  }
  const body = call.json1('interfaceAttachment');
  const portId = maybeText(body.port_id);
  const fixed = list(body.fixed_ips)[0];
  let wish: Wish;
  if (portId !== undefined) {
    const port = call.cloud.neutron.model.ports.get(portId);
    if (!port || !call.owns(port)) throw notFound(`Port id ${portId} could not be found.`);
    if (port.device_id) throw badRequest(`Port ${portId} is still in use.`);
    wish = { port };
  } else {
    const networkId = maybeText(body.net_id);
    wish = networkId === undefined ? (automatic(call, true)[0] ?? {}) : oneWish(call, { uuid: networkId });
    if (isRecord(fixed)) wish.fixedIp = text(fixed.ip_address);
  }
  const port = plug(call, server, wish, undefined);
  call.cloud.nova.model.servers.save(server);
  return { status: 200, body: { interfaceAttachment: showInterface(call, port) } };
}

function detachInterface(call: Call): Reply {
  const port = portOfServer(call);
  const server = findServer(call);
  const { neutron, nova } = call.cloud;
  if (server.own_ports.includes(port.id)) {
    nova.portGone(port);
    neutron.dropPort(port);
  } else {
    neutron.releasePort(port);
    nova.portChanged(port);
  }
  return { status: 202 };
}
