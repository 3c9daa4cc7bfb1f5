import { expect, it } from 'vitest';
import type { StatusRule } from '../../src/openstack/profiles/profile.ts';
import { isReady } from '../../src/resources/status.ts';

const rule: StatusRule = { done: ['ACTIVE'], failed: ['ERROR'], pending: ['BUILD'] };

it.each([
  ['ACTIVE', true],
  ['BUILD', false],
])('%s is over: %s', (status, over) => {
  expect(isReady({ status }, rule)).toBe(over);
});

it('a status that means failure ends the wait', () => {
  expect(() => isReady({ status: 'ERROR' }, rule)).toThrow('Went to status ERROR due to "Unknown"');
});

it('one that nobody knows ends it as well, where those on the way are known', () => {
  expect(() => isReady({ status: 'ODD' }, rule)).toThrow(
    expect.objectContaining({
      code: 'ResourceUnknownStatus',
      message: 'Resource is not built - Unknown status ODD due to "Unknown"',
    }),
  );
  expect(isReady({ status: 'ODD' }, { done: ['ACTIVE'], failed: ['ERROR'] })).toBe(false);
});
