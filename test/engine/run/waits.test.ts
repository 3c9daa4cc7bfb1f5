import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Operation } from '../../../src/engine/resource/operation.ts';
import { Waits } from '../../../src/engine/run/waits.ts';
import { Expectations } from '../../../src/engine/waiting/expectations.ts';
import { Poller } from '../../../src/engine/waiting/poller.ts';

/** An object that is asked for by a cloud, as far as a wait knows of it. */
function operation(told = false) {
  const about = { asked: 0, question: null as unknown };
  const it = {
    row: { type: 'OS::Nova::Server' },
    cloud: { region: 'here' },
    watched: null,
    isTold: told,
    forgetQuestion: () => {
      about.question = null;
    },
    get question() {
      return about.question;
    },
    kindOf: (collection: string) => `1 ${collection}`,
    elapsed: () => 0,
    stop: async () => {},
  };
  const ask = (readyAt: number) => async () => {
    about.asked++;
    about.question = { collection: 'servers', kind: '1 servers', ms: 1 };
    return performance.now() >= readyAt;
  };
  return { about, ask, operation: it as unknown as Operation };
}

describe('a wait', () => {
  let waits: Waits;
  let poller: Poller;
  beforeEach(() => {
    vi.useFakeTimers();
    poller = new Poller();
    waits = new Waits({ poller, expectations: new Expectations(), isTransient: () => false }, () => {});
  });
  afterEach(() => {
    poller.stop();
    vi.useRealTimers();
  });

  async function waitFor(takes: number, verb?: 'created', told = false): Promise<{ asked: number; ms: number }> {
    const { about, ask, operation: one } = operation(told);
    const began = performance.now();
    let ms = Number.NaN;
    const over = waits
      .until(one, () => {}, ask(began + takes), verb === undefined ? {} : { verb })
      .then(() => {
        ms = performance.now() - began;
      });
    await vi.advanceTimersByTimeAsync(30_000);
    await over;
    return { asked: about.asked, ms };
  }

  it('looks at once where nothing is known, and not in vain where others took their time', async () => {
    const first = await waitFor(2000, 'created');
    expect(first.asked).toBeGreaterThan(8);
    for (let i = 0; i < 3; i++) await waitFor(2000, 'created');
    const later = await waitFor(2000, 'created');
    expect(later.asked).toBeLessThan(4);
    expect(later.ms).toBeLessThan(2600);
  });

  it('finds a quick object at once, also after slow ones, when they are quick again', async () => {
    for (let i = 0; i < 4; i++) await waitFor(0, 'created');
    expect((await waitFor(0, 'created')).ms).toBeLessThan(50);
  });

  it('looks at once at what it was told, and where a question does more than ask', async () => {
    for (let i = 0; i < 4; i++) await waitFor(3000, 'created');
    expect((await waitFor(0, 'created', true)).ms).toBe(0);
    expect((await waitFor(0)).ms).toBe(0);
  });
});
