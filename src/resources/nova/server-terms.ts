/** The properties and attributes of OS::Nova::Server. */
import { PORT_EXTRA } from '../neutron/port-extra.ts';
import {
  anything,
  checked,
  deprecated,
  flag,
  type Given,
  hidden,
  integer,
  length,
  list,
  lives,
  lookedUp,
  map,
  of,
  oneOf,
  preset,
  range,
  ref,
  renamedTo,
  required,
  secret,
  since,
  text,
  uncached,
  update,
} from '../terms/index.ts';
import type { ResourceOperation, UpdateOperation } from '../type.ts';

export const SERVER_PROPERTIES = {
  admin_pass: text('Password of the administrator in the guest.', update, secret),
  admin_user: text(
    'Login name of the administrator in the guest. No longer used.',
    hidden('5.0.0', deprecated('2014.1', since('2013.2'))),
  ),
  availability_zone: text('Zone in which the server is placed.'),
  block_device_mapping: list('Disks of the server, in the old form.', {
    delete_on_termination: flag('Whether the volume goes with the server.'),
    device_name: text('Device under which the guest sees the disk, such as `vda`.', required),
    snapshot_id: text('Volume snapshot from which to make the disk.', checked('cinder.snapshot')),
    volume_id: text('Volume to use. Give either this or `snapshot_id`.', checked('cinder.volume')),
    volume_size: integer('Size in GiB of the volume made from a snapshot.'),
  }),
  block_device_mapping_v2: list(
    'Disks of the server: from images, volumes, snapshots, blank, or swap.',
    since('2015.1'),
    {
      boot_index: integer('Place in the boot order; 0 boots first, negative never.'),
      delete_on_termination: flag('Whether the volume goes with the server.'),
      device_name: text('Device under which the guest sees the disk.'),
      device_type: text('Whether the guest sees a disk or a CD-ROM drive.', oneOf('cdrom', 'disk')),
      disk_bus: text(
        'Bus on which the guest sees the disk.',
        oneOf('ide', 'lame_bus', 'sata', 'scsi', 'usb', 'virtio'),
      ),
      ephemeral_format: text(
        'File system of a blank local disk.',
        oneOf('ext2', 'ext3', 'ext4', 'xfs', 'ntfs'),
        since('8.0.0'),
      ),
      ephemeral_size: integer('Size of a blank local disk in GiB.', range(1), since('8.0.0')),
      image: ref('glance.image', 'Image from which to make the disk, by name or id.', since('7.0.0')),
      image_id: renamedTo(
        'image',
        'Image from which to make the disk, by id.',
        hidden('9.0.0', deprecated('7.0.0', since('5.0.0'))),
      ),
      snapshot_id: text('Volume snapshot from which to make the disk.', checked('cinder.snapshot')),
      swap_size: integer('Size of a swap disk in MiB.'),
      volume_id: text('Volume to use.', checked('cinder.volume')),
      volume_size: integer('Size in GiB of the volume that is made.'),
      volume_type: text('Volume type of the volume that is made.', checked('cinder.vtype'), since('26.0.0')),
    },
  ),
  config_drive: flag('Whether the guest gets its metadata on a drive.'),
  deployment_swift_data: map('Where deployment data is kept in Swift.', preset({}), update, since('9.0.0'), {
    container: text('Name of the container.', length(1)),
    object: text('Name of the object.', length(1)),
  }),
  diskConfig: text(
    'Whether the disk is partitioned automatically (AUTO) or left as the image has it (MANUAL).',
    oneOf('AUTO', 'MANUAL'),
  ),
  flavor: ref('nova.flavor', 'Name or id of the flavor.', required, update),
  flavor_update_policy: text(
    'What a change of flavor does: resize the server in place or replace it.',
    preset('RESIZE'),
    oneOf('RESIZE', 'REPLACE'),
    update,
  ),
  image: ref('glance.image', 'Name or id of the image to boot from; not needed when a block device boots.', update),
  image_update_policy: text(
    'What a change of image does: rebuild the server in place (with or without its ephemeral disk) or replace it.',
    preset('REBUILD'),
    oneOf('REBUILD', 'REPLACE', 'REBUILD_PRESERVE_EPHEMERAL'),
    update,
  ),
  key_name: text('Key pair whose public key goes into the guest.', checked('nova.keypair')),
  metadata: map('Key-value pairs kept with the server; values are turned into text.', preset({}), update),
  name: text('Name of the server; by default made from the stack, the resource and a random part.', update),
  networks: list('Network interfaces in their order. Left open, Nova chooses.', update, {
    allocate_network: text(
      '`auto`: Nova makes a network if there is none; `none`: no interfaces. Stands alone in the list.',
      oneOf('none', 'auto'),
      update,
      since('9.0.0'),
    ),
    fixed_ip: text('Address wanted on the network.', checked('ip_addr')),
    floating_ip: text('Id of a floating IP to associate with the interface.', since('6.0.0')),
    network: ref('neutron.network', 'Name or id of the network; a port is made on it.'),
    port: ref('neutron.port', 'Name or id of an existing port.'),
    port_extra_properties: map('Further properties of the port that is made.', update, since('6.0.0'), PORT_EXTRA),
    subnet: text('Subnet from which the port gets its address.', since('5.0.0'), lookedUp('neutron.subnet')),
    tag: text('Tag by which the guest finds the interface in its metadata.', since('9.0.0')),
    uuid: renamedTo(
      'network',
      'Id of the network. Use `network`.',
      hidden('5.0.0', deprecated('2014.1', 'Use `network` instead.')),
    ),
  }),
  personality: map(
    'Files to put into the guest: path to content.',
    preset({}),
    deprecated('12.0.0', 'Use `user_data` instead.'),
  ),
  reservation_id: text('Reservation of which the server is a part. Not used by Nova any more.'),
  scheduler_hints: map('Key-value pairs that guide the choice of a host.'),
  security_groups: list('Names or ids of security groups; not together with ports given in `networks`.', preset([])),
  software_config_transport: text(
    'How a server of the format SOFTWARE_CONFIG learns of its deployments.',
    preset('POLL_SERVER_CFN'),
    oneOf('POLL_SERVER_CFN', 'POLL_SERVER_HEAT', 'POLL_TEMP_URL', 'ZAQAR_MESSAGE'),
    update,
  ),
  tags: list('Tags of the server; the list given replaces the one before.', of('string'), update, since('8.0.0')),
  user_data: text(
    "Data for the guest's first boot: a text, or the id of a software configuration.",
    preset(''),
    update,
    secret,
  ),
  user_data_format: text(
    "How `user_data` is wrapped: as it is (RAW), with Heat's boot tools (HEAT_CFNTOOLS), or for software deployments (SOFTWARE_CONFIG).",
    preset('HEAT_CFNTOOLS'),
    oneOf('HEAT_CFNTOOLS', 'RAW', 'SOFTWARE_CONFIG'),
  ),
  user_data_update_policy: text(
    'What a change of `user_data` does: replace the server, or nothing.',
    preset('REPLACE'),
    oneOf('REPLACE', 'IGNORE', 'REBUILD'),
    update,
    since('6.0.0'),
  ),
};

