/**
 * Where the things lie that templates name: by client and entity, the collection in which a name or id is looked up. One
 * table serves custom constraints and translation rules alike.
 */
import type { Collection } from '../../openstack/cloud.ts';
import type { ServiceType } from '../../openstack/services.ts';

export interface Place {
  collection: Collection;
  /** How messages call it. */
  entity: string;
  /** Member that names it; default `name`. Null: only ids count. */
  name?: string | null;
  /** The list takes the name as filter. Default true. */
  filters?: boolean;
  /** More of the list's query. */
  query?: Record<string, string>;
  /** Known by id when it looks like one; otherwise an id is asked for first, whatever it looks like. */
  uuids?: boolean;
}

function place(
  service: ServiceType,
  path: string,
  plural: string,
  singular: string | null,
  entity: string,
  more: Partial<Place> & Pick<Partial<Collection>, 'list' | 'id' | 'microversion'> = {},
): Place {
  const { list = path, id, microversion, ...other } = more;
  const collection: Collection = {
    service,
    path,
    list,
    plural,
    singular,
    ...(id === undefined ? {} : { id }),
    ...(microversion === undefined ? {} : { microversion }),
  };
  return { collection, entity, ...other };
}

const neutron = (entity: string, plural = `${entity}s`, path = `/${plural.replaceAll('_', '-')}`) =>
  place('network', path, plural, entity, entity, { uuids: true });
const keystone = (entity: string, label: string, more: Partial<Place> = {}) =>
  place('identity', `/${entity}s`, `${entity}s`, entity, label, more);
const octavia = (path: string, plural: string, singular: string, more: Partial<Place> & { id?: string } = {}) =>
  place('load-balancer', `/lbaas/${path}`, plural, singular, singular, { uuids: true, ...more });

export const PLACES = {
  'barbican.container': place('key-manager', '/containers', 'containers', null, 'Container', { name: null }),
  'barbican.secret': place('key-manager', '/secrets', 'secrets', null, 'Secret', { name: null }),
  'blazar.reservation': place('reservation', '/leases', 'leases', 'lease', 'Lease', { name: null }),
  'cinder.backup': place('volume', '/backups', 'backups', 'backup', 'Volume backup', { name: null }),
  'cinder.qos_specs': place('volume', '/qos-specs', 'qos_specs', 'qos_specs', 'QoS specs', { filters: false }),
  'cinder.snapshot': place('volume', '/snapshots', 'snapshots', 'snapshot', 'VolumeSnapshot', { name: null }),
  'cinder.volume': place('volume', '/volumes', 'volumes', 'volume', 'Volume', { name: null, list: '/volumes/detail' }),
  'cinder.vtype': place('volume', '/types', 'volume_types', 'volume_type', 'VolumeType', { filters: false }),
  'designate.zone': place('dns', '/zones', 'zones', null, 'Zone'),
  'glance.image': place('image', '/images', 'images', null, 'image', { uuids: true }),
  'ironic.node': place('baremetal', '/nodes', 'nodes', null, 'Node'),
  'ironic.portgroup': place('baremetal', '/portgroups', 'portgroups', null, 'Portgroup'),
  'keystone.domain': keystone('domain', 'KeystoneDomain'),
  'keystone.group': keystone('group', 'KeystoneGroup'),
  'keystone.project': keystone('project', 'KeystoneProject'),
  'keystone.region': keystone('region', 'KeystoneRegion', { name: null }),
  'keystone.role': keystone('role', 'KeystoneRole'),
  'keystone.service': keystone('service', 'KeystoneService'),
  'keystone.user': keystone('user', 'KeystoneUser'),
  'magnum.cluster_template': place(
    'container-infra',
    '/clustertemplates',
    'clustertemplates',
    null,
    'ClusterTemplate',
    { filters: false },
  ),
  'manila.security_service': place(
    'share',
    '/security-services',
    'security_services',
    'security_service',
    'SecurityService',
  ),
  'manila.share_network': place('share', '/share-networks', 'share_networks', 'share_network', 'ShareNetwork'),
  'manila.share_snapshot': place('share', '/snapshots', 'snapshots', 'snapshot', 'ShareSnapshot', { filters: false }),
  'manila.share_type': place('share', '/types', 'share_types', 'share_type', 'ShareType', { filters: false }),
  'mistral.workflow': place('workflow', '/workflows', 'workflows', null, 'Workflow'),
  'neutron.address_scope': neutron('address_scope'),
  'neutron.floatingip': neutron('floatingip'),
  'neutron.flow_classifier': neutron('flow_classifier', 'flow_classifiers', '/sfc/flow_classifiers'),
  'neutron.network': neutron('network'),
  'neutron.policy': neutron('policy', 'policies', '/qos/policies'),
  'neutron.port': neutron('port'),
  'neutron.port_chain': neutron('port_chain', 'port_chains', '/sfc/port_chains'),
  'neutron.port_pair': neutron('port_pair', 'port_pairs', '/sfc/port_pairs'),
  'neutron.port_pair_group': neutron('port_pair_group', 'port_pair_groups', '/sfc/port_pair_groups'),
  'neutron.router': neutron('router'),
  'neutron.security_group': neutron('security_group'),
  'neutron.segment': neutron('segment'),
  'neutron.subnet': neutron('subnet'),
  'neutron.subnetpool': neutron('subnetpool'),
  'neutron.tap_flow': neutron('tap_flow', 'tap_flows', '/taas/tap_flows'),
  'neutron.tap_service': neutron('tap_service', 'tap_services', '/taas/tap_services'),
  'nova.flavor': place('compute', '/flavors', 'flavors', 'flavor', 'Flavor', {
    filters: false,
    list: '/flavors/detail',
    query: { is_public: 'None' },
  }),
  'nova.keypair': place('compute', '/os-keypairs', 'keypairs', 'keypair', 'Key', { name: null, id: 'name' }),
  'nova.server': place('compute', '/servers', 'servers', 'server', 'Server', { name: null, list: '/servers/detail' }),
  'octavia.availabilityzone': octavia('availabilityzones', 'availability_zones', 'availability_zone', {
    name: null,
    id: 'name',
    uuids: false,
  }),
  'octavia.availabilityzoneprofile': octavia(
    'availabilityzoneprofiles',
    'availability_zone_profiles',
    'availability_zone_profile',
  ),
  'octavia.flavor': octavia('flavors', 'flavors', 'flavor'),
  'octavia.flavorprofile': octavia('flavorprofiles', 'flavorprofiles', 'flavorprofile'),
  'octavia.l7policy': octavia('l7policies', 'l7policies', 'l7policy'),
  'octavia.listener': octavia('listeners', 'listeners', 'listener'),
  'octavia.loadbalancer': octavia('loadbalancers', 'loadbalancers', 'loadbalancer'),
  'octavia.pool': octavia('pools', 'pools', 'pool'),
  'trove.flavor': place('database', '/flavors', 'flavors', 'flavor', 'Flavor', { filters: false }),
} as const satisfies Record<string, Place>;

