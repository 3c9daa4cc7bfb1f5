/** Which types a cloud can serve: those whose service is in its catalogue, with the extensions that they need. */
import { HeatError } from '../errors.ts';
import type { Cloud } from '../openstack/cloud.ts';
import { profileOf } from '../openstack/services.ts';
import { hasExtension } from './extensions.ts';
import type { ResourceType } from './type.ts';

/** Why the type cannot be had from this cloud; null when it can. Throws CloudError when the cloud cannot be asked. */
export async function unavailable(cloud: Cloud, type: ResourceType): Promise<HeatError | null> {
  const { service } = type;
  if (service === null) return null;
  const { madeBy, extensions } = profileOf(service);
  const refuse = (reason: string) => {
    const what = `Service ${madeBy} is not available for resource type ${type.name}`;
    return new HeatError('ResourceTypeUnavailable', `HEAT-E99001 ${what}, reason: ${reason}`);
  };
  if ((await cloud.endpoint(service)) === undefined) return refuse('Service endpoint not in service catalog.');
  if (extensions === undefined) return null;
  for (const extension of type.requiredExtensions) {
    if (await hasExtension(cloud, service, extension)) continue;
    return refuse(`Required extension ${extension} in ${madeBy} service is not available.`);
  }
  return null;
}
