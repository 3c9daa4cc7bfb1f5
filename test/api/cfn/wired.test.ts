/** The CloudFormation API and signed URLs on the real engine room, store and dev cloud. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/cli/config/load.ts';
import { type Hearth, openHearth } from '../../../src/cli/wiring/hearth.ts';
import { createLog } from '../../../src/cli/wiring/logging.ts';
import { type DevCloud, startDevCloud } from '../../../src/devcloud/index.ts';
import { signature, signedUrl } from '../../../src/engine/signals/signed-url.ts';
import type { AuthOptions } from '../../../src/openstack/auth-options.ts';
import { cloudFromCredentials } from '../../../src/openstack/client.ts';
import type { Cloud } from '../../../src/openstack/cloud.ts';
import { authFromVariables } from '../../../src/openstack/clouds-yaml.ts';
import type { Config } from '../../../src/options.ts';

let cloud: DevCloud;
let hearth: Hearth;
let native: string;
let cfn: string;
let user: Cloud;
let keypair: { access: string; secret: string };

beforeAll(async () => {
  cloud = await startDevCloud();
  const config: Config = {
    ...loadConfig({ environment: {} }),
    data_dir: ':memory:',
    auth_encryption_key: ['a key for tests only'],
    stack_user_domain_name: 'heat',
    stack_domain_admin: 'heat_domain_admin',
    stack_domain_admin_password: cloud.environment('heat_domain_admin').OS_PASSWORD ?? null,
  };
  const service = authFromVariables(cloud.environment('heat')) as AuthOptions;
  hearth = await openHearth({ config, log: createLog({ log_level: 'silent' }), service });
  native = await hearth.listen({ host: '127.0.0.1', port: 0 });
  cfn = await hearth.listenCfn({ host: '127.0.0.1', port: 0 });
  cloud.registerEndpoint('cloudformation', `${cfn}/v1`);
  cloud.registerEndpoint('orchestration', `${native}/v1/%(tenant_id)s`);
  await hearth.startEngine();
  user = await cloudFromCredentials(authFromVariables(cloud.environment('demo')) as AuthOptions);
  const { body } = await user.request<{ credential: { access: string; secret: string } }>('identity', {
    method: 'POST',
    path: `/users/${user.userId}/credentials/OS-EC2`,
    body: { tenant_id: user.projectId },
  });
  keypair = body.credential;
});

afterAll(async () => {
  await hearth.stop();
  await cloud.close();
});

/** Signed as version 2 wants, with the parameters in a form. */
async function act(
  action: string,
  given: Record<string, string> = {},
  change: { secret?: string; access?: string; Timestamp?: string } = {},
): Promise<{ status: number; text: string }> {
  const parameters: Record<string, string> = {
    Action: action,
    ...given,
    AWSAccessKeyId: change.access ?? keypair.access,
    SignatureMethod: 'HmacSHA256',
    SignatureVersion: '2',
    Timestamp: change.Timestamp ?? new Date().toISOString(),
  };
  const { host } = new URL(cfn);
  const Signature = signature(change.secret ?? keypair.secret, { method: 'POST', host, path: '/v1/', parameters });
  const response = await fetch(`${cfn}/v1/`, {
    method: 'POST',
    body: new URLSearchParams({ ...parameters, Signature }),
  });
  return { status: response.status, text: await response.text() };
}

async function json(action: string, given: Record<string, string> = {}): Promise<Record<string, unknown>> {
  const { status, text } = await act(action, { ...given, ContentType: 'JSON' });
  expect(`${status} ${status === 200 ? '' : text}`).toBe('200 ');
  const { [`${action}Response`]: response } = JSON.parse(text) as Record<
    string,
    Record<string, Record<string, unknown>>
  >;
  return response?.[`${action}Result`] ?? {};
}

