/** A server as each microversion shows it. */
import type { Fields } from '../http/fields.ts';
import { isoMicros, isoSeconds } from '../state/timestamps.ts';
import type { Call } from './call.ts';
import type { Server } from './model.ts';
import { addressesOf } from './server-ports.ts';

export const novaLinks = (call: Call, kind: string, id: string): { rel: string; href: string }[] => [
  { rel: 'self', href: `${call.baseUrl}/compute/v2.1/${kind}/${id}` },
  { rel: 'bookmark', href: `${call.baseUrl}/compute/${kind}/${id}` },
];

/** The groups of a server are those of its ports; before it has any, those asked for. */
function groupNamesOf(call: Call, server: Server): string[] {
  const { ports, securityGroups } = call.cloud.neutron.model;
  const ids = new Set(ports.by('device_id', server.id).flatMap((port) => port.security_groups));
  if (ids.size === 0) return server.vm_state === 'building' ? server.security_groups : [];
  return [...ids].flatMap((id) => securityGroups.get(id)?.name ?? []);
}

export const briefServer = (call: Call, server: Server): Fields => ({
  id: server.id,
  name: server.name,
  links: novaLinks(call, 'servers', server.id),
});

export function showServer(call: Call, server: Server, alone: boolean): Fields {
  const minor = call.minor;
  const { flavor } = server;
  const groups = groupNamesOf(call, server);
  return {
    id: server.id,
    name: server.name,
    status: server.status,
    tenant_id: server.project_id,
    user_id: server.user_id,
    metadata: server.metadata,
    hostId: server.vm_state === 'building' ? '' : '2f6d1c4a7be04c5d9f8e35b1a0c9d8e7f6a5b4c3d2e1f0a9b8c7d6e5',
    image: server.image_id
      ? {
          id: server.image_id,
          links: [{ rel: 'bookmark', href: `${call.baseUrl}/compute/images/${server.image_id}` }],
        }
      : '',
    flavor:
      minor >= 47
        ? {
            vcpus: flavor.vcpus,
            ram: flavor.ram,
            disk: flavor.disk,
            ephemeral: flavor.ephemeral,
            swap: flavor.swap,
            original_name: flavor.name,
            extra_specs: flavor.extra_specs,
          }
        : {
            id: flavor.id,
            links: [{ rel: 'bookmark', href: `${call.baseUrl}/compute/flavors/${flavor.id}` }],
          },
    created: isoSeconds(server.created),
    updated: isoSeconds(server.updated),
    addresses: addressesOf(call, server.id),
    accessIPv4: '',
    accessIPv6: '',
    links: novaLinks(call, 'servers', server.id),
    'OS-DCF:diskConfig': server.disk_config,
    ...(server.status === 'ACTIVE' || server.status === 'BUILD' ? { progress: server.progress } : {}),
    'OS-EXT-AZ:availability_zone': server.availability_zone,
    config_drive: server.config_drive ? 'True' : '',
    key_name: server.key_name,
    'OS-SRV-USG:launched_at': server.launched_at === null ? null : isoMicros(server.launched_at),
    'OS-SRV-USG:terminated_at': null,
    ...(groups.length > 0 && { security_groups: groups.map((name) => ({ name })) }),
    'OS-EXT-STS:task_state': server.task_state,
    'OS-EXT-STS:vm_state': server.vm_state,
    'OS-EXT-STS:power_state': server.power_state,
    'os-extended-volumes:volumes_attached': server.volumes.map((volume) => ({
      id: volume.volume_id,
      ...(minor >= 3 && { delete_on_termination: volume.delete_on_termination }),
    })),
    ...(server.fault &&
      ['ERROR', 'DELETED'].includes(server.status) && {
        fault: {
          code: server.fault.code,
          message: server.fault.message,
          created: isoSeconds(server.fault.created),
          ...(call.isAdmin && { details: server.fault.details }),
        },
      }),
    ...(call.isAdmin && {
      'OS-EXT-SRV-ATTR:host': 'devcloud',
      'OS-EXT-SRV-ATTR:instance_name': `instance-${server.id.slice(0, 8)}`,
      'OS-EXT-SRV-ATTR:hypervisor_hostname': 'devcloud',
      ...(minor >= 3 && {
        'OS-EXT-SRV-ATTR:reservation_id': server.reservation_id,
        'OS-EXT-SRV-ATTR:launch_index': server.launch_index,
        'OS-EXT-SRV-ATTR:kernel_id': '',
        'OS-EXT-SRV-ATTR:ramdisk_id': '',
        'OS-EXT-SRV-ATTR:root_device_name': '/dev/vda',
        'OS-EXT-SRV-ATTR:user_data': server.user_data,
        'OS-EXT-SRV-ATTR:hostname': server.hostname,
      }),
    }),
    ...(!call.isAdmin && minor >= 90 && { 'OS-EXT-SRV-ATTR:hostname': server.hostname }),
    ...(minor >= 9 && { locked: server.locked }),
    ...(minor >= 16 && call.isAdmin && { host_status: 'UP' }),
    ...(minor >= 19 && { description: server.description }),
    ...(minor >= 26 && { tags: server.tags }),
    ...(minor >= 63 && { trusted_image_certificates: null }),
    ...(minor >= 71 && alone && { server_groups: server.group_id ? [server.group_id] : [] }),
    ...(minor >= 73 && { locked_reason: server.locked_reason }),
    ...(minor >= 96 && { pinned_availability_zone: null }),
  };
}
