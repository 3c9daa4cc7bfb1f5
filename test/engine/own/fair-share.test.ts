import { describe, expect, it } from 'vitest';
import { outOfTurn } from '../../../src/engine/own/fair-share.ts';

const stacks = (projectId: string, count: number) =>
  Array.from({ length: count }, (_, i) => ({ id: `${projectId}${i}`, projectId }));

describe('out of turn', () => {
  it('nobody is taken where one project is alone', () => {
    expect(outOfTurn(stacks('p', 20), new Map([['p', 8]]), 8)).toEqual([]);
    // The last one that it was let take is not held yet.
    expect(outOfTurn(stacks('p', 20), new Map([['p', 7]]), 8)).toEqual([]);
  });
  it('a project gets its share beside one that holds everything', () => {
    const waiting = [...stacks('p', 20), ...stacks('q', 6)];
    expect(outOfTurn(waiting, new Map([['p', 8]]), 8)).toEqual(['q0', 'q1', 'q2', 'q3']);
  });
  it('what it holds counts', () => {
    const held = new Map([
      ['p', 8],
      ['q', 3],
    ]);
    expect(outOfTurn(stacks('q', 6), held, 8)).toEqual(['q0']);
  });
  it('each of more projects than there are places gets one, while there are places', () => {
    const waiting = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((project) => stacks(project, 3));
    expect(outOfTurn(waiting, new Map([['p', 4]]), 4)).toEqual(['a0', 'b0', 'c0', 'd0']);
  });
});
