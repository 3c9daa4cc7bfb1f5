import { expect, it } from 'vitest';
import { compareFrozen, type FrozenDefinition, freeze, thaw } from '../../src/plan/index.ts';
import { Unknown } from '../../src/template/schema/types.ts';

it('an empty section is not the same as none', () => {
  expect(compareFrozen({ type: 'T' }, { type: 'T', metadata: {} }).changed).toEqual(['metadata']);
  expect(compareFrozen({ type: 'T', properties: {} }, { type: 'T' }).changed).toEqual(['properties']);
  expect(compareFrozen({ type: 'T', metadata: {} }, { type: 'T', metadata: {} }).changed).toEqual([]);
});

it('what is not known yet is not compared', () => {
  const after = { type: 'T', properties: { p: new Unknown('a') as never } };
  expect(compareFrozen({ type: 'T', properties: {} }, after)).toEqual({ changed: [], undecided: ['properties'] });
});

it.each<[FrozenDefinition, FrozenDefinition, string[]]>([
  [{ type: 'T' }, { type: 'U' }, ['type']],
  [{ type: 'T' }, { type: 'T', deletion_policy: 'Retain', condition: false }, ['deletion_policy', 'condition']],
  [{ type: 'T', depends_on: ['a'], external_id: 'e' }, { type: 'T', depends_on: ['b'] }, ['depends_on', 'external_id']],
  [{ type: 'T', update_policy: { n: 1 } }, { type: 'T', update_policy: { n: true } }, []],
  [{ type: 'T', metadata: [0] }, { type: 'T', metadata: [1] }, ['metadata']],
])('from %j to %j, %j differ', (before, after, changed) => {
  expect(compareFrozen(before, after)).toEqual({ changed, undecided: [] });
});

it('what is stored has nothing of the properties, which are kept apart', () => {
  const definition = { type: 'T', properties: { password: 'hunter2' }, metadata: { k: 'v' } };
  expect(JSON.stringify(freeze(definition))).not.toMatch(/password|hunter2/);
  expect(thaw(freeze(definition), definition.properties)).toEqual(definition);
  expect(definition.properties).toEqual({ password: 'hunter2' });
});

it('a stored definition has its properties, or none, again', () => {
  expect(thaw(freeze({ type: 'T', properties: { a: 1 } }), { a: 1 })).toEqual({ type: 'T', properties: { a: 1 } });
  expect(thaw(freeze({ type: 'T', properties: {} }), null)).toEqual({ type: 'T', properties: {} });
  expect(thaw(freeze({ type: 'T' }), {})).toEqual({ type: 'T' });
});
