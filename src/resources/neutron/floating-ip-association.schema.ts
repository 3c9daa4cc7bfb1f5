/** Schema of OS::Neutron::FloatingIPAssociation. */
import type { Definition } from '../define.ts';

export const schema = {
  name: 'OS::Neutron::FloatingIPAssociation',
  description: 'The tie between a floating IP and a port.',
  properties: {
    fixed_ip_address: {
      type: 'string',
      description: 'Address of the port to which it leads, if the port has several.',
      updateAllowed: true,
      constraints: [{ kind: 'custom_constraint', name: 'ip_addr' }],
    },
    floatingip_id: { type: 'string', description: 'Id of the floating IP.', required: true, updateAllowed: true },
    port_id: {
      type: 'string',
      description: 'Name or id of the port.',
      required: true,
      updateAllowed: true,
      constraints: [{ kind: 'custom_constraint', name: 'neutron.port' }],
    },
  },
} satisfies Definition;
