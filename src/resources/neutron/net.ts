import { listPages } from '../../openstack/observing.ts';
import type { Value } from '../../template/value.ts';
import { resource, valueAt } from '../define.ts';
import { unlessGone } from '../deletion.ts';
import { shownObject } from '../rest.ts';
import { checked, flag, integer, list, lives, preset, ref, sentAs, since, text, update } from '../terms/index.ts';
import type { ResourceOperation } from '../type.ts';
import { DHCP_AGENTS } from './agents.ts';
import { BUILT, collectionOf, keepUnlessBroken, neutron, refuseSpecs } from './profile.ts';
import { ADMIN_STATE_UP, NAME, TAGS, TENANT_ID, VALUE_SPECS } from './terms.ts';

const profile = neutron('network');

export const net = resource({
  name: 'OS::Neutron::Net',
  description: 'A network: a layer-2 broadcast domain of a project.',
  properties: {
    admin_state_up: ADMIN_STATE_UP,
    availability_zone_hints: list('Availability zones in which to place it, by preference.', since('19.0.0')),
    dhcp_agent_ids: list('Ids of the DHCP agents that serve it; for administrators.', update, DHCP_AGENTS),
    dns_domain: text('DNS domain of its ports.', checked('dns_domain'), update, since('7.0.0')),
    name: NAME,
    port_security_enabled: flag(
      'Whether address spoofing rules and security groups apply to its ports.',
      update,
      since('5.0.0'),
    ),
    qos_policy: ref(
      'neutron.qos_policy',
      'Name or id of its quality-of-service policy.',
      update,
      since('6.0.0'),
      sentAs('qos_policy_id'),
    ),
    shared: flag('Whether other projects may use it; for administrators.', preset(false), update),
    tags: TAGS,
    tenant_id: TENANT_ID,
    value_specs: VALUE_SPECS,
  },
  attributes: {
    admin_state_up: text('Whether it is administratively up.'),
    l2_adjacency: flag('Whether all its ports share one broadcast domain.', since('9.0.0')),
    mtu: integer('Largest packet that it carries.', since('5.0.0')),
    name: text('Its name.'),
    port_security_enabled: flag('Whether port security is on.', since('5.0.0')),
    qos_policy_id: text('Id of its quality-of-service policy.', since('6.0.0')),
    segments: list('Its segments.', lives, since('11.0.0')),
    status: text('Its status.', lives),
    subnets: list('Ids of its subnets.', lives),
    tenant_id: text('Project that owns it.'),
  },
  ...profile,
  status: BUILT,
  validate: refuseSpecs,
  attribute: networkAttribute,
  keepFailed: (op) => keepUnlessBroken(op, profile.rest),
});

export async function networkAttribute(op: ResourceOperation, name: string): Promise<Value> {
  if (op.physicalId === null) return null;
  if (name === 'segments') {
    // A cloud without the segments extension has none.
    const list = listPages(op.cloud, collectionOf('segment'), { network_id: op.physicalId });
    const segments = ((await unlessGone(list)) ?? []) as Value[];
    // Those without a name come first, as clients of Heat expect.
    const hasName = (segment: Value) => Number(valueAt(segment as never, 'name') !== null);
    return segments.sort((a, b) => hasName(a) - hasName(b));
  }
  const shown = await shownObject(op, profile.rest);
  return shown === null ? null : name === 'show' ? shown : valueAt(shown, name);
}
