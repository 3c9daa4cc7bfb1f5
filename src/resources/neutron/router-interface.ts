/** The physical id tells all: `{router}:subnet_id={subnet}` or `{router}:port_id={port}`. */
import { listPages } from '../../openstack/observing.ts';
import { at } from '../../openstack/path.ts';
import { maps } from '../../template/value.ts';
import { ownType } from '../own-type.ts';
import { deprecated, hidden, ref, renamedTo, required, since } from '../terms/index.ts';
import { tie } from '../tie.ts';
import type { ResourceOperation } from '../type.ts';
import { collectionOf } from './profile.ts';

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
  exclusive: [['subnet', 'port']],
  needsOneOf: [['subnet', 'port']],
  ...tie({
    id(op) {
      const { router, key, value } = endsOf(op);
      return `${router}:${key}=${value}`;
    },
    bind: (op) => change(op, 'add_router_interface', false),
    async isBound(op) {
      const { router, key, value } = endsOf(op);
      const ports = await listPages(op.cloud, collectionOf('port'), { device_id: router });
      if (key === 'port_id') return ports.some(({ id }) => id === value);
      return ports.some(({ fixed_ips: addresses }) =>
        maps(addresses).some(({ subnet_id: subnet }) => subnet === value),
      );
    },
    unbind: (op) => change(op, 'remove_router_interface', true),
    missing(op) {
      const { router, key, value } = endsOf(op);
      return `The router ${router} has no interface with ${key} ${value}.`;
    },
  }),
});

/** The id tells them once there is one. Heat once wrote `{router}:{subnet}`. */
function endsOf({ physicalId, properties }: ResourceOperation): { router: string; key: string; value: string } {
  if (physicalId === null) {
    const [key, value] = properties.subnet ? ['subnet_id', properties.subnet] : ['port_id', properties.port];
    return { router: String(properties.router), key, value: String(value) };
  }
  const [router = '', key = '', value] = physicalId.split(/[:=]/);
  return value === undefined ? { router, key: 'subnet_id', value: key } : { router, key, value };
}

function change(op: ResourceOperation, action: string, repeatable: boolean): Promise<unknown> {
  const { router, key, value } = endsOf(op);
  const path = at`/routers/${router}/${action}`;
  return op.cloud.request('network', { method: 'PUT', path, body: { [key]: value }, repeatable });
}
