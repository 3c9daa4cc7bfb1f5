import fc from 'fast-check';
import { afterEach, expect, it, vi } from 'vitest';
import { type Turn, Turns } from '../../../src/engine/scheduling/turns.ts';
import type { Wait } from '../../../src/engine/waiting/poller.ts';

/** A poller that asks when the test says so. */
class Ticks {
  readonly waits = new Set<Wait>();
  poked = 0;
  add(wait: Wait): void {
    this.waits.add(wait);
  }
  remove(wait: Wait): void {
    this.waits.delete(wait);
  }
  pokeWait(): void {
    this.poked++;
  }
  /** Asks everything once. Answers come when those whose turn it is have done with it. */
  tick(): void {
    for (const wait of this.waits) {
      if (this.asking.has(wait)) continue;
      this.asking.add(wait);
      void wait.ask().then((over) => {
        this.asking.delete(wait);
        if (over) this.waits.delete(wait);
      });
    }
  }
  private readonly asking = new Set<Wait>();
}

afterEach(() => vi.useRealTimers());

const soon = () => new Promise((resolve) => setImmediate(resolve));

it('first come, first served, without anybody asking', async () => {
  const ticks = new Ticks();
  const turns = new Turns(ticks);
  const [a, b, c] = [turns.stand('p', 'k'), turns.stand('p', 'k'), turns.stand('p', 'k')];
  expect([a.hasCome, b.hasCome, c.hasCome]).toEqual([true, false, false]);
  b.end();
  a.end();
  await c.comes();
  expect(ticks.waits.size).toBe(0);
  c.end();
  expect(turns.size).toBe(0);
});

it('each key by itself, and each project', () => {
  const turns = new Turns(new Ticks());
  const all = [turns.stand('p', 'k'), turns.stand('p', 'l'), turns.stand('q', 'k')];
  expect(all.every((turn) => turn.hasCome)).toBe(true);
});

it('a line that is refused rests; then one after the other may try, until it moves again', async () => {
  const ticks = new Ticks();
  const turns = new Turns(ticks);
  const [a, b, c] = [turns.stand('p', 'k'), turns.stand('p', 'k'), turns.stand('p', 'k')];
  a.refused();
  expect([a, b, c].some((turn) => turn.hasCome)).toBe(false);
  ticks.tick();
  expect(b.hasCome).toBe(true);
  b.refused();
  await soon();
  expect([a, b, c].some((turn) => turn.hasCome)).toBe(false);
  expect(ticks.waits.size).toBe(1);
  ticks.tick();
  c.end();
  await soon();
  expect(ticks.waits.size).toBe(0);
  expect([a.hasCome, b.hasCome]).toEqual([true, false]);
  a.end();
  b.end();
  expect(turns.size).toBe(0);
});

it('what ends hurries a line that rests, in each project its own, and not too often', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const ticks = new Ticks();
  const turns = new Turns(ticks);
  const turn = turns.stand('p', 'k');
  turn.refused();
  turns.hurry('p');
  expect(ticks.poked).toBe(0);
  vi.advanceTimersByTime(250);
  turns.hurry('q');
  expect(ticks.poked).toBe(0);
  turns.hurry('p');
  expect(ticks.poked).toBe(1);
  turn.end();
  turns.hurry('p');
  expect(ticks.poked).toBe(1);
});

type Move = { move: 'stand' | 'end' | 'leave' | 'refuse'; who: number } | { move: 'tick' };
const moves = fc.array(
  fc.oneof(
    fc.record({
      move: fc.constantFrom('stand' as const, 'end' as const, 'leave' as const, 'refuse' as const),
      who: fc.nat(30),
    }),
    fc.constant({ move: 'tick' as const }),
  ),
  { maxLength: 60 },
);

it('whatever happens: never two of a key at once, everybody gets a turn, and nothing stays behind', async () => {
  await fc.assert(
    fc.asyncProperty(moves, async (story: Move[]) => {
      const ticks = new Ticks();
      const turns = new Turns(ticks);
      let standing: { turn: Turn; key: string }[] = [];
      const check = () => {
        for (const key of ['k', 'l']) {
          const ofKey = standing.filter((one) => one.key === key);
          const holders = ofKey.filter(({ turn }) => turn.hasCome).length;
          expect(holders).toBeLessThanOrEqual(1);
          // Somebody's turn it is, or the line rests and will be asked about.
          if (ofKey.length > 0 && holders === 0) expect(ticks.waits.size).toBeGreaterThan(0);
        }
      };
      const gone = (turn: Turn) => {
        turn.end();
        standing = standing.filter((one) => one.turn !== turn);
      };
      for (const one of story) {
        if (one.move === 'tick') ticks.tick();
        else if (one.move === 'stand') {
          const key = one.who % 2 === 0 ? 'k' : 'l';
          standing.push({ turn: turns.stand('p', key), key });
        } else {
          const able = standing.filter(({ turn }) => one.move === 'leave' || turn.hasCome);
          const chosen = able[one.who % Math.max(able.length, 1)];
          if (chosen === undefined) continue;
          if (one.move === 'refuse') chosen.turn.refused();
          else gone(chosen.turn);
        }
        check();
        await soon();
        check();
      }
      for (let rounds = 0; standing.length > 0; rounds++) {
        expect(rounds).toBeLessThan(200);
        ticks.tick();
        for (const { turn } of standing.filter((each) => each.turn.hasCome)) gone(turn);
        await soon();
      }
      expect(turns.size).toBe(0);
      expect(ticks.waits.size).toBe(0);
    }),
    { numRuns: 200 },
  );
});

it('a thousand in a line cost no more each than ten', () => {
  const turns = new Turns(new Ticks());
  const all = Array.from({ length: 20_000 }, () => turns.stand('p', 'k'));
  const began = performance.now();
  for (const turn of all) {
    expect(turn.hasCome).toBe(true);
    turn.end();
  }
  // Some 20 µs each on a busy machine; looking through the line each time would take minutes.
  expect(performance.now() - began).toBeLessThan(5000);
});