export type PlaceName = keyof typeof PLACES;

/** Custom constraints whose name is not the place's. */
export const CONSTRAINT_PLACES = {
  'neutron.lbaas.listener': 'octavia.listener',
  'neutron.lbaas.loadbalancer': 'octavia.loadbalancer',
  'neutron.lbaas.pool': 'octavia.pool',
  'neutron.qos_policy': 'neutron.policy',
  'neutron.taas.tap_flow': 'neutron.tap_flow',
  'neutron.taas.tap_service': 'neutron.tap_service',
} as const satisfies Record<string, PlaceName>;

/** Finders of translation rules: `client.finder`; those with an entity look in `neutron.{entity}`. */
export const FINDER_PLACES: Readonly<Record<string, PlaceName>> = {
  'barbican.get_container_by_ref': 'barbican.container',
  'barbican.get_secret_by_ref': 'barbican.secret',
  'cinder.get_qos_specs': 'cinder.qos_specs',
  'cinder.get_volume': 'cinder.volume',
  'cinder.get_volume_backup': 'cinder.backup',
  'cinder.get_volume_snapshot': 'cinder.snapshot',
  'cinder.get_volume_type': 'cinder.vtype',
  'designate.get_zone_id': 'designate.zone',
  'glance.find_image_by_name_or_id': 'glance.image',
  'ironic.get_node': 'ironic.node',
  'ironic.get_portgroup': 'ironic.portgroup',
  'keystone.get_domain_id': 'keystone.domain',
  'keystone.get_group_id': 'keystone.group',
  'keystone.get_project_id': 'keystone.project',
  'keystone.get_region_id': 'keystone.region',
  'keystone.get_role_id': 'keystone.role',
  'keystone.get_service_id': 'keystone.service',
  'keystone.get_user_id': 'keystone.user',
  'magnum.get_cluster_template': 'magnum.cluster_template',
  'manila.get_security_service': 'manila.security_service',
  'manila.get_share_network': 'manila.share_network',
  'manila.get_share_snapshot': 'manila.share_snapshot',
  'manila.get_share_type': 'manila.share_type',
  'mistral.get_workflow_by_identifier': 'mistral.workflow',
  'neutron.get_qos_policy_id': 'neutron.policy',
  'nova.find_flavor_by_name_or_id': 'nova.flavor',
  'nova.get_server': 'nova.server',
  'octavia.get_availabilityzoneprofile': 'octavia.availabilityzoneprofile',
  'octavia.get_flavor': 'octavia.flavor',
  'octavia.get_flavorprofile': 'octavia.flavorprofile',
  'octavia.get_l7policy': 'octavia.l7policy',
  'octavia.get_listener': 'octavia.listener',
  'octavia.get_loadbalancer': 'octavia.loadbalancer',
  'octavia.get_pool': 'octavia.pool',
  'openstack.find_network_ip': 'neutron.floatingip',
  'openstack.find_network_port': 'neutron.port',
  'openstack.find_network_segment': 'neutron.segment',
  'trove.find_flavor_by_name_or_id': 'trove.flavor',
};
