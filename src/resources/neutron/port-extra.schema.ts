/** Properties of a port that a server may also give to one that is made for it. */
import type { PropertySchema } from '../../template/schema/types.ts';

export const portExtra = {
  admin_state_up: {
    type: 'boolean',
    description: 'Whether the port is administratively up.',
    default: true,
    updateAllowed: true,
  },
  allowed_address_pairs: {
    type: 'list',
    description: 'Further addresses from which the port may send.',
    updateAllowed: true,
    items: {
      type: 'map',
      properties: {
        ip_address: {
          type: 'string',
          description: 'Address or CIDR of the pair.',
          required: true,
          constraints: [{ kind: 'custom_constraint', name: 'ip_or_cidr' }],
        },
        mac_address: {
          type: 'string',
          description: "MAC address of the pair; the port's own unless given.",
          constraints: [{ kind: 'custom_constraint', name: 'mac_addr' }],
        },
      },
    },
  },
  'binding:vnic_type': {
    type: 'string',
    description: 'Kind of virtual or physical network card that the port asks for.',
    default: 'normal',
    updateAllowed: true,
    constraints: [
      {
        kind: 'allowed_values',
        values: ['normal', 'direct', 'macvtap', 'direct-physical', 'baremetal', 'virtio-forwarder', 'smart-nic'],
      },
    ],
    support: { status: 'SUPPORTED', version: '2015.1' },
  },
  mac_address: {
    type: 'string',
    description: 'MAC address for the port; Neutron chooses one otherwise.',
    constraints: [{ kind: 'custom_constraint', name: 'mac_addr' }],
  },
  no_fixed_ips: {
    type: 'boolean',
    description: 'True: the port gets no address at all.',
    default: false,
    updateAllowed: true,
    support: { status: 'SUPPORTED', version: '16.0.0' },
  },
  port_security_enabled: {
    type: 'boolean',
    description: 'Whether address spoofing rules and security groups apply to the port.',
    updateAllowed: true,
    support: { status: 'SUPPORTED', version: '5.0.0' },
  },
  propagate_uplink_status: {
    type: 'boolean',
    description: 'Whether the port follows the link state of its uplink.',
    updateAllowed: true,
    support: { status: 'SUPPORTED', version: '15.0.0' },
  },
  qos_policy: {
    type: 'string',
    description: 'Name or id of the quality-of-service policy of the port.',
    updateAllowed: true,
    constraints: [{ kind: 'custom_constraint', name: 'neutron.qos_policy' }],
    support: { status: 'SUPPORTED', version: '6.0.0' },
  },
  value_specs: {
    type: 'map',
    description: 'Further members of the request, for extensions that have no property here.',
    default: {},
    updateAllowed: true,
  },
} satisfies Record<string, PropertySchema>;
