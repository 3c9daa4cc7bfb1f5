import { describe, expect, it } from 'vitest';
import { Dispatcher, type Lane } from '../../../src/engine/scheduling/dispatcher.ts';

/** Enough turns of the event loop for a dispatcher that gets one job done in each. */
const settle = async () => {
  for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
};

describe('who may do something next', () => {
  function calls(dispatcher: Dispatcher, lane: Lane, name: string, count: number, log: string[]) {
    const ends: (() => void)[] = [];
    for (let i = 0; i < count; i++) {
      dispatcher.add(lane, {
        free: false,
        run: () => {
          log.push(name);
          return new Promise((resolve) => {
            ends.push(resolve);
          });
        },
      });
    }
    return ends;
  }

  it('goes round the stacks', async () => {
    const dispatcher = new Dispatcher({ engine: 6, project: 6, stack: 6 });
    const log: string[] = [];
    calls(dispatcher, { projectId: 'p' }, 'large', 100, log);
    calls(dispatcher, { projectId: 'q' }, 'small', 2, log);
    await settle();
    expect(log.filter((name) => name === 'small')).toHaveLength(2);
    expect(log).toHaveLength(6);
  });

  it('keeps the bounds of stack, project and engine, and goes on when a call ends', async () => {
    const dispatcher = new Dispatcher({ engine: 5, project: 3, stack: 2 });
    const log: string[] = [];
    const a = calls(dispatcher, { projectId: 'p' }, 'a', 9, log);
    calls(dispatcher, { projectId: 'p' }, 'b', 9, log);
    calls(dispatcher, { projectId: 'q' }, 'c', 9, log);
    await settle();
    const count = (name: string) => log.filter((other) => other === name).length;
    expect([count('a') + count('b'), count('c')]).toEqual([3, 2]);
    expect(count('a')).toBeLessThanOrEqual(2);
    expect(dispatcher.underWay).toBe(5);
    a[0]?.();
    await settle();
    expect(log).toHaveLength(6);
    expect(dispatcher.underWay).toBe(5);
  });

  it('forgets a stack that has nothing more to do', async () => {
    const dispatcher = new Dispatcher({ engine: 5, project: 5, stack: 5 });
    const ends = calls(dispatcher, { projectId: 'p' }, 'call', 1, []);
    const local = { projectId: 'p' };
    const again = () => dispatcher.add(local, { free: true, run: () => {} });
    dispatcher.add(local, { free: true, run: again });
    await settle();
    expect(dispatcher.lanes).toBe(1);
    ends[0]?.();
    await settle();
    expect(dispatcher.lanes).toBe(0);
  });

  it('lets steps without calls pass all bounds', async () => {
    const dispatcher = new Dispatcher({ engine: 1, project: 1, stack: 1 });
    const log: string[] = [];
    const lane = { projectId: 'p' };
    calls(dispatcher, { projectId: 'p' }, 'call', 2, log);
    for (let i = 0; i < 50; i++) dispatcher.add(lane, { free: true, run: () => void log.push('free') });
    await settle();
    expect(log.filter((name) => name === 'free')).toHaveLength(50);
  });

  it('drops what was not begun', async () => {
    const dispatcher = new Dispatcher({ engine: 1, project: 1, stack: 1 });
    const log: string[] = [];
    const lane = { projectId: 'p' };
    const ends = calls(dispatcher, lane, 'x', 3, log);
    await settle();
    dispatcher.drop(lane);
    ends[0]?.();
    await settle();
    expect(log).toEqual(['x']);
    expect(dispatcher.underWay).toBe(0);
  });
});
