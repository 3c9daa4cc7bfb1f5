import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeEach, describe, expect, it } from 'vitest';
import { HeatError } from '../../src/errors.ts';
import { configureAddresses, EVERYWHERE } from '../../src/outgoing/addresses.ts';
import { resourceRow, stackRow } from './fake-rows.ts';
import { type TestApi, testApi } from './test-api.ts';

const ID = '11111111-1111-4111-8111-111111111111';
const WEB = `http://heat.test:8004/v1/p1/stacks/web/${ID}`;
const PATH = `/v1/p1/stacks/web/${ID}`;
const TEMPLATE = { heat_template_version: '2021-04-16' };

let api: TestApi;
beforeEach(() => {
  api = testApi();
});

describe('stack lists', () => {
  it('show what Heat shows, and nothing more', async () => {
    const { status, json } = await api.call('GET', '/v1/p1/stacks');
    expect(status).toBe(200);
    expect(json()).toEqual({
      stacks: [
        {
          id: ID,
          links: [{ href: WEB, rel: 'self' }],
          stack_name: 'web',
          description: 'A stack',
          stack_status: 'CREATE_COMPLETE',
          stack_status_reason: 'Stack CREATE completed successfully',
          creation_time: '2026-01-02T03:04:05Z',
          updated_time: null,
          deletion_time: null,
          stack_owner: 'demo',
          parent: null,
          stack_user_project_id: null,
          tags: null,
        },
      ],
    });
  });

  it('pass filters, tags and order on', async () => {
    await api.call(
      'GET',
      '/v1/p1/stacks?name=a&name=b&stack_status=CREATE_FAILED&status=COMPLETE&owner_id=x&username=me&tags=a,b&not_tags_any=c&show_nested=True&sort_keys=stack_name&sort_dir=desc&limit=7&marker=m',
    );
    const [filter, page] = api.orchestrator.last('list').about;
    expect(filter).toMatchObject({
      projectId: 'p1',
      name: ['a', 'b'],
      status: ['FAILED', 'COMPLETE'],
      action: ['CREATE'],
      ownerId: ['x'],
      userNames: ['me'],
      tags: ['a', 'b'],
      notTagsAny: ['c'],
      showNested: true,
      showDeleted: false,
      hiddenTags: ['secret'],
    });
    expect(page).toEqual({ limit: 7, marker: 'm', sortKeys: [{ key: 'name', dir: 'desc' }] });
  });

  it('are newest first and not limited by themselves', async () => {
    await api.call('GET', '/v1/p1/stacks');
    expect(api.orchestrator.last('list').about[1]).toEqual({
      limit: undefined,
      marker: undefined,
      sortKeys: [{ key: 'createdAt', dir: 'desc' }],
    });
  });

  it('link to the next page when this one is full', async () => {
    const full = (await api.call('GET', '/v1/p1/stacks?limit=1&name=web')).json() as { links: unknown };
    expect(full.links).toEqual([
      { rel: 'next', href: `http://heat.test:8004/v1/p1/stacks?limit=1&name=web&marker=${ID}` },
    ]);
    const half = (await api.call('GET', '/v1/p1/stacks?limit=2')).json();
    expect(half).not.toHaveProperty('links');
  });

  it('filter by what few ask for', async () => {
    await api.call(
      'GET',
      '/v1/p1/stacks?timeout_mins=9&timeout_mins=x&disable_rollback=True&stack_status_reason=why&stack_user_project_id=u&tenant=t',
    );
    expect(api.orchestrator.last('list').about[0]).toMatchObject({
      projectId: 'p1',
      timeoutMins: [9],
      disableRollback: [true],
      reason: ['why'],
      stackUserProjectId: ['u'],
      projectIds: ['t'],
    });
  });

  it('count on demand', async () => {
    expect((await api.call('GET', '/v1/p1/stacks?with_count=True')).json()).toMatchObject({ count: 1 });
  });

  it.each([
    ['limit=x', 'HTTPBadRequest', "Only integer is acceptable by 'limit'."],
    ['limit=-1', 'HTTPBadRequest', "Value '-1' is invalid for 'limit' which only accepts non-negative integer."],
    [
      'show_deleted=yes',
      'HTTPBadRequest',
      'Unrecognized value "yes" for "show_deleted", acceptable values are: true, false.',
    ],
    [`tags=${'x'.repeat(81)}`, 'HTTPBadRequest', `Invalid tag, "${'x'.repeat(81)}" is longer than 80 characters`],
    ['sort_dir=up', 'ValueError', 'Unknown sort direction, must be one of: asc, desc'],
  ])('refuse %s', async (query, type, message) => {
    const { status, json } = await api.call('GET', `/v1/p1/stacks?${query}`);
    expect(status).toBe(400);
    expect(json()).toMatchObject({ code: 400, title: 'Bad Request', error: { type, message } });
  });

  it('reach over all projects only where a rule allows it', async () => {
    const refused = await api.call('GET', '/v1/p1/stacks?global_tenant=True');
    expect(refused.status).toBe(403);
    expect(refused.json()).toMatchObject({
      error: { type: 'Forbidden', message: 'You are not authorized to use stacks:global_index.' },
    });
  });

  it('in detail say nothing that a list does not know', async () => {
    const listed = (await api.call('GET', '/v1/p1/stacks')).json();
    expect((await api.call('GET', '/v1/p1/stacks/detail')).json()).toEqual(listed);
  });
});