async function until(name: string, state: RegExp): Promise<string> {
  for (let round = 0; round < 400; round++) {
    const { Stacks } = (await json('DescribeStacks', { StackName: name })) as { Stacks: Record<string, string>[] };
    const is = Stacks[0]?.StackStatus ?? '';
    if (state.test(is)) return is;
    if (is.endsWith('FAILED')) throw new Error(`${is}: ${Stacks[0]?.StackStatusReason}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${name} does not get ${state}`);
}

async function resource(stack: string, name: string): Promise<Record<string, unknown>> {
  const answer = await json('DescribeStackResource', { StackName: stack, LogicalResourceId: name });
  return answer.StackResourceDetail as Record<string, unknown>;
}

async function whenMade(stack: string, name: string): Promise<Record<string, unknown>> {
  for (let round = 0; round < 400; round++) {
    const found = await resource(stack, name);
    if (found.ResourceStatus === 'CREATE_COMPLETE') return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${name} is not made`);
}

const caller = () => ({
  projectId: user.projectId,
  userId: user.userId,
  userName: 'demo',
  roles: [...user.roles],
  isAdmin: false,
  requestId: 'req-test',
  cloud: user,
});

async function attribute(stack: string, name: string, key: string): Promise<unknown> {
  const row = await hearth.orchestrator.find(caller(), { name: stack });
  return (await hearth.orchestrator.resource(caller(), row, name, { withAttributes: [key] })).attributes?.[key];
}

function curl(method: string, url: string, body: unknown): Promise<Response> {
  // As curl --data-binary does it.
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return fetch(url, { method, headers, body: JSON.stringify(body) });
}

/** What is left of stacks in the domain of their users. */
async function usersLeft(): Promise<string[]> {
  const admin = await cloudFromCredentials(authFromVariables(cloud.environment('heat_domain_admin')) as AuthOptions);
  const { body } = await admin.request<{ users: { name: string }[] }>('identity', { path: '/users' });
  const { body: of } = await admin.request<{ projects: { name: string }[] }>('identity', { path: '/projects' });
  return [...body.users, ...of.projects].map(({ name }) => name).filter((name) => name !== 'heat_domain_admin');
}

const AMAZON = {
  AWSTemplateFormatVersion: '2010-09-09',
  Parameters: { Times: { Type: 'Number', Default: 1 } },
  Resources: {
    handle: { Type: 'AWS::CloudFormation::WaitConditionHandle' },
    wait: {
      Type: 'AWS::CloudFormation::WaitCondition',
      Properties: { Handle: { Ref: 'handle' }, Timeout: 60, Count: { Ref: 'Times' } },
    },
  },
  Outputs: { url: { Value: { Ref: 'handle' } }, data: { Value: { 'Fn::GetAtt': ['wait', 'Data'] } } },
};

describe('a signed URL', () => {
  it('completes a stack that waits, and is gone with it', async () => {
    const { StackId } = await json('CreateStack', {
      StackName: 'waits',
      TemplateBody: JSON.stringify(AMAZON),
      'Parameters.member.1.ParameterKey': 'Times',
      'Parameters.member.1.ParameterValue': '2',
    });
    expect(StackId).toMatch(new RegExp(`^arn:openstack:heat::${user.projectId}:stacks/waits/[0-9a-f-]{36}$`));
    await whenMade('waits', 'handle');
    const row = await hearth.orchestrator.find(caller(), { name: 'waits' });
    const { outputs = [] } = await hearth.orchestrator.show(caller(), row, { resolveOutputs: true });
    const url = String(outputs.find(({ key }) => key === 'url')?.value);
    expect(url).toMatch(/\/v1\/waitcondition\/arn%3Aopenstack%3Aheat%3A%3A.*Signature=/);

    const wrong = await curl('PUT', url.replace(/Signature=...../, 'Signature=AAAAA'), {});
    expect(wrong.status).toBe(403);
    expect(await wrong.text()).toContain('<Code>SignatureDoesNotMatch</Code>');
    expect((await curl('PUT', url.replace('/resources/handle', '/resources/wait'), {})).status).toBe(403);

    const first = await curl('PUT', url, { Status: 'SUCCESS', UniqueId: 'a', Reason: 'done', Data: 'one' });
    expect(`${first.status} ${await first.text()}`).toBe('200 <resource>handle</resource>');
    expect((await resource('waits', 'handle')).Metadata).toEqual({
      a: { Status: 'SUCCESS', Reason: 'done', Data: 'one' },
    });
    expect((await curl('PUT', url, { Status: 'SUCCESS', UniqueId: 'b', Reason: 'done', Data: 'two' })).status).toBe(
      200,
    );
    expect(await until('waits', /COMPLETE$/)).toBe('CREATE_COMPLETE');
    const { Stacks } = (await json('DescribeStacks', { StackName: 'waits' })) as {
      Stacks: { Outputs: { OutputKey: string; OutputValue: string }[] }[];
    };
    const data = Stacks[0]?.Outputs.find(({ OutputKey }) => OutputKey === 'data')?.OutputValue;
    expect(JSON.parse(data ?? '')).toEqual({ a: 'one', b: 'two' });

    expect(await usersLeft()).toHaveLength(2);
    await json('DeleteStack', { StackName: String(StackId) });
    await until(String(StackId), /^DELETE_COMPLETE/);
    expect(await usersLeft()).toEqual([]);
    expect((await curl('PUT', url, {})).status).toBe(403);
  });

  it('fails a stack, with the reason', async () => {
    await json('CreateStack', { StackName: 'fails', TemplateBody: JSON.stringify(AMAZON), DisableRollback: 'true' });
    await whenMade('fails', 'handle');
    const row = await hearth.orchestrator.find(caller(), { name: 'fails' });
    const { outputs = [] } = await hearth.orchestrator.show(caller(), row, { resolveOutputs: true });
    await curl('PUT', String(outputs[0]?.value), { Status: 'FAILURE', UniqueId: 'a', Reason: 'no disk', Data: '' });
    await expect(until('fails', /^CREATE_COMPLETE/)).rejects.toThrow(/CREATE_FAILED: .*no disk/);
    await json('DeleteStack', { StackName: 'fails' });
  });
});

function openstack(transport: string): string {
  return JSON.stringify({
    heat_template_version: '2016-04-08',
    resources: {
      handle: { type: 'OS::Heat::WaitConditionHandle', properties: { signal_transport: transport } },
      wait: { type: 'OS::Heat::WaitCondition', properties: { handle: { get_resource: 'handle' }, timeout: 60 } },
      other: { type: 'OS::Heat::WaitConditionHandle', properties: { signal_transport: transport } },
    },
  });
}

describe('a handle', () => {
  it.each([
    ['CFN_SIGNAL', async (how: Record<string, string>) => curl('PUT', how.alarm_url ?? '', { status: 'SUCCESS' })],
    [
      'TOKEN_SIGNAL',
      async (how: Record<string, string>) =>
        fetch(how.alarm_url ?? '', { method: 'POST', headers: { 'x-auth-token': how.token ?? '' } }),
    ],
    [
      'HEAT_SIGNAL',
      async (how: Record<string, string>) => {
        const { auth_url: authUrl = '', user_id: userId, password, project_id: projectId } = how;
        const own = await cloudFromCredentials({ authUrl, userId, password, projectId });
        const headers = { 'x-auth-token': await own.token() };
        const other = (how.alarm_url ?? '').replace('/resources/handle', '/resources/other');
        expect((await fetch(other, { method: 'POST', headers })).status).toBe(403);
        return fetch(how.alarm_url ?? '', { method: 'POST', headers });
      },
    ],
    ['TEMP_URL_SIGNAL', async (how: Record<string, string>) => curl('PUT', how.alarm_url ?? '', { status: 'SUCCESS' })],
  ])('takes a %s', async (transport, send) => {
    const name = transport.toLowerCase().replaceAll('_', '-');
    await json('CreateStack', { StackName: name, TemplateBody: openstack(transport) });
    await whenMade(name, 'handle');
    await whenMade(name, 'other');
    const how = JSON.parse(String(await attribute(name, 'handle', 'signal'))) as Record<string, string>;
    const answer = await send(how);
    expect([200, 201]).toContain(answer.status);
    expect(await until(name, /COMPLETE$/)).toBe('CREATE_COMPLETE');
    await json('DeleteStack', { StackName: name });
  });

  it('without a transport waits for nothing', async () => {
    await json('CreateStack', { StackName: 'silent', TemplateBody: openstack('NO_SIGNAL') });
    expect(await until('silent', /COMPLETE$/)).toBe('CREATE_COMPLETE');
    await json('DeleteStack', { StackName: 'silent' });
  });
});

describe('who asks', () => {
  it.each([
    ['an unknown key', { access: 'nobody' }, 403, 'InvalidClientTokenId'],
    ['a wrong secret', { secret: 'wrong' }, 403, 'SignatureDoesNotMatch'],
    ['an old date', { Timestamp: '2020-01-01T00:00:00Z' }, 400, 'RequestExpired'],
  ])('is refused with %s', async (_what, change, status, code) => {
    const refused = await act('ListStacks', {}, change);
    expect(refused.status).toBe(status);
    expect(refused.text).toContain(`<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code>`);
  });

  it('as the user of a resource sees that resource only', async () => {
    await json('CreateStack', { StackName: 'own', TemplateBody: openstack('HEAT_SIGNAL') });
    await whenMade('own', 'handle');
    await whenMade('own', 'other');
    const how = JSON.parse(String(await attribute('own', 'handle', 'signal'))) as Record<string, string>;
    const own = await cloudFromCredentials({
      authUrl: how.auth_url ?? '',
      userId: how.user_id,
      password: how.password,
      projectId: how.project_id,
    });
    const ask = async (query: Record<string, string>) => {
      const url = `${cfn}/v1/?${new URLSearchParams({ ContentType: 'JSON', StackName: 'own', ...query })}`;
      return (await fetch(url, { headers: { 'x-auth-token': await own.token() } })).status;
    };
    expect(await ask({ Action: 'DescribeStackResource', LogicalResourceId: 'handle' })).toBe(200);
    expect(await ask({ Action: 'DescribeStackResource', LogicalResourceId: 'other' })).toBe(403);
    expect(await ask({ Action: 'DescribeStacks' })).toBe(403);
    expect(await ask({ Action: 'GetTemplate' })).toBe(403);
    await json('DeleteStack', { StackName: 'own' });
  });

  it('may be asked by a URL that is signed for a GET', async () => {
    const { host, pathname } = new URL(`${cfn}/v1/`);
    const url = signedUrl(`http://${host}${pathname}`, 'GET', keypair);
    // The parameters would have to be signed as well.
    const added = new URLSearchParams({ Action: 'ListStacks', Timestamp: new Date().toISOString() });
    expect((await fetch(`${url}&${added}`)).status).toBe(403);
  });
});

