import type { Collection } from '../../openstack/cloud.ts';
import { at } from '../../openstack/path.ts';
import { float, type ValueMap } from '../../template/value.ts';
import { extraSpecs } from '../extra-specs.ts';
import { nameGoesOver } from '../handover.ts';
import { restType } from '../rest-type.ts';
import * as t from '../terms/index.ts';

/** Flavors have descriptions since 2.55. */
const FLAVORS: Collection = {
  service: 'compute',
  list: '/flavors/detail',
  plural: 'flavors',
  path: '/flavors',
  singular: 'flavor',
  microversion: '2.55',
  ofNoProject: true,
};

const access = (action: string) => (of: t.Whose, tenant: string) => ({
  path: at`/flavors/${of.id}/action`,
  body: { [action]: { tenant } },
});

/** Of a flavor that is not public. One that is made for nobody is the stack's own project's. */
const ACCESS = t.setEach({
  present: ({ id }) => ({ path: at`/flavors/${id}/os-flavor-access` }),
  read: (body: { flavor_access: { tenant_id: string }[] }) => body.flavor_access.map(({ tenant_id: id }) => id),
  wanted({ properties, projectId, isNew }, tenants) {
    if (properties.is_public) return null;
    const given = Array.isArray(tenants) ? tenants : [];
    return isNew && given.length === 0 ? [projectId] : given;
  },
  add: access('addTenantAccess'),
  remove: access('removeTenantAccess'),
});

export const flavor = restType({
  name: 'OS::Nova::Flavor',
  className: 'NovaFlavor',
  description: 'A size of server. For administrators.',
  ...t.since('2014.2'),
  properties: {
    disk: t.integer('Root disk in GiB.', t.preset(0)),
    ephemeral: t.integer('Blank second disk in GiB.', t.preset(0), t.sentAs('OS-FLV-EXT-DATA:ephemeral')),
    extra_specs: t.map(
      'Key-value pairs that the scheduler and hypervisor read.',
      t.update,
      extraSpecs('os-extra_specs'),
    ),
    flavorid: t.text('Id of the flavor; made up when left open.', t.since('7.0.0'), t.sentAs('id')),
    is_public: t.flag(
      'Whether every project may use it.',
      t.preset(true),
      t.since('6.0.0'),
      t.sentAs('os-flavor-access:is_public'),
    ),
    name: t.text('Name of the flavor.', t.since('7.0.0')),
    ram: t.integer('Memory in MiB.', t.required),
    rxtx_factor: t.number("Share of network bandwidth, relative to the network's.", t.preset(float(1))),
    swap: t.integer('Swap space in MiB.', t.preset(0)),
    tenants: t.list(
      'Projects that may use a flavor which is not public.',
      t.preset([]),
      t.of('string', t.naming('keystone.project')),
      t.update,
      t.since('8.0.0'),
      ACCESS,
    ),
    vcpus: t.integer('Virtual CPUs.', t.required),
  },
  attributes: {
    extra_specs: t.map('Its extra specifications.', t.since('7.0.0')),
    is_public: t.flag('Whether every project may use it.', t.since('6.0.0'), t.shownAt('os-flavor-access:is_public')),
  },
  rest: { collection: FLAVORS, goneAtOnce: true },
  // Names of flavors are unique.
  handsOver: nameGoesOver('name', 'flavorid'),
  marker: { query: null, mark: 'description', also: { is_public: 'None' } },
  changes: () => null,
  read: {
    async extra_specs({ cloud, physicalId }) {
      const path = at`/flavors/${physicalId}/os-extra_specs`;
      return (await cloud.request<{ extra_specs: ValueMap }>('compute', { path })).body.extra_specs;
    },
  },
});