export const SERVER_ATTRIBUTES = {
  accessIPv4: text('IPv4 address by which others reach it.', lives, deprecated('14.0.0', since('2015.1'))),
  accessIPv6: text('IPv6 address by which others reach it.', lives, deprecated('14.0.0', since('2015.1'))),
  addresses: map('All addresses by network, each with its port, subnets and network.', lives, since('11.0.0', since())),
  console_urls: map(
    'Addresses of its consoles by kind: novnc, xvpvnc, spice-html5, rdp-html5, serial, webmks.',
    lives,
    since('2015.1'),
  ),
  first_address: anything(
    'First address of the first network; empty when there is none.',
    lives,
    hidden('5.0.0', 'Use `networks` instead.', deprecated('2014.2', since('2013.2'))),
  ),
  instance_name: text('Name under which the hypervisor knows it.'),
  name: text('Name of the server.'),
  networks: map('Lists of addresses by network name and id.', lives),
  os_collect_config: map(
    'Configuration of the agent in the guest that collects deployments.',
    uncached,
    since('9.0.0'),
  ),
  tags: list('Tags of the server.', since('8.0.0')),
};

export type ServerProperties = Given<typeof SERVER_PROPERTIES>;
export type ServerOperation = ResourceOperation<ServerProperties>;
export type ServerUpdate = UpdateOperation<ServerProperties>;
