/** Which row a plan goes on from, where several bear a name; and which of them goes first. */
import { describe, expect, it } from 'vitest';
import { candidateRows, type ExistingResource, planStack } from '../../src/plan/index.ts';

let clock = 0;
function row(id: string, set: Partial<ExistingResource> = {}): ExistingResource {
  clock += 1;
  return {
    id,
    name: 'a',
    type: 'T',
    action: 'CREATE',
    status: 'COMPLETE',
    physicalId: id,
    definitionId: 'other',
    requires: [],
    replaces: null,
    replacedBy: null,
    createdAt: clock,
    ...set,
  };
}

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
});

it('a replacement that has to go as well goes before what it was to replace', () => {
  const old = row('old', { replacedBy: 'new' });
  const plan = planStack(null, [old, row('new', { replaces: 'old', status: 'FAILED' })]);
  const needs = Object.fromEntries(plan.steps.map((step) => [step.id, step.needs]));
  expect(needs).toEqual({ 'delete:old': ['delete:new'], 'delete:new': [] });
});
