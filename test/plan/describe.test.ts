/** Reasons in words name what a user fears. */
import { expect, it } from 'vitest';
import { describeChange, describeDecision, describeReason } from '../../src/plan/index.ts';
import { certain, type Effect } from '../../src/plan/plan.ts';

it.each<[Effect, string]>([
  ['update', 'flavor: "a" → "b"'],
  ['resize', 'flavor: "a" → "b" (resizes it, which restarts it)'],
  ['rebuild', 'flavor: "a" → "b" (rebuilds it: what is on its disk is lost)'],
  ['detach', 'flavor: "a" → "b" (detaches it for that)'],
  ['replace', 'flavor: "a" → "b" (replaces)'],
  ['forbidden', 'flavor: "a" → "b" (not allowed)'],
])('a change that calls for %s', (effect, words) => {
  expect(describeChange({ property: 'flavor', before: 'a', after: 'b', effect })).toBe(words);
});

it('what failed says why, and what was marked who said so', () => {
  const words = (state: string, because: string) => describeReason({ why: 'failed-before', state, because });
  expect(words('UPDATE_FAILED', 'BadRequest: no')).toBe('is in state UPDATE_FAILED: BadRequest: no');
  expect(words('CHECK_FAILED', 'the guest says so')).toBe('was marked or found unhealthy: the guest says so');
  expect(words('CHECK_FAILED', '')).toBe('was marked or found unhealthy');
});

it('what goes over, and what could not be told', () => {
  const gone = certain('replace', { why: 'gone' });
  expect(describeDecision({ ...gone, handsOver: { things: ['volume 1', 'port 2'], goesFirst: false } })).toBe(
    'is not there any more; it hands volume 1, port 2 over',
  );
  expect(describeDecision({ ...gone, handsOver: { things: ['volume 1'], goesFirst: true } })).toBe(
    'is not there any more; it goes before the new one is made, for only one can have volume 1',
  );
  expect(describeDecision({ ...gone, hangsOn: ['web (live)'] })).toBe(
    'is not there any more; not known yet: web (live)',
  );
});