describe('a stack', () => {
  it('is shown whole', async () => {
    const { status, json } = await api.call('GET', PATH);
    expect(status).toBe(200);
    expect(json()).toEqual({
      stack: {
        id: ID,
        links: [{ href: WEB, rel: 'self' }],
        stack_name: 'web',
        creation_time: '2026-01-02T03:04:05Z',
        updated_time: null,
        deletion_time: null,
        notification_topics: [],
        parameters: { 'OS::stack_name': 'web' },
        description: 'A stack',
        template_description: 'A stack',
        capabilities: [],
        disable_rollback: true,
        timeout_mins: null,
        stack_owner: 'demo',
        parent: null,
        stack_user_project_id: null,
        tags: [],
        stack_status: 'CREATE_COMPLETE',
        stack_status_reason: 'Stack CREATE completed successfully',
        outputs: [{ output_key: 'address', description: 'Where it is', output_value: '10.0.0.3' }],
      },
    });
  });

  it('is shown without outputs when they are not wanted or it is gone', async () => {
    const { stack } = (await api.call('GET', `${PATH}?resolve_outputs=False`)).json() as { stack: object };
    expect(stack).not.toHaveProperty('outputs');
    api.orchestrator.stacks = [stackRow({ action: 'DELETE', deletedAt: 1 })];
    const gone = (await api.call('GET', PATH)).json() as { stack: object };
    expect(gone.stack).not.toHaveProperty('outputs');
  });

  it('that was deleted can be read, but not changed', async () => {
    api.orchestrator.stacks = [stackRow({ deletedAt: 1 })];
    expect((await api.call('GET', `${PATH}/template`)).status).toBe(200);
    expect((await api.call('DELETE', PATH)).status).toBe(404);
    expect((await api.call('GET', `${PATH}/outputs`)).status).toBe(404);
  });

  it('has a template, an environment, files and outputs', async () => {
    expect((await api.call('GET', `${PATH}/template`)).json()).toEqual({ heat_template_version: '2021-04-16' });
    expect((await api.call('GET', `${PATH}/environment`)).json()).toEqual({ parameters: {} });
    expect((await api.call('GET', `${PATH}/files`)).json()).toEqual({ 'a.sh': 'echo' });
    expect((await api.call('GET', `${PATH}/outputs`)).json()).toEqual({
      outputs: [{ output_key: 'address', description: 'Where it is' }],
    });
    expect((await api.call('GET', `${PATH}/outputs/address`)).json()).toEqual({
      output: { output_key: 'address', description: 'Where it is', output_value: null, output_error: 'not yet' },
    });
  });

  it('by name alone is sent on', async () => {
    const { status, headers, json } = await api.call('GET', '/v1/p1/stacks/web?resolve_outputs=False');
    expect(status).toBe(302);
    expect(headers.location).toBe(`${WEB}?resolve_outputs=False`);
    expect(json()).toMatchObject({ code: '302 Found', title: 'Found' });
    for (const part of ['resources', 'events', 'template', 'actions', 'environment', 'files']) {
      expect((await api.call('GET', `/v1/p1/stacks/web/${part}`)).headers.location).toBe(`${WEB}/${part}`);
    }
    expect((await api.call('POST', '/v1/p1/stacks/web/actions', { body: { suspend: null } })).headers.location).toBe(
      `${WEB}/actions`,
    );
    for (const method of ['DELETE', 'PUT', 'PATCH'] as const) {
      expect((await api.call(method, '/v1/p1/stacks/web')).headers.location).toBe(WEB);
    }
  });

  it('by id alone is sent on, also when deleted', async () => {
    api.orchestrator.stacks = [stackRow({ deletedAt: 1 })];
    expect((await api.call('GET', `/v1/p1/stacks/${ID}`)).headers.location).toBe(WEB);
    expect((await api.call('GET', '/v1/p1/stacks/web')).status).toBe(404);
  });

  it('by ARN is sent on, encoded or not', async () => {
    const arn = `arn:openstack:heat::p1:stacks/web/${ID}/resources/server`;
    for (const text of [arn, encodeURIComponent(arn)]) {
      expect((await api.call('GET', `/v1/p1/stacks/${text}`)).headers.location).toBe(`${WEB}/resources/server`);
    }
  });

  it('can be suspended, resumed, checked and cancelled', async () => {
    for (const action of ['suspend', 'resume', 'check', 'cancel_update', 'cancel_without_rollback']) {
      const { status, text } = await api.call('POST', `${PATH}/actions`, { body: { [action]: null } });
      expect([status, text]).toEqual([200, 'null']);
      expect(api.orchestrator.last('act').about[1]).toBe(action);
    }
  });

  it.each([
    [undefined, 'No action specified'],
    [{ suspend: null, resume: null }, 'Multiple actions specified'],
    [{ explode: null }, 'Invalid action explode specified'],
  ])('refuses the action %j', async (body, message) => {
    const { status, json } = await api.call('POST', `${PATH}/actions`, { body });
    expect(status).toBe(400);
    expect(json()).toMatchObject({ error: { message } });
  });

  it('is deleted with an empty answer, abandoned and exported with its data', async () => {
    const { status, text } = await api.call('DELETE', PATH);
    expect([status, text]).toEqual([204, '']);
    expect((await api.call('DELETE', `${PATH}/abandon`)).json()).toEqual({ name: 'web', id: ID });
    expect((await api.call('GET', `${PATH}/export`)).json()).toEqual({ name: 'web', id: ID });
  });

  it('has snapshots', async () => {
    const shown = {
      id: 'snap-0',
      name: 'one',
      status: 'IN_PROGRESS',
      status_reason: null,
      data: null,
      creation_time: '2026-01-02T03:04:05Z',
    };
    expect((await api.call('POST', `${PATH}/snapshots`, { body: { name: 'one' } })).json()).toEqual(shown);
    expect((await api.call('GET', `${PATH}/snapshots`)).json()).toEqual({ snapshots: [shown] });
    expect((await api.call('GET', `${PATH}/snapshots/snap-0`)).json()).toEqual({ snapshot: shown });
    expect((await api.call('POST', `${PATH}/snapshots/snap-0/restore`)).status).toBe(202);
    expect((await api.call('DELETE', `${PATH}/snapshots/snap-0`)).status).toBe(204);
    expect((await api.call('GET', `${PATH}/snapshots/none`)).json()).toMatchObject({
      code: 404,
      error: { type: 'SnapshotNotFound' },
    });
  });
});

