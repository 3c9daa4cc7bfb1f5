/** Every action's answer, and what the engine is asked for. */
import { describe, expect, it } from 'vitest';
import { ACTIONS } from '../../../src/api/cfn/actions.ts';
import { HeatError } from '../../../src/errors.ts';
import { stackRow } from '../fake-rows.ts';
import { testCfnApi } from './test-cfn-api.ts';

const ID = '11111111-1111-4111-8111-111111111111';
const ARN = `arn:openstack:heat::p1:stacks/web/${ID}`;
const TEMPLATE = 'heat_template_version: 2021-04-16';

const answer = (action: string, content: string): string =>
  `<${action}Response>${content === '' ? `<${action}Result/>` : `<${action}Result>${content}</${action}Result>`}</${action}Response>`;

const RESOURCE =
  '<LogicalResourceId>server</LogicalResourceId><PhysicalResourceId>srv-1</PhysicalResourceId>' +
  '<ResourceStatus>CREATE_COMPLETE</ResourceStatus><ResourceStatusReason>state changed</ResourceStatusReason>' +
  '<ResourceType>OS::Nova::Server</ResourceType>';
const STACK = `<StackId>${ARN}</StackId><StackName>web</StackName>`;

describe('answers', () => {
  it.each([
    [
      'ListStacks',
      {},
      `<StackSummaries><member><CreationTime>2026-01-02T03:04:05Z</CreationTime>${STACK}<StackStatusReason>Stack CREATE completed successfully</StackStatusReason><TemplateDescription>A stack</TemplateDescription><StackStatus>CREATE_COMPLETE</StackStatus></member></StackSummaries>`,
    ],
    [
      'DescribeStacks',
      { StackName: 'web' },
      `<Stacks><member><Capabilities/><CreationTime>2026-01-02T03:04:05Z</CreationTime><Description>A stack</Description><DisableRollback>true</DisableRollback><NotificationARNs/><Parameters><member><ParameterKey>OS::stack_name</ParameterKey><ParameterValue>web</ParameterValue></member></Parameters>${STACK}<StackStatusReason>Stack CREATE completed successfully</StackStatusReason><StackStatus>CREATE_COMPLETE</StackStatus><Outputs><member><Description>Where it is</Description><OutputKey>address</OutputKey><OutputValue>10.0.0.3</OutputValue></member></Outputs></member></Stacks>`,
    ],
    [
      'DescribeStackEvents',
      { StackName: ARN },
      `<StackEvents><member><EventId>33333333-3333-4333-8333-333333333333</EventId><LogicalResourceId>server</LogicalResourceId><PhysicalResourceId>srv-1</PhysicalResourceId><ResourceProperties>{"flavor":"m1.tiny"}</ResourceProperties><ResourceStatusReason>state changed</ResourceStatusReason><ResourceType>OS::Nova::Server</ResourceType>${STACK}<Timestamp>2026-01-02T03:04:05Z</Timestamp><ResourceStatus>CREATE_COMPLETE</ResourceStatus></member></StackEvents>`,
    ],
    [
      'DescribeStackResource',
      { StackName: ID, LogicalResourceId: 'server' },
      `<StackResourceDetail><Description/><LastUpdatedTimestamp>2026-01-02T03:04:05Z</LastUpdatedTimestamp><Metadata>{"role":"db"}</Metadata>${STACK}${RESOURCE}</StackResourceDetail>`,
    ],
    [
      'DescribeStackResources',
      { StackName: 'web' },
      `<StackResources><member><Description/><Timestamp>2026-01-02T03:04:05Z</Timestamp>${STACK}${RESOURCE}</member></StackResources>`,
    ],
    [
      'DescribeStackResources',
      { PhysicalResourceId: 'srv-1' },
      `<StackResources><member><Description/><Timestamp>2026-01-02T03:04:05Z</Timestamp>${STACK}${RESOURCE}</member></StackResources>`,
    ],
    [
      'ListStackResources',
      { StackName: 'web' },
      `<StackResourceSummaries><member><LastUpdatedTimestamp>2026-01-02T03:04:05Z</LastUpdatedTimestamp>${RESOURCE}</member></StackResourceSummaries>`,
    ],
    ['GetTemplate', { StackName: 'web' }, '<TemplateBody>{"heat_template_version":"2021-04-16"}</TemplateBody>'],
    ['ValidateTemplate', { TemplateBody: TEMPLATE }, '<Description>fine</Description><Parameters/>'],
    ['EstimateTemplateCost', { TemplateBody: TEMPLATE }, '<Url>http://en.wikipedia.org/wiki/Gratis</Url>'],
    [
      'CreateStack',
      { StackName: 'new', TemplateBody: TEMPLATE },
      '<StackId>arn:openstack:heat::p1:stacks/new/44444444-4444-4444-8444-444444444444</StackId>',
    ],
    ['UpdateStack', { StackName: 'web', TemplateBody: TEMPLATE }, `<StackId>${ARN}</StackId>`],
    ['DeleteStack', { StackName: 'web' }, ''],
    ['CancelUpdateStack', { StackName: 'web' }, ''],
    ['SignalResource', { StackName: 'web', LogicalResourceId: 'server', UniqueId: '1', Status: 'SUCCESS' }, ''],
  ])('%s %j', async (Action, parameters, content) => {
    for (const call of ['act', 'post'] as const) {
      const { status, text, headers } = await testCfnApi()[call]({ Action, ...(parameters as Record<string, string>) });
      expect({ status, text }).toEqual({ status: 200, text: answer(Action, content) });
      expect(headers['content-type']).toBe('application/xml');
    }
  });

  it('are there for every action', () => {
    expect(Object.keys(ACTIONS)).toHaveLength(14);
  });

  it('are JSON where that is asked for', async () => {
    const { text, headers } = await testCfnApi().act({ Action: 'GetTemplate', StackName: 'web', ContentType: 'JSON' });
    expect(headers['content-type']).toBe('application/json');
    expect(JSON.parse(text)).toEqual({
      GetTemplateResponse: { GetTemplateResult: { TemplateBody: { heat_template_version: '2021-04-16' } } },
    });
  });
});

