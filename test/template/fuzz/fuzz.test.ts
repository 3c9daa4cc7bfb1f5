import { describe, expect, it } from 'vitest';
import { exercise } from './exercise.ts';
import { HOSTILE } from './hostile.ts';
import { makeInput } from './mutate.ts';
import { randomFor } from './random.ts';
import { loadSeeds } from './seeds.ts';

/** `npm run fuzz` tries 200,000; these are always the same. */
const SEED = 20_260_821;
const INPUTS = 2_000;
const HOSTILE_EACH = 12;
const MOST_MS = 1_000;

const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

function tried(text: string): number {
  const started = cpu();
  exercise(text);
  return cpu() - started;
}

describe('whatever the text', () => {
  const seeds = loadSeeds();

  it('has something to mutate', () => expect(seeds.length).toBeGreaterThan(300));

  it('nothing breaks and nothing hangs', { timeout: 120_000 }, () => {
    for (let index = 0; index < INPUTS; index++) {
      const { kind, text } = makeInput(seeds, randomFor(SEED, index));
      const took = tried(text);
      expect(took, `input ${index} (${kind})`).toBeLessThan(MOST_MS);
    }
  });

  it.each(Object.entries(HOSTILE))('%s is bounded', { timeout: 60_000 }, (_name, make) => {
    for (let index = 0; index < HOSTILE_EACH; index++) {
      const text = make(randomFor(SEED, index));
      const took = tried(text);
      expect(took, text.slice(0, 300)).toBeLessThan(MOST_MS);
    }
  });
});
