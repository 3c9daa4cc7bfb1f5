import { HeatError } from '../../errors.ts';
import { listPages } from '../../openstack/observing.ts';
import { floatingIp, MARKER } from '../neutron/floating-ip.ts';
import { collectionOf, neutron } from '../neutron/profile.ts';
import { lookUp } from '../questions/lookup.ts';
import { PLACES } from '../questions/places.ts';
import { restType } from '../rest-type.ts';
import { deprecated, hidden, sentAs, shownAt, since, text } from '../terms/index.ts';

const INSTEAD = 'Use OS::Neutron::FloatingIP instead.';

/** As Nova gave them out while networks were its own. They are Neutron's now, and its external networks are the pools. */
export const novaFloatingIp = restType({
  name: 'OS::Nova::FloatingIP',
  className: 'NovaFloatingIp',
  description: 'An address that can be moved between servers.',
  ...hidden('11.0.0', INSTEAD, deprecated('9.0.0', INSTEAD, since('2014.1'))),
  properties: {
    pool: text(
      'Name or id of the external network from which it is taken. Left open, the only one that there is.',
      sentAs('floating_network_id'),
    ),
  },
  attributes: {
    ip: text('The address.', shownAt('floating_ip_address')),
    pool: text('Id of its external network.', shownAt('floating_network_id')),
  },
  rest: neutron('floatingip', { spread: undefined }),
  marker: MARKER,
  implicitDependencies: floatingIp.implicitDependencies,
  async body({ cloud, properties: { pool } }, body) {
    if (pool) return { ...body, floating_network_id: await lookUp(cloud, PLACES['neutron.network'], pool) };
    const networks = await listPages(cloud, collectionOf('network'), { 'router:external': 'True' });
    if (networks.length === 1) return { ...body, floating_network_id: String(networks[0]?.id) };
    throw new HeatError('HeatException', `Expected 1 external network, found ${networks.length}`);
  },
});