describe('the engine is asked', () => {
  it('to create with parameters, timeout and rollback', async () => {
    const api = testCfnApi();
    await api.post({
      Action: 'CreateStack',
      StackName: 'new',
      TemplateBody: TEMPLATE,
      'Parameters.member.2.ParameterKey': 'b',
      'Parameters.member.2.ParameterValue': '2',
      'Parameters.member.1.ParameterKey': 'a',
      'Parameters.member.1.ParameterValue': 'x & y',
      'Parameters.member.3.ParameterKey': 'without value',
      TimeoutInMinutes: '5',
      OnFailure: 'DO_NOTHING',
    });
    expect(api.orchestrator.last('create').about).toEqual([
      {
        stackName: 'new',
        template: TEMPLATE,
        files: {},
        parameters: { a: 'x & y', b: '2' },
        timeoutMins: 5,
        disableRollback: true,
      },
    ]);
  });

  it('to signal in the form of wait conditions', async () => {
    const api = testCfnApi();
    await api.act({
      Action: 'SignalResource',
      StackName: 'web',
      LogicalResourceId: 'h',
      UniqueId: '7',
      Status: 'FAILURE',
    });
    const [stack, resource, details] = api.orchestrator.last('signal').about;
    expect([stack, resource]).toEqual([stackRow(), 'h']);
    expect(details).toEqual({ Status: 'FAILURE', UniqueId: '7', Reason: 'Signal 7 received', Data: '' });
  });

  it('for stacks in some states only', async () => {
    const filter = (state: string) => ({ Action: 'ListStacks', 'StackStatusFilter.member.1': state });
    expect((await testCfnApi().act(filter('CREATE_COMPLETE'))).text).toContain('<StackName>web');
    expect((await testCfnApi().act(filter('UPDATE_FAILED'))).text).toContain('<StackSummaries/>');
  });
});

