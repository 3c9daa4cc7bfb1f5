import { describe, expect, it } from 'vitest';
import { concealing } from '../../src/plan/conceal.ts';
import { certain, type Plan, type PropertyChange, summarise } from '../../src/plan/plan.ts';
import { finish } from '../../src/template/steps.ts';
import type { Value } from '../../src/template/value.ts';

const concealed = (...about: Parameters<typeof concealing>) => finish(concealing(...about));

function planOf(change: Partial<PropertyChange>, nested?: Plan): Plan {
  const changes: PropertyChange[] = [{ property: 'p', before: null, effect: 'update', ...change }];
  return summarise([
    {
      id: 'do:a',
      kind: 'do',
      resource: 'a',
      type: 'T',
      rowId: 'r',
      decision: certain('update', { why: 'properties-changed', changes }),
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
  ])('has %j as %j', (value, shown) => {
    const plan = concealed(planOf({ before: value, after: value }), ['hunter2', [12345], { k: 'ab' }, '', null, true]);
    expect(changeOf(plan)).toMatchObject({ before: shown, after: shown });
  });

  it('hides what is in nested plans, and says nothing of what is not known', () => {
    const inner = planOf({ before: 'hunter2', unknown: ['b'] });
    const plan = concealed(planOf({}, inner), ['hunter2']);
    expect(changeOf(plan.steps[0]?.nested)).toEqual({
      property: 'p',
      before: '******',
      unknown: ['b'],
      effect: 'update',
    });
    expect(changeOf(inner)?.before).toBe('hunter2');
  });

  it('is the same where nothing is hidden', () => {
    const plan = planOf({ before: 'x' });
    expect(concealed(plan, [])).toBe(plan);
  });
});
