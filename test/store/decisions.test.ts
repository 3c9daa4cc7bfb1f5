import { expect, test } from 'vitest';
import { decide, OwnerInDoubt, type Request } from '../../src/store/decisions.ts';

const stack = { id: 's', epoch: 4, takes: 0, engineId: 'one', operationId: 'o', operationState: 'running' };
const found = { stacks: [stack], rows: [], called: [], idHolders: [], holders: [] };
const acquire = (some: Partial<Extract<Request, { kind: 'acquire' }>>): Request => ({
  kind: 'acquire',
  stackId: 's',
  engineId: 'two',
  living: new Set(['two']),
  sure: false,
  belowTakes: Number.POSITIVE_INFINITY,
  now: 0,
  ...some,
});

test('an owner that was not living a moment ago may live by now: who takes its stack has to look again', () => {
  const doubtful = decide([acquire({})], found);
  expect(doubtful.outcomes[0]).toBeInstanceOf(OwnerInDoubt);
  expect(doubtful.writes.empty).toBe(true);
  expect(decide([acquire({ sure: true })], found).outcomes).toEqual([
    { done: true, stackId: 's', engineId: 'two', epoch: 5, takes: 1 },
  ]);
  const living = new Set(['one', 'two']);
  for (const sure of [true, false]) expect(decide([acquire({ living, sure })], found).outcomes).toEqual([null]);
});

test('a stack with nothing but calls is taken, and only then', () => {
  const resting = { ...stack, engineId: null, operationState: 'done' };
  const outcome = (called: string[]) => decide([acquire({})], { ...found, stacks: [resting], called }).outcomes[0];
  expect(outcome([])).toBeNull();
  expect(outcome(['other'])).toBeNull();
  expect(outcome(['s'])).toMatchObject({ done: true, epoch: 5 });
});
