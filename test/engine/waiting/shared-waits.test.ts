/** Waits of many objects, held against a model of the cloud that they ask: who is ready when, what is gone, and how long answers take. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Poller, type Wait } from '../../../src/engine/waiting/poller.ts';
import { CloudError, type CloudRequest, type Collection } from '../../../src/openstack/cloud.ts';
import { Observer } from '../../../src/openstack/observing.ts';

const collection = (name: string): Collection => ({
  service: 'compute',
  list: `/${name}/detail`,
  plural: name,
  path: `/${name}`,
  singular: name.slice(0, -1),
});
const KINDS = [collection('servers'), collection('volumes')];

interface Thing {
  kind: number;
  /** When it is asked for to begin with, when it is ready, and when it is gone; milliseconds. */
  from: number;
  ready: number;
  gone: number;
  /** Waited for until it is gone, not until it is ready. */
  goes: boolean;
}

const thing: fc.Arbitrary<Thing> = fc
  .record({
    kind: fc.nat(KINDS.length - 1),
    from: fc.nat(20_000),
    takes: fc.oneof(fc.nat(50), fc.nat(3000), fc.nat(60_000)),
    stays: fc.nat(20_000),
    goes: fc.boolean(),
  })
  .map(({ kind, from, takes, stays, goes }) => ({ kind, from, ready: from + takes, gone: from + takes + stays, goes }));

const world = fc.record({
  things: fc.array(thing, { minLength: 1, maxLength: 60 }),
  /** Objects of others in the same lists. */
  others: fc.nat(150),
  latency: fc.oneof(fc.constant(2), fc.nat(100), fc.nat(3000)),
  /** One answer in so many fails; 0: none. */
  failing: fc.oneof(fc.constant(0), fc.integer({ min: 3, max: 20 })),
});

/** What is there and how, at a moment. */
const stateOf = ({ ready, gone, goes }: Thing, now: number) =>
  goes ? (now >= ready ? null : 'DELETING') : now >= gone ? null : now >= ready ? 'ACTIVE' : 'BUILD';

