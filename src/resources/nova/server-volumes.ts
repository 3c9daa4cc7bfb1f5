/**
 * Volumes that the template gives a server go over to the one that takes its place. The server is stopped first, so that its guest is not writing; it
 * starts again when it takes them back. What was given up, and that it was stopped, is noted with the server before.
 */
import { HeatError } from '../../errors.ts';
import { CloudError } from '../../openstack/cloud.ts';
import { at } from '../../openstack/path.ts';
import type { ValueMap } from '../../template/value.ts';
import { attach, attachmentTo, detach, isDetached, VOLUMES } from '../cinder/profile.ts';
import { contented, isPatient } from '../patience.ts';
import { requireServer, serverAction, statusOf } from './profile.ts';
import type { Disk } from './server-costs.ts';
import type { ServerOperation } from './server-terms.ts';

const NOTE = 'detached_volumes';
const STOPPED = 'stopped_for_its_volumes';
const LEAVING = 'volumes_leaving_since';
const SINCE = 'volumes_wanted_since';
/** How long a guest may take to shut down, and Nova to detach. */
const LEAVING_MS = 300_000;
const PATIENCE_MS = 120_000;

interface GivenUp {
  volume: string;
  device: string | null;
}

const givenUp = (op: ServerOperation) => JSON.parse(op.data.get(NOTE) ?? '[]') as GivenUp[];

function note(op: ServerOperation, volumes: readonly GivenUp[]): void {
  op.setData(NOTE, volumes.length === 0 ? null : JSON.stringify(volumes));
}

async function attachmentOf(op: ServerOperation, volume: string): Promise<ValueMap | null> {
  const shown = (await op.cloud.observe(VOLUMES, volume)) as ValueMap | null;
  return shown === null ? null : (attachmentTo(shown, op.physicalId ?? '') ?? null);
}

export async function giveUpVolumes(op: ServerOperation, disks: readonly Disk[]): Promise<void> {
  // Of an attempt that was cut short some are noted already.
  const noted = givenUp(op);
  const fresh: GivenUp[] = [];
  for (const { volume } of disks) {
    if (noted.some((one) => one.volume === volume)) continue;
    const attachment = await attachmentOf(op, volume);
    if (attachment !== null) fresh.push({ volume, device: attachment.device ? String(attachment.device) : null });
  }
  if (noted.length + fresh.length === 0) return;
  note(op, [...noted, ...fresh]);
  const server = await requireServer(op.cloud, op.physicalId ?? '');
  const isRunning = statusOf(server) === 'ACTIVE';
  if (isRunning) op.setData(STOPPED, 'yes');
  await op.save();
  if (isRunning) await serverAction(op.cloud, op.physicalId ?? '', { 'os-stop': null });
}

/** Asked until it is so: the server stops, then its volumes leave it. */
export async function areVolumesGivenUp(op: ServerOperation): Promise<boolean> {
  const volumes = givenUp(op);
  const id = op.physicalId;
  if (id === null || volumes.length === 0) return true;
  if (!isPatient(op, LEAVING, LEAVING_MS)) {
    throw new HeatError('ResourceFailure', `Server ${id} does not let go of volume ${volumes[0]?.volume}`);
  }
  const server = await requireServer(op.cloud, id);
  if (statusOf(server) === 'ACTIVE' || server['OS-EXT-STS:task_state'] != null) return false;
  let left = false;
  for (const { volume } of volumes) {
    if ((await attachmentOf(op, volume)) !== null) await detach(op, id, volume);
    if (!(await isDetached(op, id, volume))) left = true;
  }
  if (!left) contented(op, LEAVING);
  return !left;
}

/** False while one of them is still in use elsewhere, or the server has not started again. */
export async function takeVolumesBack(op: ServerOperation): Promise<boolean> {
  const id = op.physicalId;
  if (id === null) return true;
  for (const { volume, device } of givenUp(op)) {
    if ((await attachmentOf(op, volume)) === null) {
      try {
        await attach(op, id, volume, device);
      } catch (error) {
        if (error instanceof CloudError && mayPass(error) && isPatient(op, SINCE, PATIENCE_MS)) return false;
        throw error;
      }
      if ((await attachmentOf(op, volume)) === null) return waited(op, volume);
    }
    note(op, givenUp(op).slice(1));
    await op.save();
  }
  contented(op, SINCE);
  return op.data.get(STOPPED) === undefined || startAgain(op, id);
}

const mayPass = ({ status }: CloudError) => status === 400 || status === 409 || status === 0 || status >= 500;

function waited(op: ServerOperation, volume: string): false {
  if (isPatient(op, SINCE, PATIENCE_MS)) return false;
  throw new HeatError('ResourceFailure', `Failed to attach volume ${volume} to server ${op.physicalId}`);
}

async function startAgain(op: ServerOperation, id: string): Promise<boolean> {
  const server = await requireServer(op.cloud, id);
  if (statusOf(server) === 'ACTIVE') {
    op.setData(STOPPED, null);
    return true;
  }
  if (statusOf(server) === 'SHUTOFF' && server['OS-EXT-STS:task_state'] == null) {
    await serverAction(op.cloud, id, { 'os-start': null });
  }
  return false;
}

/** Volumes that would be deleted with the server stay, where they go over to another. */
export async function keepVolumes(op: ServerOperation, disks: readonly Disk[]): Promise<void> {
  for (const { volume } of disks.filter(({ goesWithIt }) => goesWithIt)) {
    if ((await attachmentOf(op, volume)) === null) continue;
    const volumeAttachment = { volumeId: volume, delete_on_termination: false };
    await op.cloud.request('compute', {
      method: 'PUT',
      path: at`/servers/${op.physicalId}/os-volume_attachments/${volume}`,
      body: { volumeAttachment },
      microversion: '2.85',
    });
  }
}
