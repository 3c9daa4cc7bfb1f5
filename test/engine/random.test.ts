/**
 * Random templates, failures and interruptions against an oracle that knows nothing of plans: after an operation that is complete the
 * cloud holds exactly what the template says, each object once and with the right properties; after a rollback exactly what the last good
 * template said; after a delete nothing. Beside them is a resource that counts the signals which come at any time: each once, and in their order.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startEngine } from '../../src/engine/index.ts';
import { NotNow } from '../../src/resources/not-now.ts';
import type { Value, ValueMap } from '../../src/template/value.ts';
import { ear, House } from './house.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e'] as const;
type Name = (typeof NAMES)[number];

interface Spec {
  kind: 'Fake::Thing' | 'Fake::Note';
  live: number;
  fixed: number;
  /** Earlier names that it refers to or waits for. */
  refers: Name | null;
  how: 'get_resource' | 'get_attr' | 'depends_on';
  /** It is part of a whole that can bear one change at a time. */
  isPart: boolean;
}
type Wish = Partial<Record<Name, Spec>>;

interface Step {
  wish: Wish;
  rollback: boolean;
  /** Verbs that fail once. */
  failures: { verb: 'create' | 'update' | 'delete'; name: Name }[];
  /** Verbs for which the service is busy a few times. */
  refusals: { verb: 'create' | 'update' | 'delete'; name: Name; times: number }[];
  /** Milliseconds after which the next step begins without waiting for the end of this; null: waits. */
  hurry: number | null;
  /** The engine dies, and another takes over. */
  dies: boolean;
  /** Signals sent before and after that. */
  signals: readonly [number, number];
}

const spec = fc.record({
  kind: fc.constantFrom<Spec['kind']>('Fake::Thing', 'Fake::Thing', 'Fake::Note'),
  live: fc.nat(2),
  fixed: fc.nat(1),
  refers: fc.option(fc.constantFrom(...NAMES)),
  how: fc.constantFrom<Spec['how']>('get_resource', 'get_attr', 'depends_on'),
  isPart: fc.boolean(),
});
const wish: fc.Arbitrary<Wish> = fc
  .record(
    Object.fromEntries(NAMES.map((name) => [name, fc.option(spec, { nil: undefined })])) as Record<Name, typeof spec>,
  )
  .map((drawn) => {
    const made: Wish = {};
    for (const name of NAMES) {
      const one = drawn[name] as Spec | undefined;
      if (one === undefined) continue;
      // Only to what is there, and to earlier names: no circles.
      const refers = one.refers !== null && one.refers < name && made[one.refers] !== undefined ? one.refers : null;
      made[name] = { ...one, refers };
    }
    return made;
  });
const verb = fc.constantFrom('create' as const, 'update' as const, 'delete' as const);
const step: fc.Arbitrary<Step> = fc.record({
  wish,
  rollback: fc.boolean(),
  failures: fc.array(fc.record({ verb, name: fc.constantFrom(...NAMES) }), { maxLength: 2 }),
  refusals: fc.array(fc.record({ verb, name: fc.constantFrom(...NAMES), times: fc.integer({ min: 1, max: 3 }) }), {
    maxLength: 2,
  }),
  hurry: fc.option(fc.nat(25), { freq: 2 }),
  dies: fc.boolean(),
  signals: fc.tuple(fc.nat(2), fc.nat(2)),
});

function resourcesOf(wished: Wish): ValueMap {
  const resources: ValueMap = { ear: ear() };
  for (const [name, one] of Object.entries(wished)) {
    const properties: ValueMap = { live: one.live, fixed: one.fixed };
    if (one.isPart && one.kind === 'Fake::Thing') properties['whole'] = 'w';
    if (one.refers !== null && one.how === 'get_resource') properties['live'] = { get_resource: one.refers };
    if (one.refers !== null && one.how === 'get_attr') properties['live'] = { get_attr: [one.refers, 'live'] };
    const depends: ValueMap = one.refers !== null && one.how === 'depends_on' ? { depends_on: one.refers } : {};
    resources[name] = { type: one.kind, properties, ...depends };
  }
  return resources;
}

