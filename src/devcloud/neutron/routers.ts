/** Routers: gateway, interfaces, extra routes. */
import type { Call } from '../http/call.ts';
import { absent, type Fields, flag, isRecord, list, maybeText, record, text } from '../http/fields.ts';
import { ok, type Reply, type Route } from '../http/router.ts';
import { called, type Kind } from '../rest/kind.ts';
import { badRequest, missing, refuse } from './errors.ts';
import { cidrOf, contains, overlaps, parseCidr, parseIp } from './ip-address.ts';
import { type Gateway, type Port, ROUTER, type Router, type Subnet } from './model.ts';
import { makePort, type Networking } from './networking.ts';

const INTERFACE = 'network:router_interface';
const NEITHER = 'Either subnet_id or port_id must be specified';

export const routers = (neutron: Networking): Kind<Router> => ({
  ...called('router', 'Router', '/v2.0/routers'),
  quota: 'router',
  collection: neutron.model.routers,
  attributes: ROUTER,
  create(call, item, body) {
    item.external_gateway_info = null;
    if (isRecord(body.external_gateway_info) && body.external_gateway_info.network_id)
      setGateway(neutron, call, item, body.external_gateway_info);
    if (item.routes.length > 0) checkRoutes(neutron, item, item.routes);
  },
  update(call, item, changes) {
    if (changes.routes !== undefined) checkRoutes(neutron, item, changes.routes as Router['routes']);
    if (!('external_gateway_info' in changes)) return;
    const wanted = record(changes.external_gateway_info);
    delete changes.external_gateway_info;
    if (wanted.network_id) setGateway(neutron, call, item, wanted);
    else clearGateway(neutron, item);
  },
  remove(_call, item) {
    const own = neutron.model.ports.by('device_id', item.id);
    if (own.some((port) => port.device_owner === INTERFACE))
      throw refuse('RouterInUse', { id: item.id, reason: 'still has ports' });
    clearGateway(neutron, item);
  },
  show: (call, item) => ({
    availability_zones: item.external_gateway_info ? ['nova'] : [],
    gw_port_id: undefined,
    ...(!call.isAdmin && { distributed: undefined, ha: undefined }),
  }),
});

function setGateway(neutron: Networking, call: Call, item: Router, wanted: Fields): void {
  const model = neutron.model;
  const network = neutron.rest.find(neutron.kinds.networks, call, text(wanted.network_id));
  if (!network['router:external']) throw badRequest('router', `Network ${network.id} is not an external network`);
  const addresses = absent(wanted.external_fixed_ips) ? undefined : list(wanted.external_fixed_ips);
  const before = item.external_gateway_info;
  if (before?.network_id === network.id) {
    const port = model.ports.get(item.gw_port_id);
    if (port && addresses) neutron.rest.update(neutron.kinds.ports, call, port, { fixed_ips: addresses });
    before.enable_snat = flag(wanted.enable_snat, before.enable_snat);
    if (port) before.external_fixed_ips = port.fixed_ips;
    return;
  }
  clearGateway(neutron, item);
  const port = makePort(neutron, call, {
    network_id: network.id,
    device_owner: 'network:router_gateway',
    device_id: item.id,
    ...(addresses && { fixed_ips: addresses }),
  });
  item.gw_port_id = port.id;
  const gateway: Gateway = {
    network_id: network.id,
    enable_snat: flag(wanted.enable_snat, true),
    external_fixed_ips: port.fixed_ips,
  };
  if (wanted.qos_policy_id !== undefined) gateway.qos_policy_id = maybeText(wanted.qos_policy_id) ?? null;
  item.external_gateway_info = gateway;
}

