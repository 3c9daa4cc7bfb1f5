import type { Collection } from '../../openstack/cloud.ts';
import { at } from '../../openstack/path.ts';
import { float, isMap, type Value, type ValueMap } from '../../template/value.ts';
import { resource } from '../define.ts';
import { unlessGone } from '../deletion.ts';
import { nameGoesOver } from '../handover.ts';
import type { Rest } from '../rest.ts';
import {
  flag,
  integer,
  list,
  map,
  naming,
  number,
  of,
  preset,
  required,
  sentAs,
  since,
  text,
  unsent,
  update,
} from '../terms/index.ts';
import type { ResourceOperation } from '../type.ts';

/** Flavors have descriptions since 2.55. */
const FLAVORS: Collection = {
  service: 'compute',
  list: '/flavors/detail',
  plural: 'flavors',
  path: '/flavors',
  singular: 'flavor',
  microversion: '2.55',
};

const rest: Rest = {
  collection: FLAVORS,
  goneAtOnce: true,
};

export const flavor = resource({
  name: 'OS::Nova::Flavor',
  className: 'NovaFlavor',
  description: 'A size of server. For administrators.',
  ...since('2014.2'),
  properties: {
    disk: integer('Root disk in GiB.', preset(0)),
    ephemeral: integer('Blank second disk in GiB.', preset(0), sentAs('OS-FLV-EXT-DATA:ephemeral')),
    extra_specs: map('Key-value pairs that the scheduler and hypervisor read.', update, unsent),
    flavorid: text('Id of the flavor; made up when left open.', since('7.0.0'), sentAs('id')),
    is_public: flag(
      'Whether every project may use it.',
      preset(true),
      since('6.0.0'),
      sentAs('os-flavor-access:is_public'),
    ),
    name: text('Name of the flavor.', since('7.0.0')),
    ram: integer('Memory in MiB.', required),
    rxtx_factor: number("Share of network bandwidth, relative to the network's.", preset(float(1))),
    swap: integer('Swap space in MiB.', preset(0)),
    tenants: list(
      'Projects that may use a flavor which is not public.',
      preset([]),
      of('string', naming('keystone.project')),
      update,
      since('8.0.0'),
      unsent,
    ),
    vcpus: integer('Virtual CPUs.', required),
  },
  attributes: {
    extra_specs: map('Its extra specifications.', since('7.0.0')),
    is_public: flag('Whether every project may use it.', since('6.0.0')),
  },
  rest,
  // Names of flavors are unique.
  handsOver: nameGoesOver('name', 'flavorid'),
  marker: { query: null, mark: 'description', also: { is_public: 'None' } },
  async complete(op) {
    const specs = op.properties.extra_specs;
    const hasSpecs = isMap(specs) && Object.keys(specs).length > 0;
    if (hasSpecs) await setSpecs(op, specs);
    const isPrivate = !op.properties.is_public;
    if (isPrivate) {
      const tenants = tenantsOf(op);
      await grant(op, tenants.length === 0 ? [op.stack.projectId] : tenants);
    }
    return hasSpecs || isPrivate;
  },
  async changes(op) {
    if (op.changed.includes('extra_specs')) {
      for (const key of Object.keys(await specsOf(op))) {
        const path = at`/flavors/${op.physicalId}/os-extra_specs/${key}`;
        await unlessGone(op.cloud.request('compute', { method: 'DELETE', path }));
      }
      const specs = op.changes.extra_specs ?? null;
      if (isMap(specs) && Object.keys(specs).length > 0) await setSpecs(op, specs);
    }
    if (op.changed.includes('tenants') && !op.properties.is_public) await grant(op, tenantsOf(op));
    return null;
  },
  async attribute(op, name) {
    if (op.physicalId === null) return null;
    if (name === 'extra_specs') return specsOf(op);
    const shown = (await op.cloud.observe(FLAVORS, op.physicalId)) as ValueMap | null;
    if (name === 'show') return shown;
    return shown?.['os-flavor-access:is_public'] ?? null;
  },
  liveProperties: async (op) => ({ extra_specs: await specsOf(op) }),
});

function tenantsOf(op: ResourceOperation): Value[] {
  return Array.isArray(op.properties.tenants) ? op.properties.tenants : [];
}

async function specsOf(op: ResourceOperation): Promise<ValueMap> {
  const { body } = await op.cloud.request<{ extra_specs: ValueMap }>('compute', {
    path: at`/flavors/${op.physicalId}/os-extra_specs`,
  });
  return body.extra_specs;
}

async function setSpecs(op: ResourceOperation, specs: ValueMap): Promise<void> {
  const extra_specs = Object.fromEntries(Object.entries(specs).map(([key, value]) => [key, String(value)]));
  const path = at`/flavors/${op.physicalId}/os-extra_specs`;
  await op.cloud.request('compute', { path, body: { extra_specs }, repeatable: true });
}

/** Brings the projects that may use a private flavor to those wanted. */
async function grant(op: ResourceOperation, wanted: Value[]): Promise<void> {
  const path = at`/flavors/${op.physicalId}/os-flavor-access`;
  const { body } = await op.cloud.request<{ flavor_access: { tenant_id: string }[] }>('compute', { path });
  const present = body.flavor_access.map(({ tenant_id }) => tenant_id);
  const action = (name: string, tenant: Value) =>
    op.cloud.request('compute', { path: at`/flavors/${op.physicalId}/action`, body: { [name]: { tenant } } });
  for (const tenant of present) if (!wanted.includes(tenant)) await unlessGone(action('removeTenantAccess', tenant));
  for (const tenant of wanted) if (!present.includes(String(tenant))) await action('addTenantAccess', tenant);
}