describe('shared waits', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('learn of everything in time, from answers that are no older than the question', async () => {
    await fc.assert(
      fc.asyncProperty(world, async ({ things, others, latency, failing }) => {
        const zero = performance.now();
        const now = () => performance.now() - zero;
        const poller = new Poller();
        let calls = 0;
        const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
        const shown = (kind: number, id: string): { id: string; status: string } | null => {
          const state = id.startsWith('o') ? 'ACTIVE' : stateOf(things[Number(id)] as Thing, now());
          return state === null || (things[Number(id)]?.kind ?? kind) !== kind ? null : { id, status: state };
        };
        const request = async (_service: string, { path }: CloudRequest) => {
          const kind = KINDS.findIndex((one) => path.startsWith(one.path));
          const { plural, singular, list } = KINDS[kind] as Collection;
          calls++;
          const fails = failing > 0 && calls % failing === 0;
          await pause(latency / 2);
          const ids = [...things.keys()].map(String).concat(Array.from({ length: others }, (_one, i) => `o${i}`));
          const body =
            path === list
              ? { [plural as string]: ids.map((id) => shown(kind, id)).filter((one) => one !== null) }
              : { [singular as string]: shown(kind, path.split('/').at(-1) ?? '') };
          await pause(latency / 2);
          if (fails) throw new CloudError('no', { service: 'compute', status: 503, outcome: 'refused' });
          if (path !== list && Object.values(body)[0] === null)
            throw new CloudError('gone', { service: 'compute', status: 404, outcome: 'refused' });
          return { status: 200, headers: {}, body };
        };
        const observer = new Observer({ request: request as never });
        const over = new Map<number, number>();
        const faults: string[] = [];
        for (const [index, about] of things.entries()) {
          const { kind, from, ready, goes } = about;
          let asking = false;
          const wait: Wait = {
            async ask() {
              if (asking || over.has(index)) faults.push(`${index} was asked twice`);
              asking = true;
              const asked = now();
              let state: string | null | undefined;
              try {
                const answer = await observer.observe(KINDS[kind] as Collection, String(index));
                state = answer === null ? null : String(answer['status']);
              } catch {
                state = undefined;
              }
              wait.asked = { kind: String(kind), ms: now() - asked };
              asking = false;
              if (state === undefined) return false;
              // The state changes once or twice; an answer may tell any state of the time between.
              const possible = [asked, now(), ready, about.gone].filter((at) => at >= asked && at <= now());
              if (!possible.some((at) => stateOf(about, at) === state))
                faults.push(`${index} was ${state} at no time between ${asked} and ${now()}`);
              const isOver = goes ? state === null : state !== 'BUILD';
              if (isOver) over.set(index, now());
              return isOver;
            },
          };
          setTimeout(() => poller.add(wait, { kind: String(kind), after: 0 }), from);
        }
        await vi.advanceTimersByTimeAsync(200_000);
        expect(faults).toEqual([]);
        expect(poller.size).toBe(0);
        for (const [index, { ready, from }] of things.entries()) {
          const late = (over.get(index) ?? Number.POSITIVE_INFINITY) - Math.max(ready, from);
          // A turn that just missed it, the peace after that, and a failure or two on the way.
          if (late > (failing > 0 ? 5 : 2) * (4_100 + 2 * latency + 4_100))
            faults.push(`${index} was seen ${late} ms late`);
        }
        expect(faults).toEqual([]);
        poller.stop();
      }),
      { numRuns: 60 },
    );
  });

  it('ask a slow service for a small share of its time, however many wait', async () => {
    for (const count of [1, 10, 300]) {
      const poller = new Poller();
      let busy = 0;
      let asks = 0;
      let turn: Promise<void> | null = null;
      const latency = 200;
      const answer = () => {
        turn ??= new Promise((resolve) =>
          setTimeout(() => {
            turn = null;
            busy += latency;
            resolve();
          }, latency),
        );
        return turn;
      };
      for (let i = 0; i < count; i++) {
        const wait: Wait = {
          async ask() {
            asks++;
            const began = performance.now();
            await answer();
            wait.asked = { kind: 'servers', ms: performance.now() - began };
            return false;
          },
        };
        // They begin all the time.
        setTimeout(() => poller.add(wait, { kind: 'servers', after: 0 }), (20_000 / count) * i);
      }
      await vi.advanceTimersByTimeAsync(20_000);
      expect(busy / 20_000).toBeLessThan(count === 1 ? 0.5 : 0.3);
      expect(asks).toBeGreaterThan(5);
      poller.stop();
    }
  });

  it('see a quick object at once where nobody else waits', async () => {
    const poller = new Poller();
    const readyAt = performance.now() + 120;
    let seen = 0;
    const wait: Wait = {
      async ask() {
        const began = performance.now();
        const ready = began >= readyAt;
        await new Promise((resolve) => setTimeout(resolve, 10));
        wait.asked = { kind: 'servers', ms: performance.now() - began };
        if (ready) seen = performance.now();
        return ready;
      },
    };
    poller.add(wait);
    await vi.advanceTimersByTimeAsync(1000);
    expect(seen - readyAt).toBeLessThan(80);
  });

  it('is not kept from asking by an answer that does not come', async () => {
    const poller = new Poller();
    const never: Wait = { ask: () => new Promise(() => {}) };
    poller.add(never, { kind: 'servers', after: 0 });
    await vi.advanceTimersByTimeAsync(10);
    let asked = 0;
    poller.add({ ask: async () => ++asked > 0 }, { kind: 'servers', after: 0 });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(asked).toBe(0);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toBe(1);
    expect(poller.size).toBe(1);
  });

  it('follow a wait that asks something else by and by', async () => {
    const poller = new Poller();
    const kinds = ['servers', 'servers', 'ports', 'ports'];
    let asked = 0;
    const wait: Wait = {
      async ask() {
        wait.asked = { kind: kinds[asked] ?? '', ms: 1 };
        return ++asked === kinds.length;
      },
    };
    poller.add(wait);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(asked).toBe(4);
    expect(poller.size).toBe(0);
  });
});
