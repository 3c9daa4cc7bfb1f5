/** A signed request that somebody saw pass: sent again, changed, or kept for later. */
import { describe, expect, it } from 'vitest';
import { HeatError } from '../../../src/errors.ts';
import { testCfnApi } from './test-cfn-api.ts';

const TEMPLATE = 'heat_template_version: 2021-04-16';
const DAY = 86_400_000;

describe('the same signed request', () => {
  const signed = () => ({ Signature: 'right', Timestamp: new Date().toISOString() });

  it.each([
    { Action: 'CreateStack', StackName: 'a', TemplateBody: TEMPLATE },
    { Action: 'UpdateStack', StackName: 'web', TemplateBody: TEMPLATE },
    { Action: 'DeleteStack', StackName: 'web' },
    { Action: 'CancelUpdateStack', StackName: 'web' },
    { Action: 'SignalResource', StackName: 'web', LogicalResourceId: 'server', UniqueId: '1', Status: 'SUCCESS' },
  ])('changes something once: $Action', async (parameters) => {
    const api = testCfnApi();
    const about = { ...(parameters as unknown as Record<string, string>), ...signed() };
    expect((await api.act(about)).status).toBe(200);
    const again = await api.act(about);
    expect([again.status, again.text]).toEqual([403, expect.stringContaining('served before')]);
    expect((await api.act({ ...about, Signature: 'right too' })).status).toBe(200);
  });

  it('may look as often as it likes', async () => {
    const api = testCfnApi();
    const about = { Action: 'DescribeStacks', ...signed() };
    expect((await api.act(about)).status).toBe(200);
    expect((await api.act(about)).status).toBe(200);
  });

  it('is tried again where nothing was done', async () => {
    const api = testCfnApi();
    const about = { Action: 'DeleteStack', StackName: 'web', ...signed() };
    api.orchestrator.failure = new HeatError('HeatException', 'odd');
    expect((await api.act(about)).status).toBe(500);
    expect((await api.act(about)).status).toBe(200);
    expect((await api.act(about)).status).toBe(403);
  });

  it('is not served at the same time either', async () => {
    const api = testCfnApi();
    const about = { Action: 'DeleteStack', StackName: 'web', ...signed() };
    const answers = await Promise.all([api.act(about), api.act(about), api.act(about)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403]);
  });
});

describe('a captured POST of version 4', () => {
  const payload = new URLSearchParams({ Action: 'ListStacks' }).toString();
  const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-amz-date': stamp,
    authorization: `AWS4-HMAC-SHA256 Credential=member/${stamp.slice(0, 8)}/r/cfn/aws4_request, SignedHeaders=host, Signature=right`,
  };

  it('is what it was', async () => {
    expect((await testCfnApi().send('POST', '/v1/', { payload, headers })).status).toBe(200);
  });

  it.each([
    '?Action=DeleteStack&StackName=web',
    '?Expires=2099-01-01T00:00:00Z',
    '?Timestamp=x',
    '?AWSAccessKeyId=admin',
  ])('is no other with %s', async (query) => {
    const api = testCfnApi();
    const { status, text } = await api.send('POST', `/v1/${query}`, { payload, headers });
    expect([status, text]).toEqual([400, expect.stringContaining('IncompleteSignature')]);
    expect(api.asked).toEqual([]);
  });

  it('grows old', async () => {
    const api = testCfnApi({ now: () => Date.now() + DAY });
    expect((await api.send('POST', '/v1/', { payload, headers })).text).toContain('RequestExpired');
    const dated = `/v1/?Expires=${encodeURIComponent(new Date(Date.now() + 3 * DAY).toISOString())}`;
    expect((await api.send('POST', dated, { payload, headers })).status).toBe(400);
  });
});

describe('a signed URL', () => {
  it('that asks for an action ends', async () => {
    const act = (about: Record<string, string>) => testCfnApi().act({ Action: 'ListStacks', ...about });
    const at = (ms: number) => new Date(Date.now() + ms).toISOString();
    expect((await act({ Expires: at(60_000) })).status).toBe(200);
    expect((await act({ Expires: at(-1_000) })).text).toContain('RequestExpired');
    expect((await act({ Expires: at(8 * DAY) })).text).toContain('IncompleteSignature');
    const url = '/v1/?Action=ListStacks&AWSAccessKeyId=member&SignatureVersion=2&Signature=right';
    expect((await testCfnApi().send('GET', url)).text).toContain('neither Timestamp nor Expires');
  });
});
