/** Which row a plan goes on from, where several bear a name; and which of them goes first. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { candidateRows, currentRows, type ExistingResource, planStack } from '../../src/plan/index.ts';
import { existing } from './existing.ts';

const row = (id: string, set: Partial<ExistingResource> = {}) =>
  existing(id, { name: 'a', definitionId: 'other', ...set });

const chosen = (rows: ExistingResource[], isMendable?: (row: ExistingResource) => boolean) =>
  candidateRows(rows, 'wanted', 'before', isMendable).get('a')?.id;

describe('the row that a plan goes on from', () => {
  it('is not one on its way out, even if it is at the wanted definition', () => {
    const going = row('going', { action: 'DELETE', status: 'FAILED', definitionId: 'wanted' });
    expect(chosen([row('stays'), going])).toBe('stays');
    expect(chosen([row('failed', { status: 'FAILED' }), { ...going, status: 'IN_PROGRESS' }])).toBe('failed');
  });

  it('is not one that failed, even if it is at the wanted definition', () => {
    expect(chosen([row('well'), row('failed', { status: 'FAILED', definitionId: 'wanted' })])).toBe('well');
  });

  it('is one that could not be deleted and is well, where it is at the wanted definition', () => {
    const back = row('back', { action: 'DELETE', status: 'FAILED', definitionId: 'wanted', replacedBy: 'new' });
    const fresh = row('new', { replaces: 'back' });
    expect(chosen([back, fresh])).toBe('new');
    expect(chosen([back, fresh], ({ id }) => id === 'back')).toBe('back');
  });

  it('is not one that failed on its way to the wanted definition, though an update could mend it', () => {
    const failed = row('failed', { status: 'FAILED', definitionId: 'wanted' });
    expect(chosen([row('well'), failed], () => true)).toBe('well');
  });

  it.each<[string, string, Partial<ExistingResource>, Partial<ExistingResource>]>([
    ['at the wanted definition', 'first', { definitionId: 'wanted' }, { definitionId: 'before' }],
    ['at the wanted definition, though replaced', 'first', { definitionId: 'wanted', replacedBy: 'second' }, {}],
    ['at the definition before', 'first', { definitionId: 'before' }, {}],
    [
      'not the one of the definition before that was replaced',
      'second',
      { definitionId: 'before', replacedBy: 'x' },
      {},
    ],
    ['the later one', 'second', {}, {}],
  ])('is the one %s', (_which, id, first, second) => {
    const rows = [row('first', first), row('second', second)];
    expect([chosen(rows), chosen(rows.toReversed())]).toEqual([id, id]);
  });

  it('is of each name its own', () => {
    const rows = [row('one'), row('other', { name: 'b' })];
    expect([...candidateRows(rows, 'wanted', null)].map(([name, { id }]) => [name, id])).toEqual([
      ['a', 'one'],
      ['b', 'other'],
    ]);
  });
});

it('the last of a chain of replacements stands for it, in whatever order, and whatever the clocks of the engines said', () => {
  const chain = [
    row('first', { replacedBy: 'second' }),
    row('second', { replaces: 'first', replacedBy: 'third' }),
    row('third', { replaces: 'second' }),
  ];
  const clocks = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3));
  fc.assert(
    fc.property(clocks, fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), (times, order) => {
      const rows = order.map((i) => ({ ...(chain[i] as ExistingResource), createdAt: times[i] as number }));
      expect(chosen(rows)).toBe('third');
      // Two of them are told apart by what they say of each other.
      const two = rows.filter(({ id }) => id !== 'third');
      expect(currentRows(two, 'none', null).get('a')?.id).toBe('second');
    }),
  );
});

describe('the row that stands for a name as things are', () => {
  const current = (rows: ExistingResource[]) => currentRows(rows, 'now', 'before').get('a')?.id;

  it.each<[string, string, Partial<ExistingResource>, Partial<ExistingResource>]>([
    ['brought to the definition of the stack', 'first', { definitionId: 'now' }, { definitionId: 'before' }],
    ['of that definition, though it failed', 'first', { definitionId: 'now', status: 'FAILED' }, {}],
    ['of the definition before, where none was', 'first', { definitionId: 'before' }, {}],
    ['later, where the one before was replaced', 'second', { definitionId: 'before', replacedBy: 'gone' }, {}],
    ['later, where neither is told from the other', 'second', {}, {}],
    ['not on its way out', 'first', {}, { action: 'DELETE', definitionId: 'now' }],
    ['left, where all are on their way out', 'second', { action: 'DELETE' }, { action: 'DELETE' }],
    ['a replacement, though an older clock made it', 'first', { replaces: 'second' }, { replacedBy: 'first' }],
  ])('is the one %s', (_which, id, first, second) => {
    const rows = [row('first', first), row('second', second)];
    expect([current(rows), current(rows.toReversed())]).toEqual([id, id]);
  });
});

it('a replacement that has to go as well goes before what it was to replace', () => {
  const old = row('old', { replacedBy: 'new' });
  const plan = planStack(null, [old, row('new', { replaces: 'old', status: 'FAILED' })]);
  const needs = Object.fromEntries(plan.steps.map((step) => [step.id, step.needs]));
  expect(needs).toEqual({ 'delete:old': ['delete:new'], 'delete:new': [] });
});
