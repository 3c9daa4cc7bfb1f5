import { CloudError } from '../../openstack/cloud.ts';
import type { ValueMap } from '../../template/value.ts';
import { ownType } from '../own-type.ts';
import { beginStages, runStages, type StageHandler } from '../stages.ts';
import { checked, required, text, update } from '../terms/index.ts';
import { tie } from '../tie.ts';
import type { Properties, ResourceOperation } from '../type.ts';
import { attach, attachmentTo, detach, isAttached, isDetached, VOLUMES } from './profile.ts';

/** Nova names an attachment after its volume. */
export const volumeAttachment = ownType({
  name: 'OS::Cinder::VolumeAttachment',
  className: 'CinderVolumeAttachment',
  description: 'The tie between a volume and a server.',
  properties: {
    instance_uuid: text('Id of the server.', required, update),
    mountpoint: text('Device under which the guest should see it; most hypervisors choose on their own.', update),
    volume_id: text('Id of the volume.', required, checked('cinder.volume'), update),
  },
  service: 'volume',
  ties: ['instance_uuid', 'volume_id'],
  disturbs: () => 'detach',
  // Its id is the volume's, which may be attached to several servers.
  sharesIds: true,
  ...tie({
    id: ({ properties }) => endsOf(properties).volume,
    bind(op) {
      const { server, volume, device } = endsOf(op.properties);
      return attach(op, server, volume, device);
    },
    isBound,
    unbind: (op) => detach(op, endsOf(op.properties).server, op.physicalId ?? ''),
    missing({ properties }) {
      const { server, volume } = endsOf(properties);
      return `The volume ${volume} is not attached to server ${server}.`;
    },
  }),
  async created(op) {
    const { server, volume } = endsOf(op.properties);
    return isAttached(op, server, volume);
  },
  update: (op) =>
    beginStages(op, async () => {
      const before = endsOf(op.before);
      const after = endsOf(op.properties);
      if (op.changed.length === 0) return [];
      return [
        { kind: 'detach', args: { ...before, attachment: op.physicalId } },
        { kind: 'attach', args: { ...after } },
      ];
    }),
  updated: (op) => runStages(op, STAGES),
  async deleted(op) {
    if (op.physicalId === null) return true;
    const { server, volume } = endsOf(op.properties);
    const shown = (await op.cloud.observe(VOLUMES, volume)) as ValueMap | null;
    // The detaching failed.
    if (shown?.status === 'in-use' && attachmentTo(shown, server) !== undefined) {
      await detach(op, server, op.physicalId);
      return false;
    }
    return isDetached(op, server, volume);
  },
});

interface Ends {
  server: string;
  volume: string;
  device: string | null;
}

function endsOf({ instance_uuid: server, volume_id: volume, mountpoint: device }: Properties): Ends {
  return { server: String(server), volume: String(volume), device: device ? String(device) : null };
}

async function isBound(op: ResourceOperation): Promise<boolean> {
  const { server, volume } = endsOf(op.properties);
  const shown = (await op.cloud.observe(VOLUMES, volume)) as ValueMap | null;
  return shown !== null && attachmentTo(shown, server) !== undefined;
}

const STAGES: Record<string, StageHandler> = {
  detach: {
    call: (op, { server, attachment }) => detach(op, String(server), String(attachment)),
    done: (op, { server, volume }) => isDetached(op, String(server), String(volume)),
  },
  attach: {
    async call(op: ResourceOperation, { server, volume, device }) {
      const shown = (await op.cloud.observe(VOLUMES, String(volume))) as ValueMap | null;
      if (shown !== null && attachmentTo(shown, String(server)) !== undefined) {
        // By a call of which nothing more is known, maybe of another process: its answer would have named the volume.
        await op.save(String(volume));
        return true;
      }
      try {
        await op.save(await attach(op, String(server), String(volume), device == null ? null : String(device)));
      } catch (error) {
        if (!(error instanceof CloudError && error.outcome === 'unknown')) throw error;
        return false;
      }
      return true;
    },
    done: (op, { server, volume }) => isAttached(op, String(server), String(volume)),
  },
};
