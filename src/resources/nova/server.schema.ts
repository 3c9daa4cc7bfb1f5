/** Schema of OS::Nova::Server. */
import type { Definition } from '../define.ts';
import { PORT_EXTRA } from '../neutron/port-extra.ts';

export const schema = {
  name: 'OS::Nova::Server',
  description: 'A virtual machine, with its network ports, disks and start-up data.',
  deletionPolicies: ['Delete', 'Retain', 'Snapshot'],
  physicalNameLimit: 53,
  properties: {
    admin_pass: {
      type: 'string',
      description: 'Password of the administrator in the guest.',
      updateAllowed: true,
      secret: true,
    },
    admin_user: {
      type: 'string',
      description: 'Login name of the administrator in the guest. No longer used.',
      support: {
        status: 'HIDDEN',
        version: '5.0.0',
        previous: { status: 'DEPRECATED', version: '2014.1', previous: { status: 'SUPPORTED', version: '2013.2' } },
      },
    },
    availability_zone: { type: 'string', description: 'Zone in which the server is placed.' },
    block_device_mapping: {
      type: 'list',
      description: 'Disks of the server, in the old form.',
      items: {
        type: 'map',
        properties: {
          delete_on_termination: { type: 'boolean', description: 'Whether the volume goes with the server.' },
          device_name: {
            type: 'string',
            description: 'Device under which the guest sees the disk, such as `vda`.',
            required: true,
          },
          snapshot_id: {
            type: 'string',
            description: 'Volume snapshot from which to make the disk.',
            constraints: [{ kind: 'custom_constraint', name: 'cinder.snapshot' }],
          },
          volume_id: {
            type: 'string',
            description: 'Volume to use. Give either this or `snapshot_id`.',
            constraints: [{ kind: 'custom_constraint', name: 'cinder.volume' }],
          },
          volume_size: { type: 'integer', description: 'Size in GiB of the volume made from a snapshot.' },
        },
      },
    },
    block_device_mapping_v2: {
      type: 'list',
      description: 'Disks of the server: from images, volumes, snapshots, blank, or swap.',
      support: { status: 'SUPPORTED', version: '2015.1' },
      items: {
        type: 'map',
        properties: {
          boot_index: { type: 'integer', description: 'Place in the boot order; 0 boots first, negative never.' },
          delete_on_termination: { type: 'boolean', description: 'Whether the volume goes with the server.' },
          device_name: { type: 'string', description: 'Device under which the guest sees the disk.' },
          device_type: {
            type: 'string',
            description: 'Whether the guest sees a disk or a CD-ROM drive.',
            constraints: [{ kind: 'allowed_values', values: ['cdrom', 'disk'] }],
          },
          disk_bus: {
            type: 'string',
            description: 'Bus on which the guest sees the disk.',
            constraints: [{ kind: 'allowed_values', values: ['ide', 'lame_bus', 'sata', 'scsi', 'usb', 'virtio'] }],
          },
          ephemeral_format: {
            type: 'string',
            description: 'File system of a blank local disk.',
            constraints: [{ kind: 'allowed_values', values: ['ext2', 'ext3', 'ext4', 'xfs', 'ntfs'] }],
            support: { status: 'SUPPORTED', version: '8.0.0' },
          },
          ephemeral_size: {
            type: 'integer',
            description: 'Size of a blank local disk in GiB.',
            constraints: [{ kind: 'range', min: 1 }],
            support: { status: 'SUPPORTED', version: '8.0.0' },
          },
          image: {
            type: 'string',
            description: 'Image from which to make the disk, by name or id.',
            constraints: [{ kind: 'custom_constraint', name: 'glance.image' }],
            support: { status: 'SUPPORTED', version: '7.0.0' },
          },
          image_id: {
            type: 'string',
            description: 'Image from which to make the disk, by id.',
            constraints: [{ kind: 'custom_constraint', name: 'glance.image' }],
            support: {
              status: 'HIDDEN',
              version: '9.0.0',
              message: 'Use `image` instead.',
              previous: { status: 'DEPRECATED', version: '7.0.0', previous: { status: 'SUPPORTED', version: '5.0.0' } },
            },
          },
          snapshot_id: {
            type: 'string',
            description: 'Volume snapshot from which to make the disk.',
            constraints: [{ kind: 'custom_constraint', name: 'cinder.snapshot' }],
          },
          swap_size: { type: 'integer', description: 'Size of a swap disk in MiB.' },
          volume_id: {
            type: 'string',
            description: 'Volume to use.',
            constraints: [{ kind: 'custom_constraint', name: 'cinder.volume' }],
          },
          volume_size: { type: 'integer', description: 'Size in GiB of the volume that is made.' },
          volume_type: {
            type: 'string',
            description: 'Volume type of the volume that is made.',
            constraints: [{ kind: 'custom_constraint', name: 'cinder.vtype' }],
            support: { status: 'SUPPORTED', version: '26.0.0' },
          },
        },
      },
    },
    config_drive: { type: 'boolean', description: 'Whether the guest gets its metadata on a drive.' },
    deployment_swift_data: {
      type: 'map',
      description: 'Where deployment data is kept in Swift.',
      default: {},
      updateAllowed: true,
      support: { status: 'SUPPORTED', version: '9.0.0' },
      properties: {
        container: { type: 'string', description: 'Name of the container.', constraints: [{ kind: 'length', min: 1 }] },
        object: { type: 'string', description: 'Name of the object.', constraints: [{ kind: 'length', min: 1 }] },
      },
    },
    diskConfig: {
      type: 'string',
      description: 'Whether the disk is partitioned automatically (AUTO) or left as the image has it (MANUAL).',
      constraints: [{ kind: 'allowed_values', values: ['AUTO', 'MANUAL'] }],
    },
    flavor: {
      type: 'string',
      description: 'Name or id of the flavor.',
      required: true,
      updateAllowed: true,
      constraints: [{ kind: 'custom_constraint', name: 'nova.flavor' }],
    },
    flavor_update_policy: {
      type: 'string',
      description: 'What a change of flavor does: resize the server in place or replace it.',
      default: 'RESIZE',
      updateAllowed: true,
      constraints: [{ kind: 'allowed_values', values: ['RESIZE', 'REPLACE'] }],
    },
    image: {
      type: 'string',
      description: 'Name or id of the image to boot from; not needed when a block device boots.',
      updateAllowed: true,
      constraints: [{ kind: 'custom_constraint', name: 'glance.image' }],
    },
    image_update_policy: {
      type: 'string',
      description:
        'What a change of image does: rebuild the server in place (with or without its ephemeral disk) or replace it.',
      default: 'REBUILD',
      updateAllowed: true,
      constraints: [{ kind: 'allowed_values', values: ['REBUILD', 'REPLACE', 'REBUILD_PRESERVE_EPHEMERAL'] }],
    },
    key_name: {
      type: 'string',
      description: 'Key pair whose public key goes into the guest.',
      constraints: [{ kind: 'custom_constraint', name: 'nova.keypair' }],
    },
    metadata: {
      type: 'map',
      description: 'Key-value pairs kept with the server; values are turned into text.',
      default: {},
      updateAllowed: true,
    },
    name: {
      type: 'string',
      description: 'Name of the server; by default made from the stack, the resource and a random part.',
      updateAllowed: true,
    },
    networks: {
      type: 'list',
      description: 'Network interfaces in their order. Left open, Nova chooses.',
      updateAllowed: true,
      items: {
        type: 'map',
        properties: {
          allocate_network: {
            type: 'string',
            description:
              '`auto`: Nova makes a network if there is none; `none`: no interfaces. Stands alone in the list.',
            updateAllowed: true,
            constraints: [{ kind: 'allowed_values', values: ['none', 'auto'] }],
            support: { status: 'SUPPORTED', version: '9.0.0' },
          },
          fixed_ip: {
            type: 'string',
            description: 'Address wanted on the network.',
            constraints: [{ kind: 'custom_constraint', name: 'ip_addr' }],
          },
          floating_ip: {
            type: 'string',
            description: 'Id of a floating IP to associate with the interface.',
            support: { status: 'SUPPORTED', version: '6.0.0' },
          },
          network: {
            type: 'string',
            description: 'Name or id of the network; a port is made on it.',
            constraints: [{ kind: 'custom_constraint', name: 'neutron.network' }],
          },
          port: {
            type: 'string',
            description: 'Name or id of an existing port.',
            constraints: [{ kind: 'custom_constraint', name: 'neutron.port' }],
          },
          port_extra_properties: {
            type: 'map',
            description: 'Further properties of the port that is made.',
            updateAllowed: true,
            support: { status: 'SUPPORTED', version: '6.0.0' },
            properties: PORT_EXTRA,
          },
          subnet: {
            type: 'string',
            description: 'Subnet from which the port gets its address.',
            support: { status: 'SUPPORTED', version: '5.0.0' },
          },
          tag: {
            type: 'string',
            description: 'Tag by which the guest finds the interface in its metadata.',
            support: { status: 'SUPPORTED', version: '9.0.0' },
          },
          uuid: {
            type: 'string',
            description: 'Id of the network. Use `network`.',
            constraints: [{ kind: 'custom_constraint', name: 'neutron.network' }],
            support: {
              status: 'HIDDEN',
              version: '5.0.0',
              previous: { status: 'DEPRECATED', version: '2014.1', message: 'Use `network` instead.' },
            },
          },
        },
      },
    },
    personality: {
      type: 'map',
      description: 'Files to put into the guest: path to content.',
      default: {},
      support: { status: 'DEPRECATED', version: '12.0.0', message: 'Use `user_data` instead.' },
    },
    reservation_id: {
      type: 'string',
      description: 'Reservation of which the server is a part. Not used by Nova any more.',
    },
    scheduler_hints: { type: 'map', description: 'Key-value pairs that guide the choice of a host.' },
    security_groups: {
      type: 'list',
      description: 'Names or ids of security groups; not together with ports given in `networks`.',
      default: [],
    },
    software_config_transport: {
      type: 'string',
      description: 'How a server of the format SOFTWARE_CONFIG learns of its deployments.',
      default: 'POLL_SERVER_CFN',
      updateAllowed: true,
      constraints: [
        { kind: 'allowed_values', values: ['POLL_SERVER_CFN', 'POLL_SERVER_HEAT', 'POLL_TEMP_URL', 'ZAQAR_MESSAGE'] },
      ],
    },
    tags: {
      type: 'list',
      description: 'Tags of the server; the list given replaces the one before.',
      updateAllowed: true,
      support: { status: 'SUPPORTED', version: '8.0.0' },
      items: { type: 'string' },
    },
    user_data: {
      type: 'string',
      description: "Data for the guest's first boot: a text, or the id of a software configuration.",
      default: '',
      updateAllowed: true,
      secret: true,
    },
    user_data_format: {
      type: 'string',
      description:
        "How `user_data` is wrapped: as it is (RAW), with Heat's boot tools (HEAT_CFNTOOLS), or for software deployments (SOFTWARE_CONFIG).",
      default: 'HEAT_CFNTOOLS',
      constraints: [{ kind: 'allowed_values', values: ['HEAT_CFNTOOLS', 'RAW', 'SOFTWARE_CONFIG'] }],
    },
    user_data_update_policy: {
      type: 'string',
      description: 'What a change of `user_data` does: replace the server, or nothing.',
      default: 'REPLACE',
      updateAllowed: true,
      constraints: [{ kind: 'allowed_values', values: ['REPLACE', 'IGNORE', 'REBUILD'] }],
      support: { status: 'SUPPORTED', version: '6.0.0' },
    },
  },
  attributes: {
    accessIPv4: {
      type: 'string',
      description: 'IPv4 address by which others reach it.',
      lives: true,
      support: { status: 'DEPRECATED', version: '14.0.0', previous: { status: 'SUPPORTED', version: '2015.1' } },
    },
    accessIPv6: {
      type: 'string',
      description: 'IPv6 address by which others reach it.',
      lives: true,
      support: { status: 'DEPRECATED', version: '14.0.0', previous: { status: 'SUPPORTED', version: '2015.1' } },
    },
    addresses: {
      type: 'map',
      description: 'All addresses by network, each with its port, subnets and network.',
      lives: true,
      support: { status: 'SUPPORTED', version: '11.0.0', previous: { status: 'SUPPORTED' } },
    },
    console_urls: {
      type: 'map',
      description: 'Addresses of its consoles by kind: novnc, xvpvnc, spice-html5, rdp-html5, serial, webmks.',
      lives: true,
      support: { status: 'SUPPORTED', version: '2015.1' },
    },
    first_address: {
      description: 'First address of the first network; empty when there is none.',
      lives: true,
      support: {
        status: 'HIDDEN',
        version: '5.0.0',
        message: 'Use `networks` instead.',
        previous: { status: 'DEPRECATED', version: '2014.2', previous: { status: 'SUPPORTED', version: '2013.2' } },
      },
    },
    instance_name: { type: 'string', description: 'Name under which the hypervisor knows it.' },
    name: { type: 'string', description: 'Name of the server.' },
    networks: { type: 'map', description: 'Lists of addresses by network name and id.', lives: true },
    os_collect_config: {
      type: 'map',
      description: 'Configuration of the agent in the guest that collects deployments.',
      cache: 'none',
      support: { status: 'SUPPORTED', version: '9.0.0' },
    },
    tags: { type: 'list', description: 'Tags of the server.', support: { status: 'SUPPORTED', version: '8.0.0' } },
  },
  translation: [
    { rule: 'Replace', path: ['networks', 'network'], valueName: 'uuid' },
    { rule: 'Resolve', path: ['flavor'], client: 'nova', finder: 'find_flavor_by_name_or_id' },
    { rule: 'Resolve', path: ['image'], client: 'glance', finder: 'find_image_by_name_or_id' },
    { rule: 'Replace', path: ['block_device_mapping_v2', 'image'], valueName: 'image_id' },
    {
      rule: 'Resolve',
      path: ['block_device_mapping_v2', 'image'],
      client: 'glance',
      finder: 'find_image_by_name_or_id',
    },
    {
      rule: 'Resolve',
      path: ['networks', 'network'],
      client: 'neutron',
      finder: 'find_resourceid_by_name_or_id',
      entity: 'network',
    },
    {
      rule: 'Resolve',
      path: ['networks', 'subnet'],
      client: 'neutron',
      finder: 'find_resourceid_by_name_or_id',
      entity: 'subnet',
    },
    {
      rule: 'Resolve',
      path: ['networks', 'port'],
      client: 'neutron',
      finder: 'find_resourceid_by_name_or_id',
      entity: 'port',
    },
  ],
} satisfies Definition;