async function checkCloud(house: House, id: string, wished: Wish): Promise<void> {
  const rows = await house.rows(id);
  expect((await house.store.resources(id)).length).toBe(Object.keys(wished).length + 1);
  expect(Object.keys(rows).sort()).toEqual([...Object.keys(wished), 'ear'].sort());
  const live = (name: Name): Value => {
    const one = wished[name] as Spec;
    if (one.refers === null || one.how === 'depends_on') return one.live;
    return one.how === 'get_resource' ? (rows[one.refers]?.physicalId ?? null) : live(one.refers);
  };
  const things = Object.entries(wished).filter(([, one]) => one.kind === 'Fake::Thing');
  expect(house.fake.objects.size).toBe(things.length);
  for (const [name, one] of Object.entries(wished)) {
    const row = rows[name];
    expect(row, name).toMatchObject({
      status: 'COMPLETE',
      replaces: null,
      replacedBy: null,
      pending: null,
      type: one.kind,
    });
    if (one.kind !== 'Fake::Thing') continue;
    const object = house.fake.objects.get(row?.physicalId ?? '');
    expect(object?.marker).toBe(row?.id);
    expect([name, object?.properties['live'], object?.properties['fixed']]).toEqual([
      name,
      live(name as Name),
      one.fixed,
    ]);
  }
}

async function story(steps: Step[], last: Wish): Promise<void> {
  const house = await House.open();
  try {
    house.fake.latency = 1;
    // What a dead engine was about to change would be so for ever.
    house.fake.immutable = false;
    const id = await house.create({ ear: ear() });
    await house.rest(id);
    let sent = 0;
    const signal = async (count: number) => {
      for (let i = 0; i < count; i++) await house.signal(id, 'ear', sent++);
    };
    let good: Wish = {};
    let sure = true;
    for (const { wish: wished, rollback, failures, refusals, hurry, dies, signals } of steps) {
      house.fake.scripts.clear();
      for (const { verb, name, times } of refusals) house.fake.fails(verb, name, new NotNow('busy'), times);
      for (const { verb, name } of failures) house.fake.fails(verb, name, new Error('scripted'), 1);
      await house.update(id, resourcesOf(wished), { disableRollback: !rollback });
      if (hurry !== null) await new Promise((resolve) => setTimeout(resolve, hurry));
      await signal(signals[0]);
      if (dies) {
        const dead = house.engines.pop();
        await dead?.die();
        house.engines.push(await startEngine(house.wire()));
      }
      await signal(signals[1]);
      if (hurry !== null) {
        sure = false;
        continue;
      }
      const state = await house.rest(id);
      if (state === 'UPDATE_COMPLETE') {
        good = wished;
        sure = true;
        await checkCloud(house, id, good);
      } else if (state === 'ROLLBACK_COMPLETE') {
        expect(rollback).toBe(true);
        if (sure) await checkCloud(house, id, good);
      } else {
        expect(['UPDATE_FAILED', 'ROLLBACK_FAILED']).toContain(state);
        expect(failures.length).toBeGreaterThan(0);
      }
    }
    house.fake.scripts.clear();
    await house.update(id, resourcesOf(last));
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    await checkCloud(house, id, last);
    await signal(1);
    expect((await house.heard(id, 'ear')).heard).toEqual(Array.from({ length: sent }, (_, number) => number));
    await house.delete(id);
    expect(await house.rest(id)).toBe('DELETE_COMPLETE');
    expect([...house.fake.objects.values()]).toEqual([]);
  } finally {
    await house.close();
  }
}

describe('random histories', () => {
  it('end as the oracle says', { timeout: 600_000 }, async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), wish, story), {
      numRuns: Number(process.env['RUNS'] ?? 30),
      ...(process.env['SEED'] ? { seed: Number(process.env['SEED']) } : {}),
    });
  });
});