describe('creating', () => {
  it('answers with the address', async () => {
    const { status, headers, json } = await api.call('POST', '/v1/p1/stacks', {
      body: { stack_name: 'a b', template: TEMPLATE, parameters: { size: 1 }, tags: 'x,y', timeout_mins: '30' },
    });
    const href = 'http://heat.test:8004/v1/p1/stacks/a%20b/44444444-4444-4444-8444-444444444444';
    expect(status).toBe(201);
    expect(headers.location).toBe(href);
    expect(headers['content-type']).toBe('application/json');
    expect(json()).toEqual({
      stack: { id: '44444444-4444-4444-8444-444444444444', links: [{ href, rel: 'self' }] },
    });
    expect(api.orchestrator.last('create').about[0]).toMatchObject({
      stackName: 'a b',
      template: TEMPLATE,
      parameters: { size: 1 },
      tags: ['x', 'y'],
      timeoutMins: 30,
      files: {},
    });
  });

  it('leaves the merged environment aside where files name it', async () => {
    const body = {
      stack_name: 's',
      template: 'heat_template_version: 2021-04-16',
      environment: { parameters: { a: 1 } },
      environment_files: ['e.yaml'],
      files: { 'e.yaml': 'parameters: {a: 2}' },
      disable_rollback: false,
    };
    await api.call('POST', '/v1/p1/stacks', { body });
    const [request] = api.orchestrator.last('create').about as [Record<string, unknown>];
    expect(request).toMatchObject({
      environmentFiles: ['e.yaml'],
      files: { 'e.yaml': 'parameters: {a: 2}' },
      disableRollback: false,
    });
    expect(request.environment).toBeUndefined();
  });

  it.each([
    [{ template: TEMPLATE }, 'HTTPBadRequest', 'No stack name specified'],
    [{ stack_name: 's' }, 'HTTPBadRequest', 'No template specified'],
    [{ stack_name: 7, template: TEMPLATE }, 'StackValidationFailed', 'Invalid stack name 7, must be a string'],
    [
      { stack_name: 's', template: TEMPLATE, converge: true },
      'HTTPBadRequest',
      'converge flag only supported in stack update (or update preview) request.',
    ],
    [
      { stack_name: 's', template: TEMPLATE, timeout_mins: '1.5' },
      'HTTPBadRequest',
      "Only integer is acceptable by 'timeout_mins'.",
    ],
    [
      { stack_name: 's', template: TEMPLATE, disable_rollback: 'maybe' },
      'ValueError',
      'Unrecognized value "maybe" for "disable_rollback", acceptable values are: true, false.',
    ],
    [
      { stack_name: 's', template: TEMPLATE, environment: [] },
      'HTTPBadRequest',
      'Environment not in valid format: The environment is not a valid YAML mapping data type.',
    ],
    [{ stack_name: 's', adopt_stack_data: '{"a": 1}' }, 'HTTPBadRequest', "Invalid adopt data: 'template'"],
    [
      { stack_name: 's', template: 'x'.repeat(2001) },
      'RequestLimitExceeded',
      'Request limit exceeded: Template size (2001 bytes) exceeds maximum allowed size (2000 bytes).',
    ],
    [
      { stack_name: 's', template_url: 'file:///etc/passwd' },
      'HTTPBadRequest',
      'Could not retrieve template: Invalid URL scheme file',
    ],
    ['{"stack_name": ', 'HTTPBadRequest', expect.stringContaining('JSON')],
    [
      undefined,
      'HTTPBadRequest',
      'The server could not comply with the request since it is either malformed or otherwise incorrect.',
    ],
  ])('refuses %j', async (body, type, message) => {
    const { status, json } = await api.call('POST', '/v1/p1/stacks', { body });
    expect(status).toBe(400);
    expect(json()).toMatchObject({ code: 400, title: 'Bad Request', error: { type, traceback: null, message } });
    expect(api.orchestrator.asked).toEqual([]);
  });

  it('is logged with the ids of the request and of the stack', async () => {
    const lines: object[] = [];
    const log = { info: (about: object) => void lines.push(about), error: () => {} };
    const { call } = testApi({ log });
    const { json, headers } = await call('POST', '/v1/p1/stacks', { body: { stack_name: 's', template: TEMPLATE } });
    const { stack } = json() as { stack: { id: string } };
    expect(lines).toEqual([
      expect.objectContaining({ request_id: headers['x-openstack-request-id'], stack_id: stack.id, status: 201 }),
    ]);
  });

  it('refuses a body that is too large, told by its header or found out', async () => {
    const body = { stack_name: 's', template: TEMPLATE, files: { a: 'x'.repeat(5000) } };
    const { status, json } = await api.call('POST', '/v1/p1/stacks', { body });
    expect(status).toBe(400);
    expect(json()).toMatchObject({
      error: {
        type: 'RequestLimitExceeded',
        message: `Request limit exceeded: JSON body size (${JSON.stringify(body).length} bytes) exceeds maximum allowed size (4096 bytes).`,
      },
    });
  });

  it('takes adopt data as JSON or YAML, with its template', async () => {
    for (const data of [
      '{"template": {"heat_template_version": "x"}, "id": "1"}',
      'template: {heat_template_version: x}\nid: "1"',
    ]) {
      await api.call('POST', '/v1/p1/stacks', { body: { stack_name: 's', adopt_stack_data: data } });
      expect(api.orchestrator.last('create').about[0]).toMatchObject({
        adoptStackData: { id: '1' },
        template: { heat_template_version: 'x' },
      });
    }
  });

  it('fetches a template by URL, within bounds', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/good') response.end('heat_template_version: 2021-04-16');
      else if (request.url === '/secret') response.end('{"accountId": "12345", "secret": "hidden"}');
      else if (request.url === '/large') response.end('x'.repeat(2001));
      else if (request.url !== '/never') response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    configureAddresses(EVERYWHERE);
    api = testApi({}, { templateFetchTimeout: 20 });
    const create = (url: string) =>
      api.call('POST', '/v1/p1/stacks', { body: { stack_name: 's', template_url: base + url } });
    expect((await create('/good')).status).toBe(201);
    expect(api.orchestrator.last('create').about[0]).toMatchObject({ template: 'heat_template_version: 2021-04-16' });
    expect((await create('/large')).json()).toMatchObject({
      error: { message: 'Could not retrieve template: Template exceeds maximum allowed size (2000 bytes)' },
    });
    const refusal = (path: string, why: string) => ({
      code: 400,
      error: { message: `Could not retrieve template: Failed to retrieve template from ${base}${path}: ${why}` },
    });
    expect((await create('/none')).json()).toMatchObject(refusal('/none', 'It answers with status 404.'));
    // Not a word of what is no template.
    expect((await create('/secret')).json()).toMatchObject({
      error: { message: `Could not retrieve template: what ${base}/secret leads to is no template` },
    });
    api = testApi({}, { templateFetchTimeout: 0.2 });
    expect((await create('/never')).json()).toMatchObject(refusal('/never', 'It did not come in time.'));
    configureAddresses({ allow: [], deny: [] });
    const why = 'Connections to that address are not allowed from here.';
    expect((await create('/good')).json()).toMatchObject(refusal('/good', why));
    server.closeAllConnections();
    server.close();
  });

  it('keeps large integers and floats as they were written', async () => {
    await api.call('POST', '/v1/p1/stacks', {
      body: '{"stack_name": "s", "template": {"v": 1}, "parameters": {"big": 12345678901234567890, "whole": 1.0}}',
    });
    const [{ parameters }] = api.orchestrator.last('create').about as [{ parameters: Record<string, unknown> }];
    expect(parameters.big).toBe(12345678901234567890n);
    expect(String(parameters.whole)).toBe('1.0');
  });

  it('can be previewed', async () => {
    const body = { stack_name: 's', template: TEMPLATE };
    const { stack } = (await api.call('POST', '/v1/p1/stacks/preview', { body, token: 'reader' })).json() as {
      stack: { resources: Record<string, unknown>[] };
    };
    expect(stack).not.toHaveProperty('stack_status');
    expect(stack.resources[0]).toMatchObject({
      resource_name: 'server',
      resource_action: 'CREATE',
      resource_status: 'COMPLETE',
      resource_identity: { tenant: 'p1', stack_name: 'web', stack_id: ID, path: '/resources/server' },
      stack_identity: { tenant: 'p1', stack_name: 'web', stack_id: ID, path: '' },
      properties: { flavor: 'm1.tiny' },
      metadata: { role: 'db' },
    });
    expect(stack.resources[0]).toMatchObject({ creation_time: '2026-01-02T03:04:05Z' });
    api.orchestrator.rows = [resourceRow({ id: '', action: 'INIT', physicalId: null })];
    const unmade = (await api.call('POST', '/v1/p1/stacks/preview', { body })).json();
    expect(unmade).toMatchObject({
      stack: { resources: [{ creation_time: null, updated_time: null, physical_resource_id: '' }] },
    });
    const planned = (await api.call('POST', '/v1/p1/stacks/preview?with_plan=true', { body })).json();
    expect(planned).toMatchObject({ plan: { steps: [] } });
  });
});

