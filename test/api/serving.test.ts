/** What every server bounds and says. */
import { connect } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { closeToOthers, serverOptions } from '../../src/api/serving.ts';
import { testCfnApi } from './cfn/test-cfn-api.ts';
import { testApi } from './test-api.ts';

describe('headers of every answer', () => {
  const EXPECTED = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' };
  it.each(['/', '/v1', '/healthcheck', '/v1/p1/stacks', '/v1/p1/nothing', '/nothing'])('%s', async (path) => {
    expect((await testApi().call('GET', path)).headers).toMatchObject(EXPECTED);
  });
  it.each(['/', '/v1/?Action=ListStacks', '/nothing'])('of the CloudFormation API: %s', async (path) => {
    expect((await testCfnApi().send('GET', path)).headers).toMatchObject(EXPECTED);
  });
});

describe('a request that does not arrive', () => {
  let app: FastifyInstance | undefined;
  afterEach(() => app?.close());

  it('is ended, though its body goes on dripping', async () => {
    app = fastify(serverOptions({ requestTimeout: 0.2 })) as unknown as FastifyInstance;
    closeToOthers(app);
    app.post('/', async () => 'there');
    const url = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(url.port), url.hostname);
      let text = '';
      socket.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n');
      const drip = setInterval(() => socket.write(' '), 20);
      socket.on('data', (data) => {
        text += data.toString();
      });
      socket.on('error', () => {});
      socket.on('close', () => {
        clearInterval(drip);
        resolve(text);
      });
    });
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });
});
