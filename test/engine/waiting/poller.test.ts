import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Poller, type Wait } from '../../../src/engine/waiting/poller.ts';

describe('waiting together', () => {
  let poller: Poller;
  beforeEach(() => {
    vi.useFakeTimers();
    poller = new Poller();
  });
  afterEach(() => {
    poller.stop();
    vi.useRealTimers();
  });

  function counting(after: number): { wait: Wait; asked: () => number } {
    let asked = 0;
    return { wait: { ask: async () => ++asked > after }, asked: () => asked };
  }

  it('asks seldom what takes long, and often what is fresh', async () => {
    const { wait, asked } = counting(Number.POSITIVE_INFINITY);
    poller.add(wait);
    await vi.advanceTimersByTimeAsync(1000);
    const soon = asked();
    expect(soon).toBeGreaterThan(5);
    await vi.advanceTimersByTimeAsync(60_000);
    const later = asked() - soon;
    expect(later).toBeLessThan(60);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked() - soon - later).toBeLessThanOrEqual(20);
  });

  it('asks everything that is due in the same tick', async () => {
    const moments: number[] = [];
    for (let i = 0; i < 100; i++) {
      poller.add({
        ask: async () => {
          moments.push(Date.now());
          return moments.length > 100;
        },
      });
    }
    await vi.advanceTimersByTimeAsync(60);
    expect(moments).toHaveLength(100);
    expect(new Set(moments).size).toBe(1);
  });

  it('is told about stacks instead of asking', async () => {
    const { wait, asked } = counting(1);
    wait.watched = 'child';
    poller.add(wait);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked()).toBe(0);
    poller.poke('child');
    await vi.advanceTimersByTimeAsync(1);
    expect(asked()).toBe(1);
    // A notice may get lost.
    await vi.advanceTimersByTimeAsync(15_000);
    expect(asked()).toBe(2);
    expect(poller.size).toBe(0);
    expect(poller.isWatched('child')).toBe(false);
  });

  it('does not lose a poke that comes while it asks', async () => {
    let answer: (over: boolean) => void = () => {};
    let asked = 0;
    const wait: Wait = {
      watched: 'child',
      ask: () => {
        asked++;
        return new Promise((resolve) => {
          answer = resolve;
        });
      },
    };
    poller.add(wait);
    poller.poke('child');
    await vi.advanceTimersByTimeAsync(1);
    poller.poke('child');
    answer(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toBe(2);
  });

  it('forgets what is taken back', async () => {
    const { wait, asked } = counting(Number.POSITIVE_INFINITY);
    poller.add(wait);
    poller.remove(wait);
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked()).toBe(0);
  });
});
