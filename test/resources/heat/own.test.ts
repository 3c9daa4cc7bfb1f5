import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cloud } from '../../../src/openstack/cloud.ts';
import { configureAddresses, EVERYWHERE } from '../../../src/outgoing/addresses.ts';
import { catalogue } from '../../../src/resources/catalogue.ts';
import type { ResourceType } from '../../../src/resources/type.ts';
import type { Value, ValueMap } from '../../../src/template/value.ts';
import { Driven } from '../driver.ts';
import { FakeNested } from './nested.ts';

const cloud = {
  projectId: 'project',
  userId: 'user',
  region: undefined,
  roles: [],
  token: async () => 'signal-token',
  endpoint: async (service: string) => `http://${service}.example`,
} as unknown as Cloud;
const type = (name: string) => catalogue.get(name) as ResourceType;
const drive = (name: string, more = {}) => new Driven(type(name), { cloud, ...more });

describe('OS::Heat::RandomString', () => {
  it.each<[ValueMap, RegExp]>([
    [{}, /^[a-zA-Z0-9]{32}$/],
    [{ length: 8, character_classes: [{ class: 'digits', min: 8 }] }, /^\d{8}$/],
    [
      {
        length: 6,
        character_sequences: [{ sequence: 'ab', min: 2 }],
        character_classes: [{ class: 'uppercase', min: 4 }],
      },
      /^(?=(.*[ab]){2})(?=(.*[A-Z]){4}).{6}$/,
    ],
    [{ length: 16, character_classes: [{ class: 'hexdigits' }] }, /^[0-9A-F]{16}$/],
  ])('of %j', async (given, form) => {
    const text = await drive('OS::Heat::RandomString').create(given);
    expect(await text.attribute('value')).toMatch(form);
    expect(text.reference).toBe(await text.attribute('value'));
    expect(await text.update({ ...given, salt: 'x' })).toBe('replace');
  });
  it('refuses more than fits', async () => {
    await expect(
      drive('OS::Heat::RandomString').create({ length: 2, character_classes: [{ min: 3 }] }),
    ).rejects.toThrow('Length property');
  });
});

describe('OS::Heat::Value', () => {
  it.each<[Value | undefined, Value, Value]>([
    [undefined, { a: [1] }, { a: [1] }],
    ['string', 3, '3'],
    ['number', '3', 3],
    ['boolean', 'true', true],
    ['json', { a: 1 }, { a: 1 }],
    ['comma_delimited_list', ['a', 'b'], ['a', 'b']],
  ])('of type %j makes %j into %j', async (kind, given, wanted) => {
    const value = await drive('OS::Heat::Value').create({
      value: given,
      ...(kind === undefined ? {} : { type: kind }),
    });
    expect(await value.attribute('value')).toEqual(wanted);
    expect(await value.update({ value: 1 })).toBe('updated');
  });
  it('refuses what is not of its type', async () => {
    await expect(drive('OS::Heat::Value').create({ value: 'many', type: 'number' })).rejects.toThrow();
  });
});

describe('OS::Heat::None', () => {
  it('does nothing', async () => {
    const none = await drive('OS::Heat::None').create({});
    expect(none.physicalId).toMatch(/^[0-9a-f-]{36}$/);
    expect(await none.attribute('anything', 'at', 'all')).toBeNull();
    expect([none.type.anyProperties, none.type.dynamicAttributes]).toEqual([true, true]);
    await none.delete();
  });
});

describe('OS::Heat::TestResource', () => {
  it('does what it is told to', async () => {
    const one = await drive('OS::Heat::TestResource').create({ value: 'a' });
    expect([one.physicalId, await one.attribute('output')]).toEqual([one.physicalName, 'a']);
    expect(await one.update({ value: 'b' })).toBe('updated');
    expect(await one.attribute('output')).toBe('b');
    expect(await one.update({ value: 'c', update_replace: true })).toBe('replace');
    await one.delete();
  });
  it('fails', async () => {
    const one = drive('OS::Heat::TestResource');
    await expect(one.create({ fail: true })).rejects.toThrow('Test Resource failed thing');
    expect(one.physicalId).toBeNull();
  });
  it('takes its time', async () => {
    const one = drive('OS::Heat::TestResource');
    await one.give({ wait_secs: 5, action_wait_secs: { create: 2 } });
    one.physicalId = await one.type.create(one);
    expect(await one.type.created(one)).toBe(false);
    one.skipped = 2_000;
    expect(await one.type.created(one)).toBe(true);
    one.begun = one.now();
    expect(await one.type.deleted(one)).toBe(false);
    one.skipped += 5_000;
    expect(await one.type.deleted(one)).toBe(true);
  });
});

