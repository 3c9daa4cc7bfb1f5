/**
 * What every file of these tests needs: a cloud, what it offers, Hearth serving it, clients, and a key pair that goes again. Where
 * Hearth's service user is an administrator, as in a cloud it usually is, the stacks are a guest's, in a project of its own.
 */
import { randomUUID } from 'node:crypto';
import { cloudFromCredentials } from '../../src/openstack/client.ts';
import type { Cloud } from '../../src/openstack/cloud.ts';
import { makeGuest } from './guest.ts';
import { Heat } from './heat.ts';
import { changedSince, inventory } from './inventory.ts';
import { type Served, serve } from './served.ts';
import { StockClient } from './stock-client.ts';
import { credentialsUnderTest, makeKeyPair, type Offer, offerOf } from './surroundings.ts';

export interface Lodgings {
  cloud: Cloud;
  offer: Offer;
  served: Served;
  heat: Heat;
  openstack: StockClient;
  /** The same command, used by Hearth's service user; null where that is no administrator. */
  administrator: StockClient | null;
  keyName: string;
  /** A stack's name that nobody else has. */
  freshName(): string;
  /** What the project has more and less than when the tests began. */
  changes(): Promise<string[]>;
  leave(): Promise<void>;
}

export async function takeLodgings(): Promise<Lodgings> {
  const undo: (() => Promise<void>)[] = [];
  const leave = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    return { ...(await settle(undo)), leave };
  } catch (error) {
    await leave();
    throw error;
  }
}

/** `undo` is given what removes each thing again, in the order in which they are made. */
async function settle(undo: (() => Promise<void>)[]): Promise<Omit<Lodgings, 'leave'>> {
  const { user: given, service } = credentialsUnderTest();
  const serviceCloud = await cloudFromCredentials(service);
  const admin = serviceCloud.roles.includes('admin') ? serviceCloud : null;
  let user = given;
  if (admin !== null) {
    const guest = await makeGuest(admin, service);
    undo.push(guest.leave);
    user = guest.user;
  }
  const cloud = await cloudFromCredentials(user);
  const served = await serve(service);
  undo.push(() => served.stop());
  // The catalogue may name another Heat, or none; the client is told which one is meant.
  const client = (theirs: Cloud) =>
    new StockClient(async () => ({
      OS_AUTH_TYPE: 'admin_token',
      OS_ENDPOINT: `${served.url}/v1/${theirs.projectId}`,
      OS_TOKEN: await theirs.token(),
      ...(theirs.region === undefined ? {} : { OS_REGION_NAME: theirs.region }),
    }));
  const keyName = `hearth-test-${randomUUID().slice(0, 8)}`;
  undo.push(await makeKeyPair(cloud, keyName));
  const offer = await offerOf(cloud);
  const before = await inventory(cloud);
  return {
    cloud,
    offer,
    served,
    heat: new Heat(() => served.url, cloud),
    openstack: client(cloud),
    administrator: admin === null ? null : client(admin),
    keyName,
    freshName: () => `hearth-test-${randomUUID().slice(0, 8)}`,
    changes: () => changedSince(before, cloud),
  };
}
