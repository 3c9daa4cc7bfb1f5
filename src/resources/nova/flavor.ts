import type { Collection } from '../../openstack/cloud.ts';
import { at } from '../../openstack/path.ts';
import { isMap, type Value, type ValueMap } from '../../template/value.ts';
import { resource } from '../define.ts';
import { unlessGone } from '../deletion.ts';
import { nameGoesOver } from '../handover.ts';
import type { Rest } from '../rest.ts';
import type { ResourceOperation } from '../type.ts';
import { schema } from './flavor.schema.ts';

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
  members: {
    flavorid: 'id',
    ephemeral: 'OS-FLV-EXT-DATA:ephemeral',
    is_public: 'os-flavor-access:is_public',
    extra_specs: null,
    tenants: null,
  },
};

export const flavor = resource({
  ...schema,
  service: 'compute',
  rest,
  // Names of flavors are unique.
  handsOver: nameGoesOver('name', 'flavorid'),
  marker: { query: null, mark: 'description', also: { is_public: 'None' } },
  async complete(op) {
    const specs = op.properties.extra_specs;
    const hasSpecs = isMap(specs) && Object.keys(specs).length > 0;
    if (hasSpecs) await setSpecs(op, specs);
    const isPrivate = op.properties.is_public === false;
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
    if (op.changed.includes('tenants') && op.properties.is_public === false) await grant(op, tenantsOf(op));
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
