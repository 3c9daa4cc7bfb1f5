/** What the figures of a plan count. */
import { describe, expect, it } from 'vitest';
import {
  certain,
  type Fate,
  type Plan,
  type Reason,
  type Step,
  type StepKind,
  summarise,
} from '../../src/plan/plan.ts';

const NONE = { create: 0, update: 0, replace: 0, keep: 0, delete: 0 };

function step(kind: StepKind, fate: Fate, why: Exclude<Reason['why'], 'action'> = 'unchanged', nested?: Plan): Step {
  const decision = certain(fate, { why } as Reason);
  const id = `${kind}:${fate}`;
  return { id, kind, resource: 'a', type: 'T', rowId: null, decision, needs: [], ...(nested && { nested }) };
}

describe('the summary of a plan', () => {
  it('counts each step by its fate', () => {
    const steps = [step('do', 'create'), step('do', 'create'), step('do', 'keep'), step('act', 'keep')];
    expect(summarise(steps)).toEqual({ steps, summary: { ...NONE, create: 2, keep: 2 } });
  });

  it('counts a replacement once, and what else is deleted each', () => {
    const steps = [
      step('do', 'replace'),
      step('delete', 'delete', 'replaced'),
      step('delete', 'delete', 'not-wanted'),
      step('delete', 'delete', 'leftover'),
    ];
    expect(summarise(steps).summary).toEqual({ ...NONE, replace: 1, delete: 2 });
  });

  it('counts what changes in a nested stack in place of its owner, all the way down', () => {
    const innermost = summarise([step('do', 'create'), step('do', 'keep'), step('do', 'keep')]);
    const inner = summarise([step('do', 'update', 'nested', innermost), step('do', 'replace')]);
    const outer = summarise([step('do', 'update', 'nested', inner), step('do', 'create')]);
    expect(outer.summary).toEqual({ ...NONE, create: 2, replace: 1, keep: 2 });
  });

  it.each<Fate>(['create', 'update', 'replace', 'delete'])('takes one %s in a nested stack for a change', (fate) => {
    const inner = summarise([step('do', fate), step('do', 'keep')]);
    expect(summarise([step('do', 'update', 'nested', inner)]).summary).toEqual({ ...NONE, [fate]: 1, keep: 1 });
  });

  it.each<[string, Fate[]]>([
    ['one made and one removed', ['create', 'delete']],
    ['one made and one updated', ['create', 'update']],
    ['two made, one updated, one replaced', ['create', 'create', 'update', 'replace']],
  ])('does not set off against each other %s', (_what, fates) => {
    const inner = summarise(fates.map((fate) => step('do', fate)));
    expect(summarise([step('do', 'update', 'nested', inner)]).summary).toEqual(inner.summary);
  });

  it.each([
    ['in which nothing changes', [step('do', 'keep'), step('do', 'keep')]],
    ['that is empty', []],
  ])('counts the owner of a nested stack %s as what itself is', (_which, steps) => {
    expect(summarise([step('do', 'keep', 'unchanged', summarise(steps))]).summary).toEqual({ ...NONE, keep: 1 });
  });
});
