/** Ports. */
import { randomBytes } from 'node:crypto';
import type { Call } from '../http/call.ts';
import { absent, isRecord, list, text } from '../http/fields.ts';
import { called, type Kind } from '../rest/kind.ts';
import { missing, refuse } from './errors.ts';
import { releaseFloatingIps } from './floating-ips.ts';
import { canonicalIp } from './ipam.ts';
import { PORT, type Port } from './model.ts';
import type { Networking } from './networking.ts';
import { ensureDefaultGroup } from './security-groups.ts';

/** Owners whose ports are part of something else and go with it. */
const SERVICE_OWNERS = ['network:router_interface', 'network:router_gateway', 'network:floatingip'];

export const ports = (neutron: Networking): Kind<Port> => ({
  ...called('port', 'Port', '/v2.0/ports'),
  quota: 'port',
  collection: neutron.model.ports,
  attributes: PORT,
  visible: (call, item) => neutron.model.networks.get(item.network_id)?.project_id === call.projectId,
  candidates: (call) => {
    const model = neutron.model;
    const network = call.query.get('network_id');
    if (network) return model.ports.by('network_id', network);
    const own = model.networks.by('project', call.projectId).flatMap((item) => model.ports.by('network_id', item.id));
    return [...new Set([...model.ports.by('project', call.projectId), ...own])];
  },
  filters: {
    fixed_ips: (item, wanted) => {
      const [key = '', value = ''] = wanted.split('=');
      return item.fixed_ips.some((ip) =>
        key === 'ip_address_substr'
          ? ip.ip_address.includes(value)
          : key === 'subnet_id'
            ? ip.subnet_id === value
            : ip.ip_address === canonicalIp(value),
      );
    },
    'binding:host_id': (item, wanted) => item['binding:host_id'] === wanted,
    mac_address: (item, wanted) => item.mac_address === wanted.toLowerCase(),
  },
  create(call, item, body) {
    const network = neutron.rest.find(neutron.kinds.networks, call, item.network_id);
    if (body.mac_address === undefined) item.mac_address = freshMac(neutron, network.id);
    else checkMac(neutron, item, item.mac_address);
    if (body.port_security_enabled === undefined) item.port_security_enabled = network.port_security_enabled;
    item.fixed_ips = neutron.ipam.allocate(item, absent(body.fixed_ips) ? undefined : list(body.fixed_ips));
    chooseGroups(neutron, call, item, body.security_groups);
    item.allowed_address_pairs = addressPairs(item, item.allowed_address_pairs);
    bind(item);
  },
  update(call, item, changes) {
    if (typeof changes.mac_address === 'string' && changes.mac_address !== item.mac_address)
      checkMac(neutron, item, changes.mac_address);
    if (changes.fixed_ips !== undefined) {
      const next = neutron.ipam.allocate(item, list(changes.fixed_ips), item.fixed_ips);
      for (const before of item.fixed_ips) {
        if (!next.some((ip) => ip.ip_address === before.ip_address))
          releaseFloatingIps(neutron, call, item, before.ip_address);
      }
      changes.fixed_ips = next;
    }
    if (changes.security_groups !== undefined)
      checkGroups(
        neutron,
        call,
        list(changes.security_groups).map((id) => text(id)),
      );
    const groups = (changes.security_groups as string[] | undefined) ?? item.security_groups;
    if (changes.port_security_enabled === false && groups.length > 0)
      throw refuse('PortSecurityAndIPRequiredForSecurityGroups');
    if (changes.allowed_address_pairs !== undefined) {
      changes.allowed_address_pairs = addressPairs(
        item,
        list(changes.allowed_address_pairs) as Port['allowed_address_pairs'],
      );
    }
  },
  updated(_call, item) {
    bind(item);
    neutron.model.ports.save(item);
  },
  remove(call, item) {
    if (SERVICE_OWNERS.includes(item.device_owner) && item.device_id) {
      throw refuse('ServicePortInUse', { id: item.id, reason: `has device owner ${item.device_owner}` });
    }
    const trunk = neutron.model.trunks.by('port', item.id)[0];
    if (trunk) throw refuse('PortInUseAsTrunkParent', { id: item.id, trunk: trunk.id });
    releaseFloatingIps(neutron, call, item);
    neutron.portGone(item);
  },
  show: (call, item) => {
    const dns = item.fixed_ips.map((ip) => {
      const host = item.dns_name || `host-${ip.ip_address.replaceAll(/[.:]/g, '-')}`;
      return { ip_address: ip.ip_address, hostname: host, fqdn: `${host}.openstacklocal.` };
    });
    const hidden = call.isAdmin
      ? {}
      : {
          'binding:host_id': undefined,
          'binding:profile': undefined,
          'binding:vif_type': undefined,
          'binding:vif_details': undefined,
        };
    return { dns_assignment: dns, ip_allocation: 'immediate', resource_request: null, ...hidden };
  },
});

/** A port with a device is wired at once here. */
function bind(item: Port): void {
  const wired =
    item.device_id !== '' &&
    item.admin_state_up &&
    (item['binding:host_id'] !== '' || item.device_owner.startsWith('network:'));
  item.status = wired ? 'ACTIVE' : 'DOWN';
  item['binding:vif_type'] = item['binding:host_id'] === '' ? 'unbound' : 'ovs';
  item['binding:vif_details'] = item['binding:host_id'] === '' ? {} : { port_filter: true, connectivity: 'l2' };
}

function freshMac(neutron: Networking, networkId: string): string {
  for (;;) {
    const mac = `fa:16:3e${randomBytes(3).toString('hex').replace(/(..)/g, ':$1')}`;
    if (neutron.model.ports.count('mac', `${networkId}/${mac}`) === 0) return mac;
  }
}
function checkMac(neutron: Networking, item: Port, mac: string): void {
  if (neutron.model.ports.count('mac', `${item.network_id}/${mac}`) > 0) {
    throw refuse('MacAddressInUse', { id: item.network_id, mac });
  }
}

function chooseGroups(neutron: Networking, call: Call, item: Port, asked: unknown): void {
  if (Array.isArray(asked)) {
    checkGroups(neutron, call, item.security_groups);
    if (!item.port_security_enabled && item.security_groups.length > 0)
      throw refuse('PortSecurityAndIPRequiredForSecurityGroups');
  } else {
    const wanted = item.port_security_enabled && !item.device_owner.startsWith('network:');
    item.security_groups = wanted ? [ensureDefaultGroup(neutron, call, item.project_id).id] : [];
  }
  item.security_groups = [...new Set(item.security_groups)];
}
function checkGroups(neutron: Networking, call: Call, ids: string[]): void {
  for (const id of ids) {
    const group = neutron.model.securityGroups.get(id);
    if (!group || !call.owns(group)) throw missing('SecurityGroup', id);
  }
}
function addressPairs(item: Port, pairs: Port['allowed_address_pairs']): Port['allowed_address_pairs'] {
  return pairs.map((pair) => {
    if (!isRecord(pair) || !pair.ip_address)
      throw refuse('HTTPBadRequest', { reason: 'AllowedAddressPair must contain ip_address' });
    return { mac_address: text(pair.mac_address) || item.mac_address, ip_address: text(pair.ip_address) };
  });
}
