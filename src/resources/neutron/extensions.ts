/** Which extensions a cloud's Neutron has; asked once in a while. */
import type { Cloud } from '../../openstack/cloud.ts';

const KEPT_MS = 60_000;
const known = new WeakMap<Cloud, { asked: number; aliases: Promise<Set<string>> }>();

export async function hasExtension(cloud: Cloud, alias: string): Promise<boolean> {
  let entry = known.get(cloud);
  if (entry === undefined || performance.now() - entry.asked > KEPT_MS) {
    entry = { asked: performance.now(), aliases: ask(cloud) };
    known.set(cloud, entry);
    entry.aliases.catch(() => known.delete(cloud));
  }
  return (await entry.aliases).has(alias);
}

async function ask(cloud: Cloud): Promise<Set<string>> {
  const { body } = await cloud.request<{ extensions: { alias: string }[] }>('network', { path: '/extensions' });
  return new Set(body.extensions.map(({ alias }) => alias));
}