describe('updating', () => {
  it('answers 202 with the note of that status', async () => {
    const put = await api.call('PUT', PATH, { body: { template: TEMPLATE, converge: 'true' } });
    expect(put.status).toBe(202);
    expect(put.json()).toEqual({
      message: 'The request is accepted for processing.<br /><br />\n\n\n',
      code: '202 Accepted',
      title: 'Accepted',
    });
    expect(api.orchestrator.last('update').about[1]).toMatchObject({ existing: false, converge: true });
    const plain = await api.call('PUT', PATH, { body: { template: TEMPLATE }, headers: { accept: '*/*' } });
    expect(plain.text).toBe('202 Accepted\n\nThe request is accepted for processing.\n\n');
  });

  it('by PATCH starts from what there is', async () => {
    const { status } = await api.call('PATCH', PATH, { body: { clear_parameters: ['a'], parameters: { b: 1 } } });
    expect(status).toBe(202);
    expect(api.orchestrator.last('update').about[1]).toMatchObject({
      existing: true,
      clearParameters: ['a'],
      parameters: { b: 1 },
      template: undefined,
    });
  });

  it('by PATCH without any change follows a rule of its own', async () => {
    const { Enforcer } = await import('../../src/api/policy/enforcer.ts');
    api = testApi({ enforcer: new Enforcer({ 'stacks:update_no_change': '@', 'stacks:update_patch': '!' }) });
    expect((await api.call('PATCH', PATH, { body: {} })).status).toBe(202);
    expect((await api.call('PATCH', PATH, { body: { environment: {}, files: {}, parameters: {} } })).status).toBe(202);
    expect((await api.call('PATCH', PATH, { body: { parameters: { a: 1 } } })).status).toBe(403);
    expect((await api.call('PATCH', PATH, { body: { tags: 'a' } })).status).toBe(403);
  });

  it('can be previewed', async () => {
    const { json } = await api.call('PUT', `${PATH}/preview?show_nested=true`, { body: { template: TEMPLATE } });
    expect(json()).toMatchObject({
      resource_changes: { unchanged: [], replaced: [], added: [], deleted: [], updated: [{ resource_name: 'server' }] },
    });
    expect(api.orchestrator.last('previewUpdate').about[1]).toMatchObject({ showNested: true });
    expect((await api.call('PATCH', `${PATH}/preview`, { body: {} })).status).toBe(200);
  });

  it('reports what the engine refuses', async () => {
    api.orchestrator.asked = [];
    const { call } = api;
    api.orchestrator.update = async () => {
      throw new HeatError('ActionInProgress', 'Stack web already has an action (UPDATE) in progress.');
    };
    expect((await call('PUT', PATH, { body: { template: TEMPLATE } })).json()).toEqual({
      code: 409,
      title: 'Conflict',
      explanation: 'There was a conflict when trying to complete your request.',
      error: {
        type: 'ActionInProgress',
        traceback: null,
        message: 'Stack web already has an action (UPDATE) in progress.',
      },
    });
  });
});

