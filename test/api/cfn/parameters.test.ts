import { describe, expect, it } from 'vitest';
import { Parameters } from '../../../src/api/cfn/parameters.ts';
import { testCfnApi } from './test-cfn-api.ts';

const form = (count: number) => Array.from({ length: count }, (_, index) => `a${index}=1`).join('&');

describe('parameters', () => {
  it('are so many, which is known before they are taken apart', () => {
    expect(new Parameters('', form(10_000)).get('a9999')).toBe('1');
    expect(() => new Parameters(form(6_000), form(6_000))).toThrow(/11998 parameters, 10000 at most/);
  });

  it('that cannot be read are refused in a form that can', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const payload = '&'.repeat(20_000);
    const { status, text } = await testCfnApi().send('POST', '/v1/', { payload, headers });
    expect([status, text]).toEqual([400, expect.stringContaining('<Code>RequestLimitExceeded</Code>')]);
  });

  it('may be called like members of objects', () => {
    const lists = new Parameters(
      '__proto__=1&Parameters.member.1.__proto__=2&Parameters.member.1.ParameterKey=k',
      null,
    );
    expect(lists.get('constructor')).toBeUndefined();
    expect(lists.members('Parameters')[0]?.ParameterKey).toBe('k');
    expect(({} as { ParameterKey?: string }).ParameterKey).toBeUndefined();
  });
});
