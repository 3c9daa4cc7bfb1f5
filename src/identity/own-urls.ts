/** Under which addresses the catalogue lists a service of this process: asked again after a while, and never waited for long. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { AuthOptions } from '../openstack/auth-options.ts';
import { sharedSession } from '../openstack/session.ts';

const FRESH_MS = 60_000;
const PATIENCE_MS = 2_000;
const ORDER = ['public', 'internal', 'admin'];

export function ownUrls(
  service: AuthOptions,
  type: 'orchestration' | 'cloudformation',
): () => Promise<readonly string[]> {
  let known: readonly string[] = [];
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;
  const ask = async (): Promise<void> => {
    try {
      const { catalogue } = await sharedSession(service).login();
      const endpoints = catalogue.filter((entry) => entry.type === type).flatMap((entry) => entry.endpoints);
      const rank = ({ interface: kind }: { interface: string }) => ORDER.indexOf(kind.replace(/URL$/, ''));
      known = endpoints.sort((a, b) => rank(a) - rank(b)).map(({ url }) => url);
    } catch {
      // Keystone is not there: what was known holds.
    }
    askedAt = performance.now();
  };
  return async () => {
    if (performance.now() - askedAt > FRESH_MS) {
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      if (known.length === 0) await Promise.race([asking, sleep(PATIENCE_MS, undefined, { ref: false })]);
    }
    return known;
  };
}
