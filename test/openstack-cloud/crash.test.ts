/**
 * Hearth is killed (SIGKILL) in the middle of creating, updating and deleting a real template, and served again: the operation ends as it
 * would have, nothing is there twice, nothing is left. `HEARTH_TEST_CRASHES` says how many times for each (default 2); the moments are
 * spread over the time that the same operation takes undisturbed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NEW_NET } from './cases.ts';
import { templateFile } from './heat.ts';
import { type Lodgings, takeLodgings } from './lodgings.ts';

const ROUNDS = Number(process.env.HEARTH_TEST_CRASHES ?? 2);
const MADE = {
  network: 1,
  subnet: 1,
  router: 1,
  // The router's in the subnet is the third.
  port: 3,
  'floating IP': 2,
  server: 2,
  trust: 1,
};

describe('a killed Hearth', () => {
  let lodgings: Lodgings;
  const took: Record<string, number> = {};
  beforeAll(async () => {
    lodgings = await takeLodgings();
  });
  afterAll(async () => {
    await lodgings?.leave();
  });

  const moments = Array.from({ length: ROUNDS }, (_, round) => (round + 0.5) / ROUNDS);

  it.each([null, ...moments])('goes on where it was (killed after %s of the time)', async (moment) => {
    const { heat, freshName } = lodgings;
    const name = freshName();
    const content = templateFile(NEW_NET.file);
    const parameters = NEW_NET.given(lodgings);
    const id = await heat.create(name, { ...content, parameters });
    const path = `/stacks/${name}/${id}`;
    try {
      await survives('CREATE', id, moment);
      expect(await counts()).toEqual(MADE);
      await heat.good('PUT', path, { ...content, parameters: { ...parameters, ...NEW_NET.changed?.(lodgings) } });
      await survives('UPDATE', id, moment);
      expect(await counts()).toEqual(MADE);
    } finally {
      expect((await heat.ask('DELETE', path)).status).toBe(204);
      await survives('DELETE', id, moment);
    }
    expect(await lodgings.changes()).toEqual([]);
  });

  async function survives(action: string, id: string, moment: number | null): Promise<void> {
    const begun = Date.now();
    if (moment !== null) {
      await sleep((took[action] ?? 0) * moment);
      await lodgings.served.killAndServe();
    }
    const { status, reason } = await lodgings.heat.ended(id, action);
    expect({ status, reason: action === 'DELETE' ? '' : reason }).toEqual(
      action === 'DELETE'
        ? { status: 'gone', reason: '' }
        : { status: `${action}_COMPLETE`, reason: `Stack ${action} completed successfully` },
    );
    if (moment === null) took[action] = Date.now() - begun;
  }

  /** What the project has more than before, by kind. */
  async function counts(): Promise<Record<string, number>> {
    const found: Record<string, number> = {};
    for (const line of await lodgings.changes()) {
      const kind = Object.keys(MADE).find((one) => line.startsWith(`left: ${one} `)) ?? line;
      found[kind] = (found[kind] ?? 0) + 1;
    }
    return found;
  }
});