describe('resources', () => {
  it('are listed', async () => {
    const nested = resourceRow({ name: 'group', nestedStackId: 'n1', physicalName: 'web-group-xyz', physicalId: null });
    api.orchestrator.rows = [resourceRow(), nested];
    const { resources } = (
      await api.call('GET', `${PATH}/resources?nested_depth=2&status=CREATE_COMPLETE&type=OS::Nova::Server`)
    ).json() as { resources: Record<string, unknown>[] };
    expect(resources[0]).toEqual({
      resource_name: 'server',
      logical_resource_id: 'server',
      resource_type: 'OS::Nova::Server',
      physical_resource_id: 'srv-1',
      resource_status: 'CREATE_COMPLETE',
      resource_status_reason: 'state changed',
      required_by: ['port'],
      creation_time: '2026-01-02T03:04:05Z',
      updated_time: '2026-01-02T03:04:05Z',
      links: [
        { href: `${WEB}/resources/server`, rel: 'self' },
        { href: WEB, rel: 'stack' },
      ],
    });
    expect(resources[1]).toMatchObject({
      physical_resource_id: '',
      links: [{}, {}, { href: 'http://heat.test:8004/v1/p1/stacks/web-group-xyz/n1', rel: 'nested' }],
    });
    expect(api.orchestrator.last('resources').about[1]).toEqual({
      nestedDepth: 2,
      filter: { type: ['OS::Nova::Server'], status: ['COMPLETE'], action: ['CREATE'] },
      withAttributes: false,
    });
  });

  it('refuse filters that Heat does not know', async () => {
    expect((await api.call('GET', `${PATH}/resources?colour=red`)).json()).toMatchObject({
      error: { message: "Invalid filter parameters ['colour']" },
    });
  });

  it('are shown with attributes', async () => {
    const { resource } = (await api.call('GET', `${PATH}/resources/a%2Fb?with_attr=x&with_attr=y`)).json() as {
      resource: unknown;
    };
    expect(resource).toMatchObject({ resource_name: 'a/b', description: '', attributes: { name: 'x' } });
    expect(resource).not.toHaveProperty('metadata');
    expect(api.orchestrator.last('resource').about[2]).toEqual({ withAttributes: ['x', 'y'] });
  });

  it('have metadata and take signals, also from their own users', async () => {
    const token = 'stackuser';
    expect((await api.call('GET', `${PATH}/resources/server/metadata`, { token })).json()).toEqual({
      metadata: { role: 'db' },
    });
    const signal = await api.call('POST', `${PATH}/resources/server/signal`, { token, body: { status: 'SUCCESS' } });
    expect([signal.status, signal.text]).toEqual([200, 'null']);
    expect(api.orchestrator.last('signal').about[2]).toEqual({ status: 'SUCCESS' });
    await api.call('POST', `${PATH}/resources/server/signal`, { token });
    expect(api.orchestrator.last('signal').about[2]).toBeNull();
    expect((await api.call('GET', `${PATH}/resources/server`, { token })).status).toBe(403);
  });

  it('can be marked unhealthy', async () => {
    const mark = (body: unknown) => api.call('PATCH', `${PATH}/resources/server`, { body });
    expect((await mark({ mark_unhealthy: 'True', resource_status_reason: 'bad disk' })).text).toBe('null');
    expect(api.orchestrator.last('markUnhealthy').about.slice(1)).toEqual(['server', true, 'bad disk']);
    expect((await mark({})).json()).toMatchObject({
      error: { message: 'Missing mandatory (mark_unhealthy) key from mark unhealthy request' },
    });
    expect((await mark({ mark_unhealthy: true, x: 1 })).status).toBe(400);
    expect((await mark({ mark_unhealthy: 'perhaps' })).status).toBe(400);
  });
});