function clearGateway(neutron: Networking, item: Router): void {
  const model = neutron.model;
  if (!item.external_gateway_info) return;
  if (model.floatingIps.count('router', item.id) > 0) {
    throw refuse('RouterExternalGatewayInUseByFloatingIp', {
      id: item.id,
      network: item.external_gateway_info.network_id,
    });
  }
  if (item.gw_port_id) model.ports.remove(item.gw_port_id);
  item.external_gateway_info = null;
  item.gw_port_id = null;
  // What comes after this may be refused; the gateway is gone all the same.
  if (model.routers.has(item.id)) model.routers.save(item);
}

const interfacesOf = (neutron: Networking, routerId: string): Port[] =>
  neutron.model.ports.by('device_id', routerId).filter((port) => port.device_owner === INTERFACE);

function checkRoutes(neutron: Networking, item: Router, routes: Router['routes']): void {
  const model = neutron.model;
  const ranges = model.ports
    .by('device_id', item.id)
    .flatMap((port) => port.fixed_ips)
    .flatMap((ip) => model.subnets.get(ip.subnet_id) ?? [])
    .map(cidrOf);
  for (const { destination, nexthop } of routes) {
    const hop = parseIp(String(nexthop));
    if (!parseCidr(String(destination)) || !hop)
      throw refuse('InvalidRoutes', { reason: `${destination}, ${nexthop}` });
    if (!ranges.some((range) => contains(range, hop.version, hop.value)))
      throw refuse('InvalidRoutes', { reason: 'the nexthop is not connected with router' });
  }
}

function addInterface(neutron: Networking, call: Call): Reply {
  const router = ownRouter(neutron, call);
  const body = call.json();
  const subnetId = maybeText(body.subnet_id);
  const portId = maybeText(body.port_id);
  if ((subnetId === undefined) === (portId === undefined)) {
    const reason = subnetId === undefined ? NEITHER : 'Cannot specify both subnet-id and port-id';
    throw badRequest('router', reason);
  }
  const port =
    portId === undefined
      ? interfaceFromSubnet(neutron, call, router, subnetId ?? '')
      : interfaceFromPort(neutron, call, router, portId);
  neutron.rest.keep(neutron.kinds.routers, call, router);
  return interfaceReply(router, port);
}

function interfaceReply(router: Router, port: Port): Reply {
  const ids = port.fixed_ips.map((ip) => ip.subnet_id);
  const { id: port_id, network_id, project_id, tags } = port;
  const subnets = { subnet_id: ids[0], subnet_ids: ids };
  return ok({ id: router.id, tenant_id: project_id, project_id, port_id, network_id, ...subnets, tags });
}

function ownRouter(neutron: Networking, call: Call): Router {
  const router = neutron.rest.find(neutron.kinds.routers, call, call.param('id'));
  if (!call.owns(router)) throw refuse('PolicyNotAuthorized', { rule: 'rule:add_router_interface' });
  return router;
}

function checkNoOverlap(neutron: Networking, router: Router, subnet: Subnet): void {
  const model = neutron.model;
  for (const port of model.ports.by('device_id', router.id)) {
    for (const { subnet_id: id } of port.fixed_ips) {
      if (id === subnet.id) throw badRequest('router', `Router already has a port on subnet ${id}`);
      const other = model.subnets.get(id);
      if (other && overlaps(cidrOf(other), cidrOf(subnet)))
        throw badRequest(
          'router',
          `Cidr ${subnet.cidr} of subnet ${subnet.id} overlaps with cidr ${other.cidr} of subnet ${other.id}`,
        );
    }
  }
}

function interfaceFromSubnet(neutron: Networking, call: Call, router: Router, subnetId: string): Port {
  const subnet = neutron.rest.find(neutron.kinds.subnets, call, subnetId);
  if (subnet.gateway_ip === null) throw badRequest('router', 'Subnet for router interface must have a gateway IP');
  checkNoOverlap(neutron, router, subnet);
  const fixed_ips = [{ subnet_id: subnet.id, ip_address: subnet.gateway_ip }];
  const wanted = { network_id: subnet.network_id, device_id: router.id, device_owner: INTERFACE, fixed_ips };
  return makePort(neutron, call, wanted, router.project_id);
}

