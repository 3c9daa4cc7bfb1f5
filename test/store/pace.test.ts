import { afterEach, describe, expect, it, vi } from 'vitest';
import { eachInTurn, Pace } from '../../src/store/pace.ts';
import type { Steps } from '../../src/template/steps.ts';

describe('long work', () => {
  let now = 0;
  const clock = () => vi.spyOn(performance, 'now').mockImplementation(() => now);
  afterEach(() => vi.restoreAllMocks());

  /** Callbacks of others that had their turn. */
  function others(): () => number {
    let turns = 0;
    let on = true;
    const turn = () => {
      turns++;
      if (on) setImmediate(turn);
    };
    setImmediate(turn);
    return () => {
      on = false;
      return turns;
    };
  }

  it('lets others have their turn when it has had the loop for some milliseconds', async () => {
    clock();
    const stop = others();
    const steps = function* (): Steps<string> {
      for (let i = 0; i < 50; i++) {
        now += 3;
        yield;
      }
      return 'done';
    };
    expect(await new Pace().run(steps())).toBe('done');
    expect(stop()).toBeGreaterThanOrEqual(15);
  });

  it('goes on at once as long as it is quick', async () => {
    clock();
    const stop = others();
    expect(await eachInTurn([1, 2, 3], (n) => n * 2)).toEqual([2, 4, 6]);
    expect(stop()).toBe(0);
  });

  it('keeps the order of what it maps', async () => {
    clock();
    const items = Array.from({ length: 1000 }, (_, i) => i);
    const mapped = await eachInTurn(items, (n) => {
      now += 1;
      return -n;
    });
    expect(mapped).toEqual(items.map((n) => -n));
  });

  it('ends with the error of a step', async () => {
    const steps = function* (): Steps<never> {
      yield;
      throw new Error('broken');
    };
    await expect(new Pace().run(steps())).rejects.toThrow('broken');
  });
});
