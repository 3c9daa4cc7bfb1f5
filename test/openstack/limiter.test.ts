import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Limiter } from '../../src/openstack/limiter.ts';

describe('the bound of an endpoint', () => {
  it('grows while it is used up and all is well', async () => {
    const limiter = new Limiter({ initial: 2, max: 10 });
    for (let round = 0; round < 100; round++) {
      const turns = limiter.limit;
      for (let i = 0; i < turns; i++) await limiter.enter('a');
      for (let i = 0; i < turns; i++) limiter.leave('well', 10);
    }
    expect(limiter.limit).toBe(10);
  });
  it('does not grow unused', async () => {
    const limiter = new Limiter({ initial: 5 });
    for (let i = 0; i < 100; i++) {
      await limiter.enter('a');
      limiter.leave('well', 10);
    }
    expect(limiter.limit).toBe(5);
  });
  it('is halved by "too much", once per round trip, and never below its least', async () => {
    let now = 1_000;
    const limiter = new Limiter({ initial: 16, min: 2, now: () => now });
    const overload = async () => {
      await limiter.enter('a');
      limiter.leave('overloaded', 50);
    };
    await overload();
    await overload();
    expect(limiter.limit).toBe(8);
    for (let i = 0; i < 10; i++) {
      now += 1_000;
      await overload();
    }
    expect(limiter.limit).toBe(2);
  });
  it('sinks gently when answers become slow', async () => {
    let now = 1_000;
    const limiter = new Limiter({ initial: 20, now: () => now });
    for (let i = 0; i < 50; i++) {
      await limiter.enter('a');
      limiter.leave('well', 20);
    }
    now += 10_000;
    await limiter.enter('a');
    limiter.leave('well', 5_000);
    expect(limiter.limit).toBe(17);
  });
  it('finds back to where it was when the trouble is over, step by step', async () => {
    let now = 1_000;
    const limiter = new Limiter({ initial: 20, max: 20, now: () => now });
    // As many callers as it takes to keep the bound used up.
    const calls = (count: number, verdict: 'well' | 'overloaded') =>
      Promise.all(
        Array.from({ length: count }, async () => {
          await limiter.enter('a');
          await new Promise((resolve) => setImmediate(resolve));
          limiter.leave(verdict, 50);
        }),
      );
    for (let i = 0; i < 5; i++) {
      await calls(30, 'overloaded');
      now += 1_000;
    }
    expect(limiter.limit).toBe(2);
    await calls(60, 'well');
    expect(limiter.limit).toBeGreaterThan(5);
    expect(limiter.limit).toBeLessThan(15);
    await calls(300, 'well');
    expect(limiter.limit).toBe(20);
  });
  it('takes turns between tenants', async () => {
    const limiter = new Limiter({ initial: 2, max: 2 });
    await limiter.enter('x');
    await limiter.enter('x');
    const order: string[] = [];
    const waits = ['a', 'a', 'a', 'a', 'b'].map((tenant) => limiter.enter(tenant).then(() => order.push(tenant)));
    for (let i = 0; i < 5; i++) {
      limiter.leave('neutral', 1);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(waits);
    expect(order.indexOf('b')).toBe(1);
  });
  it('is never exceeded, and everyone gets a turn', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            tenant: fc.constantFrom('a', 'b', 'c'),
            verdict: fc.constantFrom('well', 'overloaded', 'neutral'),
          }),
          { maxLength: 60 },
        ),
        async (jobs) => {
          const limiter = new Limiter({ initial: 3, min: 1, max: 5 });
          let running = 0;
          let most = 0;
          await Promise.all(
            jobs.map(async ({ tenant, verdict }) => {
              await limiter.enter(tenant);
              most = Math.max(most, ++running);
              await new Promise((resolve) => setImmediate(resolve));
              running--;
              limiter.leave(verdict as 'well', 5);
            }),
          );
          expect(most).toBeLessThanOrEqual(5);
          expect([limiter.running, limiter.waiting]).toEqual([0, 0]);
        },
      ),
      { numRuns: 50 },
    );
  });
});