const PYTHON = '/usr/bin/python3';
const SCRIPT = `
import json, sys, boto3, botocore
access, secret, url = sys.argv[1:]
c = boto3.client('cloudformation', aws_access_key_id=access, aws_secret_access_key=secret, endpoint_url=url, region_name='RegionOne')
t = json.dumps({'HeatTemplateFormatVersion': '2012-12-12', 'Parameters': {'Text': {'Type': 'String', 'Default': 'a&b'}},
  'Resources': {'r': {'Type': 'OS::Heat::Value', 'Properties': {'value': {'Ref': 'Text'}}}}, 'Outputs': {'o': {'Value': {'Ref': 'Text'}}}})
seen = {}
seen['validate'] = [p['ParameterKey'] for p in c.validate_template(TemplateBody=t)['Parameters']]
id = c.create_stack(StackName='boto', TemplateBody=t, Parameters=[{'ParameterKey': 'Text', 'ParameterValue': '<x>'}])['StackId']
c.get_waiter('stack_create_complete').wait(StackName='boto', WaiterConfig={'Delay': 0.1, 'MaxAttempts': 100})
s = c.describe_stacks(StackName=id)['Stacks'][0]
seen['stack'] = [s['StackName'], s['StackStatus'], s['Outputs'][0]['OutputValue'], s['StackId'] == id]
seen['list'] = [x['StackName'] for x in c.list_stacks()['StackSummaries']]
seen['resources'] = [x['LogicalResourceId'] for x in c.list_stack_resources(StackName='boto')['StackResourceSummaries']]
seen['described'] = [x['ResourceStatus'] for x in c.describe_stack_resources(StackName='boto')['StackResources']]
seen['resource'] = c.describe_stack_resource(StackName='boto', LogicalResourceId='r')['StackResourceDetail']['ResourceType']
seen['events'] = len(c.describe_stack_events(StackName='boto')['StackEvents'])
seen['template'] = sorted(c.get_template(StackName='boto')['TemplateBody'])
c.update_stack(StackName='boto', TemplateBody=t, Parameters=[{'ParameterKey': 'Text', 'ParameterValue': 'new'}])
c.get_waiter('stack_update_complete').wait(StackName='boto', WaiterConfig={'Delay': 0.1, 'MaxAttempts': 100})
seen['updated'] = c.describe_stacks(StackName='boto')['Stacks'][0]['Outputs'][0]['OutputValue']
seen['cost'] = c.estimate_template_cost(TemplateBody=t)['Url']
c.delete_stack(StackName='boto')
try:
  c.describe_stacks(StackName='none')
except botocore.exceptions.ClientError as e:
  seen['error'] = e.response['Error']['Code']
print(json.dumps(seen))
`;

describe.skipIf(!existsSync('/usr/lib/python3/dist-packages/boto3'))('boto3', () => {
  it('finds all as it is used to', async () => {
    const { stdout } = await promisify(execFile)(PYTHON, ['-c', SCRIPT, keypair.access, keypair.secret, `${cfn}/v1/`], {
      timeout: 60_000,
    });
    const seen = JSON.parse(stdout) as Record<string, unknown>;
    expect(seen).toMatchObject({
      validate: ['Text'],
      stack: ['boto', 'CREATE_COMPLETE', '<x>', true],
      resources: ['r'],
      described: ['CREATE_COMPLETE'],
      resource: 'OS::Heat::Value',
      template: ['HeatTemplateFormatVersion', 'Outputs', 'Parameters', 'Resources'],
      updated: 'new',
      cost: expect.stringContaining('http'),
      error: 'InvalidParameterValue',
    });
    expect(seen.list).toContain('boto');
    expect(seen.events).toBe(4);
  }, 60_000);
});
