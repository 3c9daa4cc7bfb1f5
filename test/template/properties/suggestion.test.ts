import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest } from '../../../src/template/properties/suggestion.ts';

/** Steps from one text to another, by the book. */
function steps(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) => [i]);
  for (let j = 0; j <= b.length; j++) (table[0] as number[])[j] = j;
  const at = (i: number, j: number) => table[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      let least = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, at(i - 2, j - 2) + 1);
      (table[i] as number[])[j] = least;
    }
  }
  return at(a.length, b.length);
}

it('does not go through names and candidates without end', () => {
  expect(nearest('a'.repeat(500), ['b'.repeat(500), `${'a'.repeat(499)}b`])).toBeUndefined();
  let asked = 0;
  const endless = {
    *[Symbol.iterator]() {
      for (;;) yield `candidate-${asked++}`;
    },
  };
  expect(nearest('something-else', endless)).toBeUndefined();
  expect(asked).toBeLessThan(10_000);
});

describe('did you mean', () => {
  it.each([
    ['OS::Nova::Sever', 'OS::Nova::Server'],
    ['imag', 'image'],
    ['wbe', 'web'],
    ['nmae', 'name'],
    ['x', undefined],
    ['completely', undefined],
  ])('%s: %s', (written, meant) => {
    expect(nearest(written, ['OS::Nova::Server', 'OS::Neutron::Net', 'image', 'web', 'name', 'y'])).toBe(meant);
  });

  it('finds what differs least, and nothing that differs much', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(word, fc.array(word, { minLength: 1, maxLength: 4 }), (written, candidates) => {
        const limit = Math.min(Math.max(1, Math.floor(written.length / 3)) + 1, written.length);
        const least = Math.min(...candidates.map((candidate) => steps(written, candidate)));
        const found = nearest(written, candidates);
        if (least >= limit) expect(found).toBeUndefined();
        else expect(steps(written, found ?? '')).toBeLessThanOrEqual(Math.max(1, least));
      }),
      { numRuns: 2000 },
    );
  });
});
