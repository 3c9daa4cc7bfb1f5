/** Trunks: a parent port that carries the traffic of sub-ports under VLAN tags; and role-based sharing rules. */
import type { Call } from '../http/call.ts';
import { list, record, text } from '../http/fields.ts';
import type { Reply, Route } from '../http/router.ts';
import { called, type Kind } from '../rest/kind.ts';
import { missing, refuse } from './errors.ts';
import { RBAC_POLICY, type RbacPolicy, TRUNK, type Trunk } from './model.ts';
import type { Networking } from './networking.ts';

export const trunks = (neutron: Networking): Kind<Trunk> => ({
  ...called('trunk', 'Trunk', '/v2.0/trunks'),
  quota: 'trunk',
  collection: neutron.model.trunks,
  attributes: TRUNK,
  create(call, item) {
    const parent = neutron.rest.find(neutron.kinds.ports, call, item.port_id);
    const taken = neutron.model.trunks.by('port', parent.id)[0];
    if (taken) throw refuse('PortInUseAsTrunkParent', { id: parent.id, trunk: taken.id });
    item.sub_ports = withSubPorts(neutron, call, { ...item, sub_ports: [] }, item.sub_ports);
  },
  remove(_call, item) {
    const parent = neutron.model.ports.get(item.port_id);
    if (parent?.device_id) throw refuse('TrunkInUse', { id: item.id });
  },
});

function withSubPorts(neutron: Networking, call: Call, trunk: Trunk, added: unknown[]): Trunk['sub_ports'] {
  const result = [...trunk.sub_ports];
  for (const part of added) {
    const sub = record(part);
    const port = neutron.rest.find(neutron.kinds.ports, call, text(sub.port_id));
    const vlan = Number(sub.segmentation_id);
    if (result.some((other) => other.segmentation_id === vlan))
      throw refuse('TrunkDuplicateSubPort', { vlan, id: trunk.id });
    const taken = neutron.model.trunks.by('port', port.id)[0];
    if (taken) throw refuse('PortInUseAsTrunkParent', { id: port.id, trunk: taken.id });
    result.push({ port_id: port.id, segmentation_id: vlan, segmentation_type: text(sub.segmentation_type, 'vlan') });
  }
  return result;
}

function addSubPorts(neutron: Networking, call: Call): Reply {
  const trunk = neutron.rest.find(neutron.kinds.trunks, call, call.param('id'));
  neutron.rest.update(neutron.kinds.trunks, call, trunk, {
    sub_ports: withSubPorts(neutron, call, trunk, list(call.json().sub_ports)),
  });
  return { status: 200, body: neutron.rest.show(neutron.kinds.trunks, call, trunk) };
}

function removeSubPorts(neutron: Networking, call: Call): Reply {
  const trunk = neutron.rest.find(neutron.kinds.trunks, call, call.param('id'));
  const gone = list(call.json().sub_ports).map((part) => text(record(part).port_id));
  for (const id of gone) if (!trunk.sub_ports.some((sub) => sub.port_id === id)) throw missing('SubPort', id);
  neutron.rest.update(neutron.kinds.trunks, call, trunk, {
    sub_ports: trunk.sub_ports.filter((sub) => !gone.includes(sub.port_id)),
  });
  return { status: 200, body: neutron.rest.show(neutron.kinds.trunks, call, trunk) };
}

export const trunkActions = (neutron: Networking): readonly Route[] => [
  [
    'GET',
    '/v2.0/trunks/{id}/get_subports',
    (call) => ({
      status: 200,
      body: { sub_ports: neutron.rest.find(neutron.kinds.trunks, call, call.param('id')).sub_ports },
    }),
  ],
  ['PUT', '/v2.0/trunks/{id}/add_subports', (call) => addSubPorts(neutron, call)],
  ['PUT', '/v2.0/trunks/{id}/remove_subports', (call) => removeSubPorts(neutron, call)],
];

export const rbacPolicies = (neutron: Networking): Kind<RbacPolicy> => ({
  ...called('rbac_policy', 'RbacPolicy', '/v2.0/rbac-policies', 'rbac_policies'),
  quota: 'rbac_policy',
  collection: neutron.model.rbacPolicies,
  attributes: RBAC_POLICY,
  create(call, item) {
    const { networks, qosPolicies, securityGroups, subnetPools, addressScopes } = neutron.model;
    const all = {
      network: networks,
      qos_policy: qosPolicies,
      security_group: securityGroups,
      subnetpool: subnetPools,
      address_scope: addressScopes,
    };
    const target = (all as Record<string, { get(id: string): { project_id: string } | undefined }>)[
      item.object_type
    ]?.get(item.object_id);
    if (!target || !call.owns(target)) throw missing('RBAC object', item.object_id);
  },
});
