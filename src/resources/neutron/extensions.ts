/** Which extensions a cloud's Neutron has. */
import type { Cloud } from '../../openstack/cloud.ts';
import { remember } from '../memo.ts';

export async function hasExtension(cloud: Cloud, alias: string): Promise<boolean> {
  const aliases = await remember(cloud, 'neutron extensions', 60_000, async () => {
    const { body } = await cloud.request<{ extensions: { alias: string }[] }>('network', { path: '/extensions' });
    return new Set(body.extensions.map((extension) => extension.alias));
  });
  return aliases.has(alias);
}