describe('events', () => {
  const EVENT = '33333333-3333-4333-8333-333333333333';

  it('are listed in short, newest first', async () => {
    const { events } = (await api.call('GET', `${PATH}/events?limit=3&marker=m`)).json() as { events: unknown[] };
    expect(events[0]).toEqual({
      id: EVENT,
      links: [
        { href: `${WEB}/resources/server/events/${EVENT}`, rel: 'self' },
        { href: `${WEB}/resources/server`, rel: 'resource' },
        { href: WEB, rel: 'stack' },
      ],
      event_time: '2026-01-02T03:04:05Z',
      logical_resource_id: 'server',
      resource_name: 'server',
      physical_resource_id: 'srv-1',
      resource_status: 'CREATE_COMPLETE',
      resource_status_reason: 'state changed',
    });
    expect(api.orchestrator.last('events').about.slice(1)).toEqual([
      { sortDir: 'desc' },
      { limit: 3, marker: 'm' },
      { nestedDepth: 0 },
    ]);
  });

  it.each([
    ['sort_keys=event_time', { sortDir: 'asc' }],
    ['sort_keys=resource_type', { sortDir: 'asc', sortByType: true }],
    ['sort_keys=resource_type&sort_dir=desc', { sortDir: 'desc', sortByType: true }],
    ['sort_keys=resource_status', { sortDir: 'desc' }],
    ['sort_dir=asc', { sortDir: 'asc' }],
  ])('are sorted by %s', async (query, filter) => {
    expect((await api.call('GET', `${PATH}/events?${query}`)).status).toBe(200);
    expect(api.orchestrator.last('events').about[1]).toEqual(filter);
  });

  it('of a tree link to its root', async () => {
    const { events } = (await api.call('GET', `${PATH}/events?nested_depth=1`)).json() as {
      events: { links: unknown[] }[];
    };
    expect(events[0]?.links[3]).toEqual({ href: WEB, rel: 'root_stack' });
  });

  it('of several resources, page by page', async () => {
    await api.call('GET', `${PATH}/events?resource_name=a&resource_name=c&limit=2&marker=e0`);
    const [, filter, page] = api.orchestrator.last('events').about;
    expect(filter).toMatchObject({ resourceName: ['a', 'c'] });
    expect(page).toEqual({ limit: 2, marker: 'e0' });
  });

  it('of one resource have to be there', async () => {
    expect((await api.call('GET', `${PATH}/resources/server/events`)).status).toBe(200);
    expect(api.orchestrator.last('events').about[1]).toMatchObject({ resourceName: ['server'] });
    api.orchestrator.eventRows = [];
    expect((await api.call('GET', `${PATH}/resources/none/events`)).json()).toMatchObject({
      code: 404,
      error: { type: 'HTTPNotFound', message: 'No events found for resource none' },
    });
    expect((await api.call('GET', `${PATH}/resources/server/events/${EVENT}`)).json()).toMatchObject({
      error: { message: `No event ${EVENT} found` },
    });
  });

  it('are shown whole', async () => {
    expect((await api.call('GET', `${PATH}/resources/server/events/${EVENT}`)).json()).toMatchObject({
      event: { resource_type: 'OS::Nova::Server', resource_properties: { flavor: 'm1.tiny' } },
    });
  });
});

