/** Reasons in words name what a user fears. */
import { expect, it } from 'vitest';
import { describeChange, describeDecision, describeReason } from '../../src/plan/index.ts';
import { certain, type Effect, type Reason } from '../../src/plan/plan.ts';

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

it.each<[Reason, string]>([
  [{ why: 'new' }, 'is new'],
  [{ why: 'unchanged' }, 'is unchanged'],
  [{ why: 'external' }, 'is managed outside of this stack'],
  [{ why: 'nested' }, 'owns a nested stack, whose members decide for themselves'],
  [{ why: 'type-asks' }, 'is replaced at every update'],
  [{ why: 'not-wanted' }, 'is no longer in the template'],
  [{ why: 'stack-deleted' }, 'the stack is deleted'],
  [{ why: 'leftover' }, 'is left over from an earlier attempt'],
  [{ why: 'replaced' }, 'is replaced by a new one'],
  [{ why: 'stack-replaced' }, 'the stack that it is in is replaced'],
  [{ why: 'action', action: 'SUSPEND' }, 'suspends with its stack'],
  [{ why: 'type-changed', before: 'A', after: 'B' }, 'its type changes from A to B'],
  [
    {
      why: 'properties-changed',
      changes: [
        { property: 'size', before: 1, after: 2, effect: 'update' },
        { property: 'image', before: null, unknown: ['a.id', 'b.id'], effect: 'replace' },
      ],
    },
    'size: 1 → 2; image: null → (known after a.id, b.id) (replaces)',
  ],
  [{ why: 'definition-changed', parts: ['metadata', 'depends_on'] }, 'its metadata, depends_on changes'],
  [{ why: 'taken-back' }, 'could not be deleted, and is taken back'],
  [{ why: 'gone' }, 'is not there any more'],
  [{ why: 'interrupted', state: 'CREATE_IN_PROGRESS' }, 'was interrupted in state CREATE_IN_PROGRESS'],
  [{ why: 'refused', code: 'NotSupported', message: 'It may not.' }, 'It may not.'],
])('$0.why is put as: $1', (reason, words) => {
  expect(describeReason(reason)).toBe(words);
});
