/** Cinder's conventions, and the calls that volumes and their attachments share. */

import { HeatError } from '../../errors.ts';
import { CloudError, type Collection } from '../../openstack/cloud.ts';
import { at } from '../../openstack/path.ts';
import { maps, type ValueMap } from '../../template/value.ts';
import { NotNow } from '../not-now.ts';
import { SERVERS } from '../nova/profile.ts';
import { unknownStatus } from '../status.ts';
import type { ResourceOperation } from '../type.ts';

export const VOLUMES: Collection = {
  service: 'volume',
  list: '/volumes/detail',
  plural: 'volumes',
  path: '/volumes',
  singular: 'volume',
};

export const BACKUPS: Collection = {
  service: 'volume',
  list: '/backups/detail',
  plural: 'backups',
  path: '/backups',
  singular: 'backup',
};

/** Volumes in use may grow since then. */
export const GROWS_IN_USE = '3.42';

export async function volumeAction(
  op: ResourceOperation,
  id: string,
  action: ValueMap,
  microversion?: string,
): Promise<void> {
  const version = microversion === undefined ? {} : { microversion };
  await op.cloud.request('volume', { path: at`/volumes/${id}/action`, body: action, ...version });
}

/** Throws NotFound. */
export async function requireVolume(op: ResourceOperation, id: string): Promise<ValueMap> {
  const volume = await op.cloud.observe(VOLUMES, id);
  if (volume === null) throw new HeatError('NotFound', `The volume ${id} could not be found.`);
  return volume as ValueMap;
}

/** Where the volume is attached to the server. */
export function attachmentTo(volume: ValueMap, server: string): ValueMap | undefined {
  return maps(volume.attachments).find(({ server_id: id }) => id === server);
}

/** How long Nova may be busy with a server or volume, in milliseconds. */
const PATIENCE_MS = 120_000;

const orBusy = (error: unknown) =>
  error instanceof CloudError && error.conflict ? NotNow.because(error, PATIENCE_MS) : error;

/** Attaches; returns the attachment's id. @throws NotNow when Nova is busy with the server or the volume */
export async function attach(
  op: ResourceOperation,
  server: string,
  volume: string,
  device: string | null,
): Promise<string> {
  const volumeAttachment = { volumeId: volume, ...(device === null ? {} : { device }) };
  try {
    const { body } = await op.cloud.request<{ volumeAttachment: { id: string } }>('compute', {
      path: at`/servers/${server}/os-volume_attachments`,
      body: { volumeAttachment },
      signal: op.signal,
    });
    return body.volumeAttachment.id;
  } catch (error) {
    throw orBusy(error);
  }
}

/** A server or attachment that is gone is detached. @throws NotNow when Nova is busy with the server or the volume */
export async function detach(op: ResourceOperation, server: string, attachment: string): Promise<void> {
  try {
    await op.cloud.request('compute', {
      method: 'DELETE',
      path: at`/servers/${server}/os-volume_attachments/${attachment}`,
      signal: op.signal,
    });
  } catch (error) {
    if (error instanceof CloudError && (error.notFound || error.status === 400)) return;
    throw orBusy(error);
  }
}

/** True once neither Cinder nor Nova knows of the attachment. */
export async function isDetached(op: ResourceOperation, server: string, volume: string): Promise<boolean> {
  const shown = (await op.cloud.observe(VOLUMES, volume)) as ValueMap | null;
  if (shown !== null && attachmentTo(shown, server) !== undefined) return false;
  if (shown !== null && ['detaching', 'reserved'].includes(String(shown.status))) return false;
  const host = await op.cloud.observe(SERVERS, server);
  if (host === null) return true;
  const attached = host['os-extended-volumes:volumes_attached'];
  if (Array.isArray(attached)) return !maps(attached).some(({ id }) => id === volume);
  // A policy may keep that from users.
  try {
    await op.cloud.request('compute', { path: at`/servers/${server}/os-volume_attachments/${volume}` });
    return false;
  } catch (error) {
    if (error instanceof CloudError && error.notFound) return true;
    throw error;
  }
}

/** True once the volume is in use. Throws ResourceUnknownStatus. */
export async function isAttached(op: ResourceOperation, server: string, volume: string): Promise<boolean> {
  const shown = await requireVolume(op, volume);
  const status = String(shown.status);
  if (status === 'in-use') return attachmentTo(shown, server) !== undefined;
  if (['available', 'attaching', 'reserved'].includes(status)) return false;
  throw unknownStatus('Volume attachment failed', status);
}
