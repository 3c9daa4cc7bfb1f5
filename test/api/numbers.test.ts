/** Every number that a request can bring: refused where the database cannot hold it, before anything else is done. */
import { describe, expect, it } from 'vitest';
import { testCfnApi } from './cfn/test-cfn-api.ts';
import { testApi } from './test-api.ts';

const ID = '11111111-1111-4111-8111-111111111111';
const STACK = `/v1/p1/stacks/web/${ID}`;
const TEMPLATE = { heat_template_version: '2021-04-16' };

const TOO_LARGE = ['2147483648', '9007199254740992', '99999999999999999999', '9'.repeat(800)];

const QUERIES = [
  '/v1/p1/stacks?limit=',
  `${STACK}/events?limit=`,
  `${STACK}/events?nested_depth=`,
  `${STACK}/resources?nested_depth=`,
  `${STACK}/resources/server/events?limit=`,
];

const BODIES = [
  ['POST', '/v1/p1/stacks', { stack_name: 'a', template: TEMPLATE }],
  ['POST', '/v1/p1/stacks/preview', { stack_name: 'a', template: TEMPLATE }],
  ['PUT', STACK, { template: TEMPLATE }],
  ['PATCH', STACK, { template: TEMPLATE }],
  ['PUT', `${STACK}/preview`, { template: TEMPLATE }],
  ['PATCH', `${STACK}/preview`, { template: TEMPLATE }],
] as const;

describe('numbers too large for the database', () => {
  it.each(QUERIES.flatMap((path) => TOO_LARGE.map((number) => [path, number] as const)))(
    'are refused in %s%s',
    async (path, number) => {
      const { status, text } = await testApi().call('GET', `${path}${number}`);
      expect([status, text]).toEqual([400, expect.stringMatching(/too large/)]);
      expect(text.length).toBeLessThan(600);
    },
  );

  it.each(BODIES)('are refused as timeout_mins of %s %s', async (method, path, body) => {
    for (const number of TOO_LARGE) {
      const text = JSON.stringify({ ...body, timeout_mins: 0 }).replace('"timeout_mins":0', `"timeout_mins":${number}`);
      const api = testApi();
      const answer = await api.call(method, path, { body: text });
      expect([answer.status, answer.text]).toEqual([400, expect.stringMatching(/too large/)]);
      const asText = await api.call(method, path, { body: { ...body, timeout_mins: number } });
      expect(asText.status).toBe(400);
    }
  });

  it.each(['CreateStack', 'UpdateStack'])('are refused as TimeoutInMinutes of %s', async (Action) => {
    for (const TimeoutInMinutes of [...TOO_LARGE, `-${'9'.repeat(19)}`]) {
      const answer = await testCfnApi().post({
        Action,
        StackName: 'a',
        TemplateBody: JSON.stringify(TEMPLATE),
        TimeoutInMinutes,
      });
      expect([answer.status, answer.text]).toEqual([400, expect.stringMatching(/InvalidParameterValue/)]);
    }
  });

  it('pass where they are the largest', async () => {
    const api = testApi();
    await api.call('GET', '/v1/p1/stacks?limit=2147483647');
    expect(api.orchestrator.last('list').about[1]).toMatchObject({ limit: 2147483647 });
  });
});

describe('what is no number', () => {
  it('but a filter that nothing fits', async () => {
    const api = testApi();
    await api.call('GET', '/v1/p1/stacks?timeout_mins=99999999999999999999');
    expect(api.orchestrator.last('list').about[0]).toMatchObject({ timeoutMins: [] });
  });
});

describe('names that databases cannot be asked for', () => {
  it.each([
    ['GET', '/v1/p1/stacks/a%00b'],
    ['GET', `${STACK}/resources/%00`],
    ['GET', '/v1/p1/stacks?marker=%00'],
    ['DELETE', `/v1/p1/stacks/%00/${ID}`],
  ] as const)('%s %s', async (method, path) => {
    expect((await testApi().call(method, path)).status).toBe(400);
  });
});

describe('names of JavaScript itself', () => {
  it('are names like others', async () => {
    const api = testApi();
    const text = `{"stack_name": "a", "template": {"heat_template_version": "2021-04-16"},
      "parameters": {"__proto__": {"polluted": 1}, "constructor": 2}, "files": {"__proto__": "x"}, "__proto__": {"stack_name": "b"}}`;
    await api.call('POST', '/v1/p1/stacks', { body: text });
    const [request] = api.orchestrator.last('create').about as {
      parameters: object;
      files: object;
      stackName: string;
    }[];
    expect(request?.stackName).toBe('a');
    expect(Object.keys(request?.parameters ?? {})).toEqual(['__proto__', 'constructor']);
    expect(Object.keys(request?.files ?? {})).toEqual(['__proto__']);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect((await api.call('GET', '/v1/p1/stacks?__proto__=1&constructor=2')).status).toBe(200);
  });
});