function interfaceFromPort(neutron: Networking, call: Call, router: Router, portId: string): Port {
  const port = neutron.rest.find(neutron.kinds.ports, call, portId);
  if (port.device_id) throw refuse('PortInUse', { id: port.id, network: port.network_id, device: port.device_id });
  if (port.fixed_ips.length === 0) throw badRequest('router', 'Router port must have at least one fixed IP');
  for (const ip of port.fixed_ips)
    checkNoOverlap(neutron, router, neutron.rest.find(neutron.kinds.subnets, call, ip.subnet_id));
  return neutron.rest.update(neutron.kinds.ports, call, port, { device_id: router.id, device_owner: INTERFACE });
}

function removeInterface(neutron: Networking, call: Call): Reply {
  const router = ownRouter(neutron, call);
  const model = neutron.model;
  const body = call.json();
  const portId = maybeText(body.port_id);
  const subnetId = maybeText(body.subnet_id);
  if (portId === undefined && subnetId === undefined) throw badRequest('router', NEITHER);
  if (portId === undefined && !model.subnets.has(subnetId ?? '')) throw missing('Subnet', subnetId ?? '');
  const port = interfacesOf(neutron, router.id).find((item) =>
    portId === undefined ? item.fixed_ips.some((ip) => ip.subnet_id === subnetId) : item.id === portId,
  );
  if (!port) {
    throw portId === undefined
      ? refuse('RouterInterfaceNotFoundForSubnet', { id: router.id, subnet: subnetId })
      : refuse('RouterInterfaceNotFound', { id: router.id, port: portId });
  }
  for (const { subnet_id: id } of port.fixed_ips) {
    const served = model.floatingIps
      .by('router', router.id)
      .some((fip) =>
        model.ports
          .get(fip.port_id)
          ?.fixed_ips.some((ip) => ip.subnet_id === id && ip.ip_address === fip.fixed_ip_address),
      );
    if (served) throw refuse('RouterInterfaceInUseByFloatingIP', { id: router.id, subnet: id });
    const subnet = model.subnets.get(id);
    const routed = router.routes.some(({ nexthop }) => {
      const hop = parseIp(nexthop);
      return hop && subnet && contains(cidrOf(subnet), hop.version, hop.value);
    });
    if (routed) throw refuse('RouterInterfaceInUseByRoute', { id: router.id, subnet: id });
  }
  const reply = interfaceReply(router, port);
  model.ports.remove(port.id);
  neutron.rest.keep(neutron.kinds.routers, call, router);
  return reply;
}

/** add_extraroutes, remove_extraroutes: change the routes without racing with others who do. */
function changeRoutes(neutron: Networking, call: Call, adding: boolean): Reply {
  const router = ownRouter(neutron, call);
  const given = list(record(call.json().router).routes) as Router['routes'];
  const key = (route: Router['routes'][number]): string => `${route.destination} ${route.nexthop}`;
  const rest = router.routes.filter((route) => !given.some((other) => key(other) === key(route)));
  const routes = adding ? [...rest, ...given] : rest;
  if (adding) checkRoutes(neutron, router, given);
  neutron.rest.update(neutron.kinds.routers, call, router, { routes });
  return ok({ router: neutron.rest.show(neutron.kinds.routers, call, router) });
}

export const routerActions = (neutron: Networking): readonly Route[] => [
  ['PUT', '/v2.0/routers/{id}/add_router_interface', (call) => addInterface(neutron, call)],
  ['PUT', '/v2.0/routers/{id}/remove_router_interface', (call) => removeInterface(neutron, call)],
  ['PUT', '/v2.0/routers/{id}/add_extraroutes', (call) => changeRoutes(neutron, call, true)],
  ['PUT', '/v2.0/routers/{id}/remove_extraroutes', (call) => changeRoutes(neutron, call, false)],
  ['GET', '/v2.0/routers/{id}/l3-agents', () => ok({ agents: [] })],
];
