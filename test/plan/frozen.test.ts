import { expect, it } from 'vitest';
import { compareFrozen, freeze, thaw } from '../../src/plan/index.ts';
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

it('a stored definition has its properties, or none, again', () => {
  expect(thaw(freeze({ type: 'T', properties: { a: 1 } }), { a: 1 })).toEqual({ type: 'T', properties: { a: 1 } });
  expect(thaw(freeze({ type: 'T', properties: {} }), null)).toEqual({ type: 'T', properties: {} });
  expect(thaw(freeze({ type: 'T' }), {})).toEqual({ type: 'T' });
});
