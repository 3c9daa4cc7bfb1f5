/** What every file of these tests needs: a cloud, what it offers, Hearth serving it, a client, and a key pair that goes again. */
import { randomUUID } from 'node:crypto';
import type { Cloud } from '../../src/openstack/cloud.ts';
import { Heat } from './heat.ts';
import { changedSince, inventory } from './inventory.ts';
import { type Served, serve } from './served.ts';
import { cloudUnderTest, makeKeyPair, type Offer, offerOf } from './surroundings.ts';

export interface Lodgings {
  cloud: Cloud;
  offer: Offer;
  served: Served;
  heat: Heat;
  keyName: string;
  /** A stack's name that nobody else has. */
  freshName(): string;
  /** What the project has more and less than when the tests began. */
  changes(): Promise<string[]>;
  leave(): Promise<void>;
}

export async function takeLodgings(): Promise<Lodgings> {
  const { cloud, service } = await cloudUnderTest();
  const offer = await offerOf(cloud);
  const keyName = `hearth-test-${randomUUID().slice(0, 8)}`;
  const removeKey = await makeKeyPair(cloud, keyName);
  const before = await inventory(cloud);
  let served: Served;
  try {
    served = await serve(service);
  } catch (error) {
    await removeKey();
    throw error;
  }
  return {
    cloud,
    offer,
    served,
    heat: new Heat(() => served.url, cloud),
    keyName,
    freshName: () => `hearth-test-${randomUUID().slice(0, 8)}`,
    changes: () => changedSince(before, cloud),
    async leave() {
      await Promise.all([removeKey(), served.stop()]);
    },
  };
}