describe('types and templates', () => {
  it('are told', async () => {
    expect((await api.call('GET', '/v1/p1/resource_types')).json()).toEqual({ resource_types: ['OS::Heat::None'] });
    expect((await api.call('GET', '/v1/p1/resource_types?with_description=true')).json()).toEqual({
      resource_types: [{ resource_type: 'OS::Heat::None', description: 'Nothing' }],
    });
    expect((await api.call('GET', '/v1/p1/resource_types/OS::Heat::None')).json()).toEqual({
      resource_type: 'OS::Heat::None',
    });
    await api.call('GET', '/v1/p1/resource_types/OS::Heat::None/template?template_type=HOT');
    expect(api.orchestrator.last('resourceTypeTemplate').about).toEqual(['OS::Heat::None', 'hot']);
    expect((await api.call('GET', '/v1/p1/resource_types/x/template?template_type=tosca')).status).toBe(400);
    expect((await api.call('GET', '/v1/p1/template_versions')).json()).toHaveProperty('template_versions');
    expect(
      (await api.call('GET', '/v1/p1/template_versions/heat_template_version.2021-04-16/functions')).json(),
    ).toEqual({
      template_functions: [{ functions: 'get_param', description: 'heat_template_version.2021-04-16' }],
    });
    expect((await api.call('GET', '/v1/p1/build_info')).json()).toEqual({
      api: { revision: 'r1' },
      engine: { revision: 'r1' },
    });
  });

  it('are validated', async () => {
    const body = { template: TEMPLATE };
    const { json } = await api.call('POST', '/v1/p1/validate?ignore_errors=99001,99002', { body });
    expect(json()).toEqual({ Description: 'fine', Parameters: {} });
    expect(api.orchestrator.last('validate').about[1]).toEqual({ ignoreErrors: ['99001', '99002'] });
    api.orchestrator.validate = async () => ({ answer: { Error: 'no good' } });
    expect((await api.call('POST', '/v1/p1/validate', { body })).json()).toMatchObject({
      code: 400,
      error: { type: 'HTTPBadRequest', message: 'no good' },
    });
  });
});
