/** Trunks: a parent port that carries the traffic of sub-ports under VLAN tags; and role-based sharing rules. */
import type { Call } from '../http/call.ts';
import { list, record, text } from '../http/fields.ts';
import { ok, type Reply, type Route, route } from '../http/router.ts';
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

export function trunkActions(neutron: Networking): readonly Route[] {
  const { rest, kinds } = neutron;
  const path = `${kinds.trunks.path}/{id}`;
  const found = (call: Call): Trunk => rest.find(kinds.trunks, call, call.param('id'));
  const change = (call: Call, trunk: Trunk, sub_ports: Trunk['sub_ports']): Reply => {
    rest.update(kinds.trunks, call, trunk, { sub_ports });
    return ok(rest.show(kinds.trunks, call, trunk));
  };
  return [
    route('GET', `${path}/get_subports`, (call) => ok({ sub_ports: found(call).sub_ports })),
    route('PUT', `${path}/add_subports`, (call) => {
      const trunk = found(call);
      return change(call, trunk, withSubPorts(neutron, call, trunk, list(call.json().sub_ports)));
    }),
    route('PUT', `${path}/remove_subports`, (call) => {
      const trunk = found(call);
      const gone = list(call.json().sub_ports).map((part) => text(record(part).port_id));
      for (const id of gone) if (!trunk.sub_ports.some((sub) => sub.port_id === id)) throw missing('SubPort', id);
      return change(
        call,
        trunk,
        trunk.sub_ports.filter((sub) => !gone.includes(sub.port_id)),
      );
    }),
  ];
}

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
