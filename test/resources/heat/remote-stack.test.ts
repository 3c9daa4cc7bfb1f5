import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cloudFromCredentials } from '../../../src/openstack/client.ts';
import { authFromSurroundings } from '../../../src/openstack/clouds-yaml.ts';
import { catalogue } from '../../../src/resources/catalogue.ts';
import type { ResourceType } from '../../../src/resources/type.ts';
import { useDevCloud } from '../dev-cloud.ts';
import { Driven } from '../driver.ts';

/** A Heat of one stack, whose operations take two looks. */
class SmallHeat {
  stack: { id: string; name: string; action: string; status: string; template: unknown; parameters: unknown } | null =
    null;
  looks = 0;
  failure = '';
  readonly actions: string[] = [];
  server!: Server;

  begin(action: string): void {
    if (this.stack !== null) Object.assign(this.stack, { action, status: 'IN_PROGRESS' });
    this.looks = 0;
  }
  async listen(): Promise<string> {
    this.server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      request.on('end', () => {
        const { status, body, headers } = this.answer(
          request.method ?? '',
          request.url ?? '',
          text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
        );
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(body === undefined ? '' : JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1/%(tenant_id)s`;
  }
  answer(
    method: string,
    url: string,
    body: Record<string, unknown>,
  ): { status: number; body?: unknown; headers?: Record<string, string> } {
    const path = url.replace(/^\/v1\/[^/]+/, '');
    if (method === 'POST' && path === '/validate') return { status: 200, body: {} };
    if (method === 'POST' && path === '/stacks') {
      this.stack = {
        id: 'stack-id',
        name: String(body.stack_name),
        action: 'CREATE',
        status: 'IN_PROGRESS',
        template: body.template,
        parameters: body.parameters,
      };
      this.looks = 0;
      return { status: 201, body: { stack: { id: 'stack-id' } } };
    }
    const { stack } = this;
    if (stack === null) return { status: 404, body: { error: { message: 'not found' } } };
    if (/^\/stacks\/[^/]+$/.test(path)) {
      return { status: 302, headers: { location: `http://elsewhere/v1/x/stacks/${stack.name}/${stack.id}` } };
    }
    if (method === 'DELETE') {
      this.begin('DELETE');
      return { status: 204 };
    }
    if (method === 'PUT') {
      stack.template = body.template;
      this.begin('UPDATE');
      return { status: 202 };
    }
    if (path.endsWith('/actions')) {
      const action = Object.keys(body)[0] as string;
      this.actions.push(action);
      this.begin(action.toUpperCase());
      return { status: 201 };
    }
    if (path.endsWith('/snapshots')) {
      this.begin('SNAPSHOT');
      return { status: 200, body: { id: 'snapshot-id' } };
    }
    if (++this.looks > 1) {
      if (stack.action === 'DELETE') {
        this.stack = null;
        return { status: 404, body: { error: { message: 'gone' } } };
      }
      stack.status = this.failure === '' ? 'COMPLETE' : 'FAILED';
    }
    const outputs = [{ output_key: 'out', output_value: [1] }];
    return {
      status: 200,
      body: {
        stack: {
          id: stack.id,
          stack_name: stack.name,
          stack_status: `${stack.action}_${stack.status}`,
          stack_status_reason: this.failure,
          outputs,
        },
      },
    };
  }
}

const test = useDevCloud();
const heat = new SmallHeat();
beforeAll(async () => {
  test.devCloud.registerEndpoint('orchestration', await heat.listen());
});
afterAll(() => void heat.server.close());

const make = async () => {
  const { environment } = { environment: test.devCloud.environment('demo') };
  const cloud = await cloudFromCredentials({ ...authFromSurroundings({ environment }), projectDomainName: 'default' });
  return new Driven(catalogue.get('OS::Heat::Stack') as ResourceType, { cloud });
};

it('lives its life', async () => {
  const stack = await (await make()).create({
    template: '{"heat_template_version": "2021-04-16"}',
    parameters: { p: 1 },
  });
  expect(heat.stack).toMatchObject({
    name: stack.physicalName,
    template: { heat_template_version: '2021-04-16' },
    parameters: { p: 1 },
  });
  expect(stack.reference).toBe('stack-id');
  expect(await stack.find()).toBe('stack-id');
  expect(await stack.attribute('outputs')).toEqual({ out: [1] });
  expect(await stack.attribute('stack_name')).toBe(stack.physicalName);
  expect(await stack.update({ template: 'heat_template_version: 2018-08-31' })).toBe('updated');
  expect(heat.stack?.template).toEqual({ heat_template_version: '2018-08-31' });
  expect(await stack.update({ template: 'x', context: { region_name: 'Elsewhere' } })).toBe('replace');
  await stack.type.suspend?.(stack);
  await stack.until(() => stack.type.suspended?.(stack) ?? Promise.resolve(true));
  await stack.type.resume?.(stack);
  await stack.until(() => stack.type.resumed?.(stack) ?? Promise.resolve(true));
  await stack.check();
  await stack.until(() => stack.type.checked?.(stack) ?? Promise.resolve(true));
  expect(heat.actions).toEqual(['suspend', 'resume', 'check']);
  await stack.type.snapshot?.(stack, { marker: 'marker', again: false });
  await stack.until(() => stack.type.snapshotted?.(stack) ?? Promise.resolve(true));
  expect(stack.data.get('snapshot_id')).toBe('snapshot-id');
  await stack.delete();
  expect(heat.stack).toBeNull();
  await stack.delete();
});

it('fails with the reason of the other stack', async () => {
  heat.failure = 'Resource x failed';
  const stack = await make();
  await expect(stack.create({ template: 'heat_template_version: 2021-04-16' })).rejects.toThrow(
    'Went to status CREATE_FAILED due to "Resource x failed"',
  );
  heat.failure = '';
});
