/** The physical id tells all: `{router}:subnet_id={subnet}` or `{router}:port_id={port}`. */
import { HeatError } from '../../errors.ts';
import { listPages } from '../../openstack/observing.ts';
import { at } from '../../openstack/path.ts';
import { isMap } from '../../template/value.ts';
import { unlessGone } from '../deletion.ts';
import { ownType } from '../own-type.ts';
import { deprecated, hidden, ref, renamedTo, required, since } from '../terms/index.ts';
import type { Properties, ResourceOperation } from '../type.ts';
import { collectionOf } from './profile.ts';
import { conflict } from './subnet.ts';

export const routerInterface = ownType({
  name: 'OS::Neutron::RouterInterface',
  description: 'The tie between a router and a subnet, or a port.',
  requiredExtensions: ['router'],
  properties: {
    port: ref('neutron.port', 'Name or id of the port. Give either this or `subnet`.', since('2015.1')),
    port_id: renamedTo(
      'port',
      'Id of the port. Use `port`.',
      hidden('6.0.0', deprecated('2015.1', 'Use `port` instead.', since('2014.1'))),
    ),
    router: ref('neutron.router', 'Name or id of the router.', required),
    router_id: renamedTo(
      'router',
      'Id of the router. Use `router`.',
      hidden('6.0.0', deprecated('2015.1', 'Use `router` instead.', since('2013.1'))),
    ),
    subnet: ref('neutron.subnet', 'Name or id of the subnet. Give either this or `port`.'),
    subnet_id: renamedTo('subnet', 'Id of the subnet. Use `subnet`.', hidden('5.0.0', deprecated('2014.2'))),
  },
  service: 'network',
  ties: ['router', 'subnet', 'port'],
  validate({ properties: { subnet, port } }) {
    if (subnet && port) throw conflict('subnet', 'port');
    if (subnet === null && port === null) {
      throw new HeatError(
        'PropertyUnspecifiedError',
        'At least one of the following properties must be specified: subnet, port.',
      );
    }
  },
  async create(op) {
    const { router, key, value } = wanted(op.properties);
    await op.cloud.request('network', {
      method: 'PUT',
      path: at`/routers/${router}/add_router_interface`,
      body: { [key]: value },
      repeatable: false,
    });
    return `${router}:${key}=${value}`;
  },
  async find(op) {
    const { router, key, value } = wanted(op.properties);
    return (await isAttached(op, router, key, value)) ? `${router}:${key}=${value}` : null;
  },
  async check(op) {
    const { router, key, value } = parse(op.physicalId ?? '');
    if (!(await isAttached(op, router, key, value))) {
      throw new HeatError('NotFound', `The router ${router} has no interface with ${key} ${value}.`);
    }
  },
  async delete(op) {
    if (op.physicalId === null) return;
    const { router, key, value } = parse(op.physicalId);
    const path = at`/routers/${router}/remove_router_interface`;
    await unlessGone(op.cloud.request('network', { method: 'PUT', path, body: { [key]: value } }));
  },
});

interface Interface {
  router: string;
  key: string;
  value: string;
}

function wanted({ router, subnet, port }: Properties): Interface {
  return subnet
    ? { router: String(router), key: 'subnet_id', value: String(subnet) }
    : { router: String(router), key: 'port_id', value: String(port) };
}

/** Heat once wrote `{router}:{subnet}`. */
function parse(physicalId: string): Interface {
  const [router = '', key = '', value] = physicalId.split(/[:=]/);
  return value === undefined ? { router, key: 'subnet_id', value: key } : { router, key, value };
}

async function isAttached(op: ResourceOperation, router: string, key: string, value: string): Promise<boolean> {
  const ports = await listPages(op.cloud, collectionOf('port'), { device_id: router });
  return ports.some((port) => {
    if (key === 'port_id') return port.id === value;
    const addresses = Array.isArray(port.fixed_ips) ? port.fixed_ips : [];
    return addresses.some((address) => isMap(address) && address.subnet_id === value);
  });
}
