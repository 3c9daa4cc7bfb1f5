import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concealing } from '../../src/plan/conceal.ts';
import { certain, type Decision, type Plan, type PropertyChange, summarise } from '../../src/plan/plan.ts';
import { finish } from '../../src/template/steps.ts';
import type { Value } from '../../src/template/value.ts';

const concealed = (...about: Parameters<typeof concealing>) => finish(concealing(...about));

function planOf(change: Partial<PropertyChange>, nested?: Plan): Plan {
  const changes: PropertyChange[] = [{ property: 'p', before: null, effect: 'update', ...change }];
  return planWith(certain('update', { why: 'properties-changed', changes }), nested);
}

function planWith(decision: Decision, nested?: Plan): Plan {
  return summarise([
    {
      id: 'do:a',
      kind: 'do',
      resource: 'a',
      type: 'T',
      rowId: 'r',
      decision,
      needs: [],
      ...(nested === undefined ? {} : { nested }),
    },
  ]);
}

function changeOf(plan: Plan | undefined): PropertyChange | undefined {
  const reason = plan?.steps[0]?.decision.reason;
  return reason?.why === 'properties-changed' ? reason.changes[0] : undefined;
}

describe('a plan that is shown', () => {
  it.each<[Value, Value]>([
    ['hunter2', '******'],
    ['user:hunter2@host', '******'],
    [
      ['x', { deep: 'hunter2' }],
      ['x', { deep: '******' }],
    ],
    [12345, '******'],
    [true, true],
    [null, null],
    ['open', 'open'],
    ['ab', '******'],
    ['about', 'about'],
    [`'ab' is refused`, '******'],
    [btoa('hunter2'), '******'],
    [
      { hunter2: 1, open: 2 },
      { '******': 1, open: 2 },
    ],
  ])('has %j as %j', (value, shown) => {
    const plan = concealed(planOf({ before: value, after: value }), ['hunter2', [12345], { k: 'ab' }, '', null, true]);
    expect(changeOf(plan)).toMatchObject({ before: shown, after: shown });
  });

  it('hides what is in nested plans, and says nothing of what is not known', () => {
    const inner = planOf({ before: 'hunter2', unknown: ['b'] });
    const plan = concealed(planOf({}, inner), ['hunter2']);
    expect(changeOf(plan.steps[0]?.nested)).toStrictEqual({
      property: 'p',
      before: '******',
      unknown: ['b'],
      effect: 'update',
    });
    expect(changeOf(inner)?.before).toBe('hunter2');
  });

  it('has what nothing is known of, and what is true or false, as it is, though a secret reads the same', () => {
    for (const value of [null, true, false]) {
      const plan = concealed(planOf({ before: value, after: value }), ['null', 'true', 'false']);
      expect(changeOf(plan)).toMatchObject({ before: value, after: value });
    }
  });

  it('says nothing of what a service said with a secret in it, nor of such things that go over', () => {
    const reason = (because: string) => ({ why: 'failed-before', state: 'CREATE_FAILED', because }) as const;
    const handsOver = (things: string[]) => ({ things, goesFirst: true });
    const decision: Decision = {
      ...certain('replace', reason('password hunter2 is too short')),
      handsOver: handsOver(['name hunter2', 'port 1']),
    };
    const [step] = concealed(planWith(decision), ['hunter2']).steps;
    expect(step?.decision).toEqual({
      ...certain('replace', reason('******')),
      handsOver: handsOver(['******', 'port 1']),
    });
  });

  it.each<Decision>([
    certain('create', { why: 'new' }),
    certain('replace', { why: 'failed-before', state: 'CREATE_FAILED', because: 'no host' }),
    certain('keep', { why: 'refused', code: 'NotSupported', message: 'no' }),
  ])('has $reason.why as it is where no secret is in it', (decision) => {
    expect(concealed(planWith(decision), ['hunter2'])).toStrictEqual(planWith(decision));
  });

  it('lets no secret through, wherever it is in what changed', () => {
    const secret = fc.string({ unit: fc.constantFrom('S', 'T', '"', '\\'), minLength: 4, maxLength: 8 });
    const given = secret.chain((hidden) => {
      const text = fc.oneof(
        fc.string(),
        fc.constant(hidden),
        fc.string().map((around) => around + hidden + around),
      );
      const value = fc.object({ key: text, values: [text, fc.boolean(), fc.integer(), fc.constant(null)] });
      return fc.tuple(fc.constant(hidden), value, value);
    });
    fc.assert(
      fc.property(given, ([hidden, before, after]) => {
        const change = { before: before as Value, after: after as Value };
        const shown = JSON.stringify(concealed(planOf(change, planOf(change)), [hidden]));
        expect(shown).not.toContain(JSON.stringify(hidden).slice(1, -1));
      }),
    );
  });

  it('is the same where nothing is hidden', () => {
    const plan = planOf({ before: 'x' });
    expect(concealed(plan, [])).toBe(plan);
  });
});
