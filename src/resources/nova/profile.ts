/** Nova's conventions, and the calls that several of its types make. */

import { HeatError } from '../../errors.ts';
import type { Cloud, Collection } from '../../openstack/cloud.ts';
import { at } from '../../openstack/path.ts';
import type { ValueMap } from '../../template/value.ts';
import { inError, unknownStatus } from '../status.ts';

export const SERVERS: Collection = {
  service: 'compute',
  list: '/servers/detail',
  plural: 'servers',
  path: '/servers',
  singular: 'server',
};

export const IMAGES: Collection = {
  service: 'image',
  list: '/images',
  plural: 'images',
  path: '/images',
  singular: null,
};

/** Statuses on the way to another. */
export const DEFERRED = [
  'BUILD',
  'HARD_REBOOT',
  'PASSWORD',
  'REBOOT',
  'RESCUE',
  'RESIZE',
  'REVERT_RESIZE',
  'SHUTOFF',
  'SUSPENDED',
  'VERIFY_RESIZE',
];

export async function serverAction(
  cloud: Cloud,
  id: string,
  action: ValueMap,
  microversion?: string,
): Promise<unknown> {
  const version = microversion === undefined ? {} : { microversion };
  const { body } = await cloud.request('compute', { path: at`/servers/${id}/action`, body: action, ...version });
  return body;
}

/** Some clouds say `ACTIVE(deleting)`. */
export function statusOf(server: ValueMap): string {
  return String(server.status ?? '').split('(')[0] ?? '';
}

/** True when ACTIVE. Throws ResourceInError with Nova's fault, ResourceUnknownStatus. */
export function isActive(server: ValueMap): boolean {
  const status = statusOf(server);
  if (status === 'ACTIVE') return true;
  if (DEFERRED.includes(status)) return false;
  if (status === 'ERROR') throw inError(status, faultOf(server));
  throw unknownStatus('Server is not active', status);
}

export function faultOf(server: ValueMap): string {
  const fault = server.fault as { message?: string; code?: number } | undefined;
  return `Message: ${fault?.message ?? 'Unknown'}, Code: ${fault?.code ?? 'Unknown'}`;
}

/** Throws NotFound. */
export async function requireServer(cloud: Cloud, id: string): Promise<ValueMap> {
  const server = await cloud.observe(SERVERS, id);
  if (server === null) throw new HeatError('NotFound', `Failed to find server ${id}`);
  return server as ValueMap;
}

/** Makes an image of the server; returns its id. */
export async function createImage(cloud: Cloud, id: string, name: string): Promise<string> {
  const body = (await serverAction(cloud, id, { createImage: { name } }, '2.45')) as { image_id: string };
  return body.image_id;
}

/** True once the image is there. Throws ResourceInError. */
export async function imageReady(cloud: Cloud, id: string): Promise<boolean> {
  const image = await cloud.observe(IMAGES, id);
  const status = String(image?.status ?? 'deleted').toLowerCase();
  if (status === 'error' || status === 'killed' || status === 'deleted')
    throw inError(status, `The image ${id} was not made`);
  return status === 'active';
}
