/** What goes, when, and that nothing ever waits for itself. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutCycles } from '../../src/plan/cleanup.ts';
import {
  BECAUSE_LEFTOVER,
  certain,
  deleteSteps,
  type ExistingResource,
  type Removal,
  type Step,
} from '../../src/plan/index.ts';
import { finish } from '../../src/template/steps.ts';
import { existing } from './existing.ts';

function removed(
  rows: ExistingResource[],
  going: string[],
  wanted: string[] = [],
  after: string | null = null,
): Step[] {
  const removals = new Map<string, Removal>();
  for (const row of rows) if (going.includes(row.id)) removals.set(row.id, { row, decision: BECAUSE_LEFTOVER, after });
  return finish(deleteSteps(removals, rows, (name) => wanted.includes(name)));
}

const needsOf = (steps: readonly Step[]) => Object.fromEntries(steps.map(({ id, needs }) => [id, needs.toSorted()]));

describe('a row that goes', () => {
  const net = existing('net');
  const web = existing('web', { requires: ['net'] });
  const db = existing('db', { requires: ['net'] });

  it('is named by its step, with why', () => {
    expect(removed([net], ['net'])).toEqual([
      {
        id: 'delete:net',
        kind: 'delete',
        resource: 'net',
        type: 'Test::Thing',
        rowId: 'net',
        decision: { fate: 'delete', either: ['delete'], reason: { why: 'leftover' } },
        needs: [],
      },
    ]);
  });

  it.each<[string, string[], string[], string[]]>([
    ['all that stood on it and goes as well', ['net', 'web', 'db'], [], ['delete:db', 'delete:web']],
    ['all that stands on it and stays', ['net'], ['web', 'db'], ['do:db', 'do:web']],
    ['both, of one that is replaced', ['net', 'web'], ['web'], ['delete:web', 'do:web']],
    ['nothing that this plan does not touch', ['net'], [], []],
  ])('waits for %s', (_what, going, wanted, needs) => {
    expect(needsOf(removed([net, web, db], going, wanted))['delete:net']).toEqual(needs);
  });

  it('waits for what takes its place', () => {
    expect(needsOf(removed([net], ['net'], ['net'], 'do:net'))).toEqual({ 'delete:net': ['do:net'] });
  });

  it('is not held up by another generation of its own name', () => {
    const old = existing('old', { name: 'net', requires: ['net'] });
    const needs = needsOf(removed([net, old], ['net', 'old']));
    expect([needs['delete:net'], needs['delete:old']].filter((each) => each?.length === 0)).not.toEqual([]);
  });
});

describe('steps that wait for each other', () => {
  const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];
  const graph = fc.record(Object.fromEntries(NAMES.map((name) => [name, fc.subarray([...NAMES, 'elsewhere'])])));
  type Graph = Record<string, string[]>;

  const stepsOf = (needs: Graph): Step[] =>
    Object.entries(needs).map(([id, all]) => ({
      id,
      kind: 'act',
      resource: id,
      type: 'T',
      rowId: id,
      decision: certain('keep', { why: 'unchanged' }),
      needs: [...all],
    }));
  const freed = (needs: Graph): Graph =>
    Object.fromEntries(finish(withoutCycles(stepsOf(needs))).map((step) => [step.id, step.needs]));

  /** All that a step waits for, also by way of others. */
  function reach(needs: Graph, from: string, seen = new Set<string>()): Set<string> {
    for (const next of needs[from] ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      reach(needs, next, seen);
    }
    return seen;
  }

  it('are freed, and wait for all else that they waited for', () => {
    fc.assert(
      fc.property(graph, (needs) => {
        const after = freed(needs);
        expect(Object.keys(after)).toEqual(Object.keys(needs));
        for (const name of NAMES) {
          expect(reach(after, name).has(name)).toBe(false);
          const dropped = (needs[name] ?? []).filter((need) => !after[name]?.includes(need));
          // Only what waited for it in turn.
          for (const need of dropped) expect(need === name || reach(needs, need).has(name)).toBe(true);
          expect(after[name]).toEqual((needs[name] ?? []).filter((need) => !dropped.includes(need)));
        }
      }),
    );
  });

  it('are looked at once each, however many ways lead to them', () => {
    const layers = Array.from({ length: 40 }, (_, i) => [`${i}.0`, `${i}.1`, `${i}.2`]);
    const needs: Graph = {};
    for (const [i, layer] of layers.entries()) for (const id of layer) needs[id] = layers[i + 1] ?? [];
    for (const order of [needs, Object.fromEntries(Object.entries(needs).toReversed())]) {
      const steps = withoutCycles(stepsOf(order));
      let looks = 0;
      while (!steps.next().done) if (++looks > 1_000) break;
      expect(looks).toBe(120);
    }
  });

  it('may be thousands in a row', () => {
    const needs: Graph = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`${i}`, [`${i + 1}`]]));
    needs['20000'] = ['0'];
    const after = freed(needs);
    expect(Object.values(after).filter((each) => each.length === 0)).toHaveLength(1);
  });
});
