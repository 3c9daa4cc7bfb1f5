/** Which extensions a service of a cloud has. */
import type { Cloud } from '../openstack/cloud.ts';
import { profileOf, type ServiceType } from '../openstack/services.ts';
import { remember } from './memo.ts';

export async function hasExtension(cloud: Cloud, service: ServiceType, alias: string): Promise<boolean> {
  const path = profileOf(service).extensions;
  if (path === undefined) return false;
  const aliases = await remember(cloud, `extensions ${service}`, 60_000, async () => {
    const { body } = await cloud.request<{ extensions: { alias: string }[] }>(service, { path });
    return new Set(body.extensions.map((extension) => extension.alias));
  });
  return aliases.has(alias);
}
