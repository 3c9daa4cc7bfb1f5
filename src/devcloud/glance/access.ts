/** Finding an image that the caller may see, or change. */
import { forbidden, notFound } from '../http/api-error.ts';
import type { Call } from './call.ts';
import type { Image } from './glance.ts';

export function find(call: Call): Image {
  const image = call.cloud.glance.images.get(call.param('id'));
  if (!image || !call.cloud.glance.mayUse(call, image)) throw notFound(`No image found with ID ${call.param('id')}`);
  return image;
}
export function findOwn(call: Call, what: string): Image {
  const image = find(call);
  if (image.owner !== call.projectId && !call.isAdmin) throw forbidden(`You are not permitted to ${what} this image.`);
  return image;
}
export function save(call: Call, image: Image): void {
  image.updated_at = call.now();
  call.cloud.glance.images.save(image);
}
