import { expect, it } from 'vitest';
import { type ConstraintName, finderOf } from '../../../src/resources/terms/finder.ts';

const byName = 'find_resourceid_by_name_or_id';

it.each<[ConstraintName, ReturnType<typeof finderOf>]>([
  ['neutron.network', { client: 'neutron', finder: byName, entity: 'network' }],
  ['neutron.port', { client: 'neutron', finder: byName, entity: 'port' }],
  ['neutron.security_group', { client: 'neutron', finder: byName, entity: 'security_group' }],
  ['neutron.taas.tap_service', { client: 'neutron', finder: byName, entity: 'tap_service' }],
  ['neutron.qos_policy', { client: 'neutron', finder: 'get_qos_policy_id' }],
  ['neutron.segment', { client: 'openstack', finder: 'find_network_segment' }],
  ['nova.flavor', { client: 'nova', finder: 'find_flavor_by_name_or_id' }],
  ['trove.flavor', { client: 'trove', finder: 'find_flavor_by_name_or_id' }],
  ['glance.image', { client: 'glance', finder: 'find_image_by_name_or_id' }],
  ['keystone.user', { client: 'keystone', finder: 'get_user_id' }],
  ['cinder.vtype', { client: 'cinder', finder: 'get_volume_type' }],
  ['octavia.pool', { client: 'octavia', finder: 'get_pool' }],
])('%s is looked up as Heat does', (name, finder) => {
  expect(finderOf(name)).toEqual(finder);
});

it('what nothing looks up is a mistake', () => {
  expect(() => finderOf('blazar.reservation')).toThrow('Nothing looks up what blazar.reservation names.');
  expect(() => finderOf('neutron.nonsense' as never)).toThrow('Nothing looks up what neutron.nonsense names.');
});