describe('refused is', () => {
  it.each([
    ['an unknown action', { Action: 'RunInstances' }, 400, 'InvalidAction'],
    ['no action', {}, 400, 'InvalidAction'],
    ['an action named like a member of objects', { Action: 'constructor' }, 400, 'InvalidAction'],
    ['a missing parameter', { Action: 'GetTemplate' }, 400, 'MissingParameter'],
    ['a missing template', { Action: 'CreateStack', StackName: 'x' }, 400, 'MissingParameter'],
    [
      'a template that is too long',
      { Action: 'CreateStack', StackName: 'x', TemplateBody: 'x'.repeat(2001) },
      400,
      'RequestLimitExceeded',
    ],
    [
      'a bad number',
      { Action: 'CreateStack', StackName: 'x', TemplateBody: 'a', TimeoutInMinutes: 'soon' },
      400,
      'InvalidParameterValue',
    ],
    [
      'two that exclude each other',
      { Action: 'CreateStack', StackName: 'x', TemplateBody: 'a', OnFailure: 'DELETE', DisableRollback: 'true' },
      400,
      'InvalidParameterCombination',
    ],
    [
      'two ways to a stack',
      { Action: 'DescribeStackResources', StackName: 'x', PhysicalResourceId: 'y' },
      400,
      'InvalidParameterCombination',
    ],
    ['an unknown stack', { Action: 'DescribeStacks', StackName: 'none' }, 400, 'InvalidParameterValue'],
  ])('%s', async (_what, parameters, status, code) => {
    const refused = await testCfnApi().act(parameters as unknown as Record<string, string>);
    expect(refused.status).toBe(status);
    expect(refused.text).toMatch(new RegExp(`^<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>`));
  });

  it.each([
    [new HeatError('StackExists', 'there'), 400, 'AlreadyExists', 'Sender'],
    [new HeatError('ActionInProgress', 'busy'), 400, 'InvalidAction', 'Sender'],
    [new HeatError('RequestLimitExceeded', 'full', { status: 429 }), 429, 'Throttling', 'Sender'],
    [new HeatError('Forbidden', 'no'), 403, 'AccessDenied', 'Sender'],
    [new HeatError('HeatException', 'odd'), 500, 'InternalFailure', 'Server'],
    [new Error('secret'), 500, 'InternalFailure', 'Server'],
  ])('what the engine refuses: %s', async (failure, status, code, type) => {
    const api = testCfnApi();
    api.orchestrator.failure = failure;
    const refused = await api.act({ Action: 'ListStacks', ContentType: 'JSON' });
    expect(refused.status).toBe(status);
    expect(JSON.parse(refused.text)).toMatchObject({ ErrorResponse: { Error: { Type: type, Code: code } } });
    expect(refused.text).not.toContain('secret');
  });
});

describe('who asks', () => {
  it.each([
    [{ Signature: 'wrong' }, 403, 'SignatureDoesNotMatch'],
    [{ AWSAccessKeyId: 'nobody' }, 403, 'InvalidClientTokenId'],
    [{ AWSAccessKeyId: 'broken' }, 503, 'ServiceUnavailable'],
    [{ AWSAccessKeyId: 'stackuser' }, 403, 'AccessDenied'],
    [{ AWSAccessKeyId: 'unscoped' }, 403, 'AccessDenied'],
    [{ Timestamp: '2001-01-01T00:00:00Z' }, 400, 'RequestExpired'],
  ])('%j: %s %s', async (signed, status, code) => {
    const refused = await testCfnApi().act({ Action: 'ListStacks' }, signed as Record<string, string>);
    expect(refused.status).toBe(status);
    expect(refused.text).toContain(`<Code>${code}</Code>`);
  });

  it('with a reader’s role may look, but not change', async () => {
    const reader = { AWSAccessKeyId: 'reader' };
    expect((await testCfnApi().act({ Action: 'ListStacks' }, reader)).status).toBe(200);
    expect((await testCfnApi().act({ Action: 'DeleteStack', StackName: 'web' }, reader)).status).toBe(403);
  });

  it('may bring a token instead', async () => {
    const api = testCfnApi();
    const ask = (token: string) => api.send('GET', '/v1/?Action=ListStacks', { headers: { 'x-auth-token': token } });
    expect((await ask('member')).status).toBe(200);
    expect((await ask('unknown')).status).toBe(403);
    expect((await api.send('GET', '/v1/?Action=ListStacks')).text).toContain('IncompleteSignature');
  });

  it('is asked of Keystone once for the same signed request', async () => {
    const api = testCfnApi();
    const Timestamp = new Date().toISOString();
    await Promise.all([1, 2, 3].map(() => api.act({ Action: 'ListStacks', Timestamp }, { Signature: 'right' })));
    await api.act({ Action: 'DescribeStacks', Timestamp }, { Signature: 'right' });
    expect(api.asked).toEqual(['member', 'member']);
  });
});

