/** Plans that do one thing to every resource. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planAction, type StackVerb } from '../../src/plan/index.ts';
import { existing } from './existing.ts';

const needsOf = (verb: StackVerb, rows = [net, server]) =>
  Object.fromEntries(planAction(verb, rows).steps.map(({ id, needs }) => [id, needs]));

const net = existing('net');
const server = existing('server', { requires: ['net', 'of-another-stack'] });

describe('planAction', () => {
  it('suspends dependants first', () => {
    expect(needsOf('SUSPEND')).toEqual({ 'act:net': ['act:server'], 'act:server': [] });
  });

  it.each<StackVerb>(['RESUME', 'CHECK', 'SNAPSHOT'])('to %s goes in the order of creation', (verb) => {
    expect(needsOf(verb)).toEqual({ 'act:net': [], 'act:server': ['act:net'] });
  });

  it('keeps everything, and says for whose sake each is done', () => {
    const plan = planAction('CHECK', [net, server]);
    expect(plan.summary).toEqual({ create: 0, update: 0, replace: 0, keep: 2, delete: 0 });
    expect(plan.steps[1]).toEqual({
      id: 'act:server',
      kind: 'act',
      resource: 'server',
      type: 'Test::Thing',
      rowId: 'server',
      decision: { fate: 'keep', either: ['keep'], reason: { why: 'action', action: 'CHECK' } },
      needs: ['act:net'],
    });
  });

  it('resumes in just the opposite order of suspending', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const stack = fc.tuple(...names.map((_, i) => fc.subarray(names.slice(0, i))));
    fc.assert(
      fc.property(stack, (requires) => {
        const rows = names.map((name, i) => existing(name, { requires: requires[i] ?? [] }));
        const turned: Record<string, string[]> = Object.fromEntries(names.map((name) => [`act:${name}`, []]));
        for (const [id, needs] of Object.entries(needsOf('RESUME', rows)))
          for (const need of needs) turned[need]?.push(id);
        expect(needsOf('SUSPEND', rows)).toEqual(turned);
      }),
    );
  });
});
