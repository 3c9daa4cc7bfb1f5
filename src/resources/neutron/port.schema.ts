/** Schema of OS::Neutron::Port. */
import type { Definition } from '../define.ts';
import { portExtra } from './port-extra.schema.ts';

export const schema = {
  name: 'OS::Neutron::Port',
  description: 'A port: where a network card is plugged into a network, with its addresses.',
  properties: {
    ...portExtra,
    device_id: { type: 'string', description: 'Id of the device that uses it.', default: '', updateAllowed: true },
    device_owner: { type: 'string', description: 'Kind of the device that uses it.', default: '', updateAllowed: true },
    dns_name: {
      type: 'string',
      description: 'Host name of the port.',
      updateAllowed: true,
      constraints: [{ kind: 'custom_constraint', name: 'dns_name' }],
      support: { status: 'SUPPORTED', version: '7.0.0' },
    },
    fixed_ips: {
      type: 'list',
      description: 'Addresses wanted. Left open, Neutron chooses.',
      updateAllowed: true,
      items: {
        type: 'map',
        properties: {
          ip_address: {
            type: 'string',
            description: 'The address.',
            constraints: [{ kind: 'custom_constraint', name: 'ip_addr' }],
          },
          subnet: {
            type: 'string',
            description: 'Name or id of the subnet.',
            constraints: [{ kind: 'custom_constraint', name: 'neutron.subnet' }],
            support: { status: 'SUPPORTED', version: '2014.2' },
          },
          subnet_id: {
            type: 'string',
            description: 'Id of the subnet. Use `subnet`.',
            constraints: [{ kind: 'custom_constraint', name: 'neutron.subnet' }],
            support: {
              status: 'HIDDEN',
              version: '5.0.0',
              message: 'Use `subnet` instead.',
              previous: { status: 'DEPRECATED', version: '2014.2' },
            },
          },
        },
      },
    },
    name: {
      type: 'string',
      description: 'Name of the object; by default made from the stack, the resource and a random part.',
      updateAllowed: true,
    },
    network: {
      type: 'string',
      description: 'Name or id of its network. All subnets of that network in the same stack come first.',
      required: true,
      constraints: [{ kind: 'custom_constraint', name: 'neutron.network' }],
      support: { status: 'SUPPORTED', version: '2014.2' },
    },
    network_id: {
      type: 'string',
      description: 'Id of the network. Use `network`.',
      constraints: [{ kind: 'custom_constraint', name: 'neutron.network' }],
      support: {
        status: 'HIDDEN',
        version: '5.0.0',
        message: 'Use `network` instead.',
        previous: { status: 'DEPRECATED', version: '2014.2' },
      },
    },
    replacement_policy: {
      type: 'string',
      description: 'Whether any change replaces it, or only what cannot be done in place.',
      default: 'AUTO',
      updateAllowed: true,
      constraints: [{ kind: 'allowed_values', values: ['REPLACE_ALWAYS', 'AUTO'] }],
      support: {
        status: 'HIDDEN',
        version: '9.0.0',
        previous: { status: 'DEPRECATED', version: '6.0.0', previous: { status: 'SUPPORTED', version: '2014.2' } },
      },
    },
    security_groups: {
      type: 'list',
      description:
        "Names or ids of its security groups. Left open, the project's default group; an empty list for none.",
      updateAllowed: true,
    },
    tags: {
      type: 'list',
      description: 'Tags of the object; the list given replaces the one before.',
      updateAllowed: true,
      support: { status: 'SUPPORTED', version: '9.0.0' },
      items: { type: 'string' },
    },
  },
  attributes: {
    admin_state_up: { type: 'string', description: 'Whether it is administratively up.' },
    allowed_address_pairs: { type: 'list', description: 'Further addresses from which it may send.' },
    device_id: { type: 'string', description: 'Device that uses it.', lives: true },
    device_owner: { type: 'string', description: 'Kind of the device.', lives: true },
    dns_assignment: {
      type: 'map',
      description: 'Names and addresses given to it by DNS integration.',
      lives: true,
      support: { status: 'SUPPORTED', version: '7.0.0' },
    },
    fixed_ips: { type: 'list', description: 'Its addresses, each with its subnet.', lives: true },
    mac_address: { type: 'string', description: 'Its MAC address.' },
    name: { type: 'string', description: 'Its name.' },
    network: {
      type: 'map',
      description: 'The network, whole.',
      support: { status: 'SUPPORTED', version: '11.0.0' },
      lives: true,
    },
    network_id: { type: 'string', description: 'Its network.' },
    port_security_enabled: {
      type: 'boolean',
      description: 'Whether port security is on.',
      support: { status: 'SUPPORTED', version: '5.0.0' },
    },
    propagate_uplink_status: {
      type: 'boolean',
      description: 'Whether it follows the link state of its uplink.',
      support: { status: 'SUPPORTED', version: '15.0.0' },
    },
    qos_policy_id: {
      type: 'string',
      description: 'Id of its quality-of-service policy.',
      support: { status: 'SUPPORTED', version: '6.0.0' },
    },
    security_groups: { type: 'list', description: 'Ids of its security groups.' },
    status: { type: 'string', description: 'Its status.', lives: true },
    subnets: { type: 'list', description: 'The subnets of its addresses, whole.', lives: true },
    tenant_id: { type: 'string', description: 'Project that owns it.' },
  },
  translation: [
    { rule: 'Replace', path: ['network'], valuePath: ['network_id'] },
    { rule: 'Replace', path: ['fixed_ips', 'subnet'], valueName: 'subnet_id' },
    {
      rule: 'Resolve',
      path: ['network'],
      client: 'neutron',
      finder: 'find_resourceid_by_name_or_id',
      entity: 'network',
    },
    {
      rule: 'Resolve',
      path: ['fixed_ips', 'subnet'],
      client: 'neutron',
      finder: 'find_resourceid_by_name_or_id',
      entity: 'subnet',
    },
  ],
} satisfies Definition;
