import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ValueMap } from '../../src/template/value.ts';
import { House, note, template, thing } from './house.ts';

/** Generous bounds: they are to catch a cost that grows with the stack, not a busy machine. */
describe('speed', () => {
  let house: House;
  beforeEach(async () => {
    house = await House.open({ max_resources_per_stack: -1 });
  });
  afterEach(() => house.close());

  async function timed(what: string, work: () => Promise<unknown>): Promise<number> {
    const began = performance.now();
    await work();
    const took = performance.now() - began;
    if (process.env['SHOW_TIMES']) console.log(`${what}: ${took.toFixed(0)} ms`);
    return took;
  }

  function chain(length: number, make: typeof thing): ValueMap {
    const resources: ValueMap = {};
    for (let i = 0; i < length; i++) {
      resources[`r${i}`] = make({ live: i === 0 ? 'x' : { get_attr: [`r${i - 1}`, 'live'] } });
    }
    return resources;
  }

  function flat(count: number, make: typeof thing, live = 'x'): ValueMap {
    return Object.fromEntries(Array.from({ length: count }, (_, i) => [`r${i}`, make({ live: i === 0 ? live : 'x' })]));
  }

  it('a chain', async () => {
    for (const [what, make] of [
      ['thing', thing],
      ['note', note],
    ] as const) {
      const took = await timed(`chain of 100 ${what}s`, async () => {
        expect(await house.rest(await house.create(chain(100, make)))).toBe('CREATE_COMPLETE');
      });
      expect(took).toBeLessThan(3000);
    }
  });

  it('many independent resources', async () => {
    for (const [what, make] of [
      ['thing', thing],
      ['note', note],
    ] as const) {
      let id = '';
      const took = await timed(`1000 independent ${what}s`, async () => {
        id = await house.create(flat(1000, make));
        expect(await house.rest(id)).toBe('CREATE_COMPLETE');
      });
      expect(took).toBeLessThan(10_000);
      const update = await timed(`update of one of 1000 ${what}s`, async () => {
        await house.update(id, flat(1000, make, 'y'));
        expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
      });
      expect(update).toBeLessThan(5000);
      await timed(`delete of 1000 ${what}s`, async () => {
        await house.delete(id);
        expect(await house.rest(id)).toBe('DELETE_COMPLETE');
      });
    }
  });

  it.runIf(process.env['SHOW_TIMES'])('large', { timeout: 200_000 }, async () => {
    await timed('10000 independent notes', async () => {
      expect(await house.rest(await house.create(flat(10_000, note)), 60_000)).toBe('CREATE_COMPLETE');
    });
    await timed('10000 independent things', async () => {
      expect(await house.rest(await house.create(flat(10_000, thing)), 60_000)).toBe('CREATE_COMPLETE');
    });
  });

  it.runIf(process.env['SHOW_TIMES'])('nested', { timeout: 200_000 }, async () => {
    for (const [stacks, each] of [
      [80, 3],
      [1000, 21],
    ] as const) {
      const before = process.memoryUsage().rss / 2 ** 20;
      let most = 0;
      const watch = setInterval(() => {
        most = Math.max(most, process.memoryUsage().rss / 2 ** 20);
      }, 50);
      const nests = Object.fromEntries(
        Array.from({ length: stacks }, (_, i) => [
          `n${i}`,
          { type: 'Fake::Nest', properties: { template: template(flat(each, note)) } },
        ]),
      );
      let id = '';
      await timed(`${stacks} nested stacks of ${each}`, async () => {
        id = await house.create(nests);
        expect(await house.rest(id, 180_000)).toBe('CREATE_COMPLETE');
      });
      await timed('and their deletion', async () => {
        await house.delete(id);
        expect(await house.rest(id, 180_000)).toBe('DELETE_COMPLETE');
      });
      clearInterval(watch);
      console.log(`memory: ${before.toFixed(0)} MB before, ${most.toFixed(0)} MB at most`, house.store.statistics());
    }
  });
});
