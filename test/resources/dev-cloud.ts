/** A dev cloud for a test file, and clouds of its users. */
import { afterAll, beforeAll } from 'vitest';
import { type DevCloud, startDevCloud } from '../../src/devcloud/index.ts';
import { cloudFromCredentials } from '../../src/openstack/client.ts';
import type { Cloud } from '../../src/openstack/cloud.ts';
import { authFromSurroundings } from '../../src/openstack/clouds-yaml.ts';

export interface TestCloud {
  readonly devCloud: DevCloud;
  readonly demo: Cloud;
  readonly admin: Cloud;
}

/** Starts before the first test of the file and stops after the last. */
export function useDevCloud(): TestCloud {
  const held: { devCloud?: DevCloud; demo?: Cloud; admin?: Cloud } = {};
  beforeAll(async () => {
    const devCloud = await startDevCloud({ delayMs: 20 });
    const as = (user: string) =>
      cloudFromCredentials(authFromSurroundings({ environment: devCloud.environment(user) }));
    Object.assign(held, { devCloud, demo: await as('demo'), admin: await as('admin') });
  });
  afterAll(() => held.devCloud?.close());
  return held as TestCloud;
}