describe('signals', () => {
  const SIGNED = '?AWSAccessKeyId=member&SignatureVersion=2&Signature=right';
  const url = (what: string) => `/v1/${what}/${encodeURIComponent(`${ARN}/resources/my%20handle`)}${SIGNED}`;

  it('come in with or without details', async () => {
    const api = testCfnApi();
    const payload = '{"Status": "SUCCESS"}';
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await api.send('POST', url('signal'), { payload, headers })).toMatchObject({ status: 200, text: '' });
    expect(api.orchestrator.last('signal').about).toEqual([stackRow(), 'my handle', { Status: 'SUCCESS' }]);
    expect((await api.send('POST', url('signal'))).status).toBe(200);
    expect(api.orchestrator.last('signal').about[2]).toBeNull();
  });

  it.each(['application/json', 'text/plain', 'application/octet-stream'])(
    'are read whatever they say they are: %s',
    async (type) => {
      const api = testCfnApi();
      const payload = '{"Status": "SUCCESS"}';
      expect((await api.send('POST', url('signal'), { payload, headers: { 'content-type': type } })).status).toBe(200);
      expect(api.orchestrator.last('signal').about[2]).toEqual({ Status: 'SUCCESS' });
    },
  );

  it('to a wait condition are answered with its name', async () => {
    const api = testCfnApi();
    const payload = '{"Status": "SUCCESS", "UniqueId": "role"}';
    expect(await api.send('PUT', url('waitcondition'), { payload })).toMatchObject({
      status: 200,
      text: '<resource>my handle</resource>',
    });
    const asJson = await api.send('PUT', `${url('waitcondition')}&ContentType=JSON`, { payload });
    expect(JSON.parse(asJson.text)).toEqual({ resource: 'my handle', metadata: { role: 'db' } });
  });

  it.each([
    ['PUT', url('waitcondition'), undefined],
    ['PUT', url('waitcondition'), 'no JSON'],
    ['POST', `/v1/signal/nonsense${SIGNED}`, undefined],
    ['POST', `/v1/signal/${encodeURIComponent(ARN)}${SIGNED}`, undefined],
  ] as const)('that make no sense are refused: %s %s %s', async (method, address, payload) => {
    const refused = await testCfnApi().send(method, address, payload === undefined ? {} : { payload });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('<Code>InvalidParameterValue</Code>');
  });
});

describe('the log', () => {
  it('says what was asked by whom, as far as that is known', async () => {
    const lines: object[] = [];
    const log = { info: (about: object) => void lines.push(about), error: () => {} };
    const api = testCfnApi({ log });
    await api.act({ Action: 'ListStacks' });
    await api.act({ Action: 'ListStacks' }, { Signature: 'wrong' });
    await api.send('GET', '/versions');
    expect(lines).toMatchObject([
      { method: 'GET', path: '/v1/', action: 'ListStacks', status: 200, project_id: 'p1', user_id: 'u1' },
      { path: '/v1/', action: 'unknown', status: 403, project_id: undefined, user_id: undefined },
      { path: '/versions', action: 'versions', status: 300, project_id: undefined },
    ]);
  });
});

describe('other addresses', () => {
  it('list the versions', async () => {
    const { status, text } = await testCfnApi().send('GET', '/');
    expect(status).toBe(300);
    expect(JSON.parse(text)).toMatchObject({ versions: [{ id: 'v1.0', status: 'CURRENT' }] });
  });
  it('are not found', async () => {
    expect((await testCfnApi().send('GET', '/v2/')).status).toBe(404);
  });
});
