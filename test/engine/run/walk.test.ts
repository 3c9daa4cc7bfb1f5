import { describe, expect, it } from 'vitest';
import { Walk, type Walking } from '../../../src/engine/run/walk.ts';
import { Dispatcher } from '../../../src/engine/scheduling/dispatcher.ts';
import type { Step } from '../../../src/plan/index.ts';

const step = (resource: string, needs: string[] = []): Step => ({
  id: resource,
  kind: 'do',
  resource,
  type: 'T',
  rowId: null,
  decision: { fate: 'keep', either: ['keep'], reason: { why: 'unchanged' } },
  needs,
});

function walk(steps: Step[], over: (step: Step) => boolean, fails: string[] = [], onward = false) {
  const log: string[] = [];
  const walking: Walking = {
    isFree: () => true,
    isOver: over,
    perform: async ({ id }) => {
      log.push(id);
      return fails.includes(id) ? { ended: 'failed', error: new Error(id) } : { ended: 'done' };
    },
    skipped: ({ id }) => log.push(`skipped ${id}`),
  };
  const dispatcher = new Dispatcher({ engine: 4, project: 4, stack: 4 });
  const result = new Walk(steps, { dispatcher, lane: { projectId: 'p' }, walking, onward }).run();
  return result.then((end) => ({ complete: end.complete, failed: end.failures.map((one) => one.step.id), log }));
}

describe('the walk of a plan', () => {
  it('goes past steps in which nothing is to be done, and keeps the order across them', async () => {
    const steps = [step('c', ['b']), step('b', ['a']), step('a')];
    expect(await walk(steps, ({ id }) => id === 'b')).toEqual({ complete: true, failed: [], log: ['a', 'c'] });
  });

  it('is over at once when all steps are, however long the chain', async () => {
    const steps = Array.from({ length: 20_000 }, (_, i) => step(`s${i}`, i === 0 ? [] : [`s${i - 1}`]));
    expect(await walk(steps, () => true)).toEqual({ complete: true, failed: [], log: [] });
  });

  it('does not go on across such a step after a failure', async () => {
    const steps = [step('a'), step('b', ['a']), step('c', ['b'])];
    expect(await walk(steps, ({ id }) => id === 'b', ['a'])).toEqual({ complete: false, failed: ['a'], log: ['a'] });
    expect(await walk(steps, ({ id }) => id === 'b', ['a'], true)).toEqual({
      complete: true,
      failed: ['a'],
      log: ['a', 'skipped b', 'skipped c'],
    });
  });
});
