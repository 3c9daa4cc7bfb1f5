/** What is made: members of a group, each a nested stack of a server, its port, a volume, and the volume's attachment. */
export const FLAVOR = 'm1.nano';
export const IMAGE = 'cirros';
export const CIDR = '10.78.0.0/16';

const VERSION = '2018-08-31';

const member = {
  heat_template_version: VERSION,
  parameters: { network: { type: 'string' } },
  resources: {
    port: { type: 'OS::Neutron::Port', properties: { network: { get_param: 'network' } } },
    volume: { type: 'OS::Cinder::Volume', properties: { size: 1 } },
    server: {
      type: 'OS::Nova::Server',
      properties: { flavor: FLAVOR, image: IMAGE, networks: [{ port: { get_resource: 'port' } }] },
    },
    attachment: {
      type: 'OS::Cinder::VolumeAttachment',
      properties: { instance_uuid: { get_resource: 'server' }, volume_id: { get_resource: 'volume' } },
    },
  },
};

/** A template and the file that it names. */
export function membersTemplate(members: number): { template: unknown; files: Record<string, string> } {
  const resource_def = { type: 'member.yaml', properties: { network: { get_resource: 'network' } } };
  const template = {
    heat_template_version: VERSION,
    resources: {
      network: { type: 'OS::Neutron::Net' },
      subnet: {
        type: 'OS::Neutron::Subnet',
        properties: { network: { get_resource: 'network' }, cidr: CIDR, ip_version: 4 },
      },
      members: {
        type: 'OS::Heat::ResourceGroup',
        depends_on: 'subnet',
        properties: { count: members, resource_def },
      },
    },
  };
  return { template, files: { 'member.yaml': JSON.stringify(member) } };
}

/** One of many small stacks. */
export const SMALL = {
  heat_template_version: VERSION,
  resources: { word: { type: 'OS::Heat::RandomString' } },
};
