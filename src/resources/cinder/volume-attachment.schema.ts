/** Schema of OS::Cinder::VolumeAttachment. */
import type { Definition } from '../define.ts';

export const schema = {
  name: 'OS::Cinder::VolumeAttachment',
  className: 'CinderVolumeAttachment',
  description: 'The tie between a volume and a server.',
  properties: {
    instance_uuid: { type: 'string', description: 'Id of the server.', required: true, updateAllowed: true },
    mountpoint: {
      type: 'string',
      description: 'Device under which the guest should see it; most hypervisors choose on their own.',
      updateAllowed: true,
    },
    volume_id: {
      type: 'string',
      description: 'Id of the volume.',
      required: true,
      updateAllowed: true,
      constraints: [{ kind: 'custom_constraint', name: 'cinder.volume' }],
    },
  },
} satisfies Definition;