describe('wait conditions', () => {
  async function pair(given: ValueMap = {}) {
    const handle = await drive('OS::Heat::WaitConditionHandle').create({});
    const condition = new Driven(type('OS::Heat::WaitCondition'), { cloud, beside: handle }, 'condition');
    await condition.give({ handle: handle.reference, timeout: 10, ...given });
    condition.physicalId = await condition.type.create(condition);
    return { handle, condition };
  }
  it('wait for as many signals as wanted', async () => {
    const { handle, condition } = await pair({ count: 2 });
    expect(await condition.type.created(condition)).toBe(false);
    expect(await handle.type.onSignal?.(handle, null)).toBe('status:SUCCESS reason:Signal 1 received');
    await handle.type.onSignal?.(handle, { id: 'x', data: 'payload', reason: 'why' });
    expect(await condition.type.created(condition)).toBe(true);
    expect(await condition.attribute('data')).toBe('{"1": null, "x": "payload"}');
    await condition.delete();
    expect(handle.metadata).toEqual({});
  });
  it('fail by a signal', async () => {
    const { handle, condition } = await pair();
    await handle.type.onSignal?.(handle, { status: 'FAILURE', reason: 'broken' });
    await expect(condition.type.created(condition)).rejects.toThrow('broken');
  });
  it('fail after their time', async () => {
    const { handle, condition } = await pair({ count: 2 });
    await handle.type.onSignal?.(handle, { reason: 'one' });
    condition.skipped = 11_000;
    await expect(condition.type.created(condition)).rejects.toThrow('1 of 2 received - one');
  });
  it('want a handle', async () => {
    await expect(drive('OS::Heat::WaitCondition').create({ handle: 'x', timeout: 1 })).rejects.toThrow(
      'x is not a valid wait condition handle.',
    );
  });
  it('refuse signals of another form', async () => {
    const { handle } = await pair();
    const odd = async (details: ValueMap) => handle.type.onSignal?.(handle, details);
    await expect(odd({ status: 'MAYBE' })).rejects.toThrow('Metadata format invalid');
    await expect(odd({ extra: 1 })).rejects.toThrow('Metadata format invalid');
  });
  it('say how to signal', async () => {
    const { handle } = await pair();
    expect(await handle.attribute('token')).toBe('signal-token');
    expect(await handle.attribute('curl_cli')).toBe(
      `curl -i -X POST -H 'X-Auth-Token: signal-token' -H 'Content-Type: application/json' -H 'Accept: application/json' ${await handle.attribute('endpoint')}`,
    );
    const other = await drive('OS::Heat::WaitConditionHandle').create({ signal_transport: 'CFN_SIGNAL' });
    expect(JSON.parse((await other.attribute('signal')) as string)).toEqual({
      alarm_url: `http://cloudformation.example/v1/waitcondition/arn%3Aopenstack%3Aheat%3A%3Aproject%3Astacks/${other.stack.name}/${other.stack.id}/resources/thing`,
    });
    expect(await other.attribute('token')).toBeNull();
  });
  it('of CloudFormation take its form', async () => {
    const handle = await drive('OS::Heat::UpdateWaitConditionHandle').create({});
    expect(handle.reference).toContain('/waitcondition/');
    await handle.type.onSignal?.(handle, { UniqueId: '1', Status: 'SUCCESS', Reason: 'r', Data: 'd' });
    expect(handle.metadata).toEqual({ 1: { Status: 'SUCCESS', Reason: 'r', Data: 'd' } });
  });
});

describe('AWS::CloudFormation::Stack', () => {
  let server: Server;
  let url: string;
  let failures = 0;
  const TEMPLATE = "AWSTemplateFormatVersion: '2010-09-09'\nOutputs: {}";
  beforeAll(async () => {
    configureAddresses(EVERYWHERE);
    server = createServer((request, response) => {
      if (request.url === '/flaky' && failures++ < 1) response.writeHead(503).end();
      else if (request.url === '/missing') response.writeHead(404).end();
      else response.end(request.url === '/large' ? 'x'.repeat(600_000) : TEMPLATE);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  it('reads its template from an address', async () => {
    const nested = new FakeNested();
    nested.outputsGiven = { A: 'b' };
    const stack = await drive('AWS::CloudFormation::Stack', { nested }).create({
      TemplateURL: `${url}/flaky`,
      Parameters: { p: 1 },
    });
    expect([nested.current, nested.given]).toEqual([TEMPLATE, { p: 1 }]);
    expect(await stack.attribute('Outputs.A')).toBe('b');
    await expect(stack.attribute('Other')).rejects.toThrow('Other');
    expect(stack.reference).toContain('arn:openstack:heat::project:stacks/');
  });
  it.each([
    ['/missing', 'status 404'],
    ['/large', 'exceeds the maximum'],
  ])('refuses %s', async (path, message) => {
    await expect(
      drive('AWS::CloudFormation::Stack', { nested: new FakeNested() }).create({ TemplateURL: url + path }),
    ).rejects.toThrow(message);
  });
  it('refuses the machine that it runs on, unless that is allowed', async () => {
    configureAddresses({ allow: [], deny: [] });
    await expect(
      drive('AWS::CloudFormation::Stack', { nested: new FakeNested() }).create({ TemplateURL: `${url}/good` }),
    ).rejects.toThrow('not allowed from here');
  });
  it('refuses files of the engine', async () => {
    await expect(
      drive('AWS::CloudFormation::Stack', { nested: new FakeNested() }).create({ TemplateURL: 'file:///etc/passwd' }),
    ).rejects.toThrow('Invalid URL scheme');
  });
});
