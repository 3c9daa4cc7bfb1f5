import { expect, test } from 'vitest';
import type { Condition } from '../../src/store/conditions.ts';
import { decide, lookupFor, OwnerInDoubt, type Request } from '../../src/store/decisions.ts';
import { Fenced, Stale } from '../../src/store/store.ts';

const stack = { id: 's', epoch: 4, takes: 0, engineId: 'one', operationId: 'o', operationState: 'running' };
const found = { stacks: [stack], rows: [], called: [], idHolders: [], credentials: [], holders: [] };
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

test('only its owner, since the epoch at which it took it, gives a stack up or says that it got somewhere', () => {
  const taken = { ...stack, takes: 3 };
  const ownership = (request: object) => {
    const decision = decide([{ stackId: 's', engineId: 'one', epoch: 4, ...request } as Request], {
      ...found,
      stacks: [taken],
    });
    expect(decision.outcomes).toEqual([{ done: true }]);
    return decision.writes.ownership.get('s');
  };
  const release = { kind: 'release', takes: null };
  expect(ownership(release)).toEqual({ engineId: null, epoch: 4, takes: 3 });
  expect(ownership({ ...release, takes: 2 })).toEqual({ engineId: null, epoch: 4, takes: 2 });
  expect(ownership({ kind: 'settle' })).toEqual({ engineId: 'one', epoch: 4, takes: 0 });
  for (const other of [{ engineId: 'two' }, { epoch: 3 }, { stackId: 'none' }]) {
    expect(ownership({ ...release, ...other })).toBeUndefined();
    expect(ownership({ kind: 'settle', ...other })).toBeUndefined();
  }
});

const commit = (condition: Condition | 'apart'): Request => ({
  kind: 'commit',
  rows: [],
  reached: [],
  wakes: ['w'],
  changed: [],
  unknownStacks: false,
  condition,
});

test('a commit is refused where something is no longer as it was seen, and the reason says what', () => {
  const row = { id: 'r', action: 'CREATE', status: 'COMPLETE' } as const;
  const refusal = (condition: Condition) => {
    const { outcomes, writes } = decide([commit(condition)], { ...found, rows: [row] });
    expect(writes.empty).toBe(outcomes[0] instanceof Error);
    return outcomes[0];
  };
  const seen = { stackId: 's', operationId: 'o' };
  const fine: Condition[] = [
    { fence: { stackId: 's', epoch: 4 } },
    { seen: [seen] },
    { seen: [{ ...seen, rows: [row] }] },
    { seen: [{ stackId: 'new', unmade: true }] },
    { fence: { stackId: 's', epoch: 4 }, seen: [{ ...seen, rows: [row] }] },
  ];
  for (const condition of fine) expect(refusal(condition)).toEqual({ done: true });
  expect(refusal({ fence: { stackId: 's', epoch: 3 } })).toBeInstanceOf(Fenced);
  expect(refusal({ fence: { stackId: 'none', epoch: 4 } })).toBeInstanceOf(Fenced);
  const stale: [Condition, string][] = [
    [{ seen: [{ stackId: 's', operationId: 'p' }] }, 'The operation of stack s is no longer p.'],
    [{ seen: [{ stackId: 'none', operationId: null }] }, 'The operation of stack none is no longer null.'],
    [{ seen: [{ stackId: 's', unmade: true }] }, 'Stack s is there already.'],
    [{ seen: [{ ...seen, rows: [row, { ...row, status: 'FAILED' }] }] }, 'The resource r is no longer CREATE_FAILED.'],
    [{ seen: [{ ...seen, rows: [{ ...row, action: 'UPDATE' }] }] }, 'The resource r is no longer UPDATE_COMPLETE.'],
    [{ seen: [{ ...seen, rows: [{ ...row, id: 'gone' }] }] }, 'The resource gone is no longer CREATE_COMPLETE.'],
  ];
  for (const [condition, message] of stale) {
    const error = refusal(condition);
    expect(error).toBeInstanceOf(Stale);
    expect((error as Stale).message).toBe(message);
  }
});

test('what conditions and acquires are about is looked up, once each and in one order', () => {
  const by = { physicalId: 'x', resourceId: 'r', stackId: 's', projectId: 'p', ownerUserId: 'u', type: 'T' };
  const row = { id: 'r', action: 'CREATE', status: 'COMPLETE' } as const;
  const about = lookupFor([
    commit({ fence: { stackId: 't', epoch: 1 }, claims: [{ by, isRival: () => true }] }),
    commit({
      seen: [
        { stackId: 's', operationId: null, rows: [row] },
        { stackId: 'a', unmade: true },
      ],
      lender: { id: 'k', idleSince: null },
    }),
    commit('apart'),
    acquire({ now: 5 }),
    acquire({ stackId: 'b', now: 3 }),
    { kind: 'settle', stackId: 'c', engineId: 'one', epoch: 1 },
  ]);
  expect(about).toEqual({
    credentialsIds: ['k'],
    stackIds: ['a', 'b', 'c', 's', 't'],
    rowIds: ['r'],
    taken: { stackIds: ['s', 'b'], now: 5 },
    physicalIds: ['x'],
    names: [],
  });
});
