import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type HostileServer, startHostileServer } from '../../bench/abuse/hostile-server.ts';
import { configureAddresses, EVERYWHERE } from '../../src/outgoing/addresses.ts';
import { type Fetching, fetchText, Unfetchable } from '../../src/outgoing/fetch-text.ts';

let server: HostileServer;
beforeAll(async () => {
  server = await startHostileServer();
});
afterAll(() => server.close());

const ask = (url: string, change: Partial<Fetching> = {}) =>
  fetchText(url, { most: 100_000, timeout: 5_000, namedBy: 'user', ...change });

async function trouble(asked: Promise<string>): Promise<Unfetchable> {
  const error = await asked.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Unfetchable);
  return error as Unfetchable;
}

describe('what is fetched', () => {
  beforeAll(() => configureAddresses(EVERYWHERE));

  it('is text, packed or not', async () => {
    expect(await ask(`${server.url}/plain`)).toMatch(/^heat_template_version/);
    expect(await ask(`${server.url}/packed`)).toMatch(/^heat_template_version/);
    expect(await ask(`${server.url}/to?url=/plain`)).toMatch(/^heat_template_version/);
  });

  it('ends, however much is sent', async () => {
    expect(await trouble(ask(`${server.url}/endless`))).toMatchObject({ trouble: 'size' });
    expect(await trouble(ask(`${server.url}/bomb`))).toMatchObject({ trouble: 'size' });
  });

  it('ends, however slowly it comes', async () => {
    const began = performance.now();
    expect(await trouble(ask(`${server.url}/drip`, { timeout: 200 }))).toMatchObject({ trouble: 'time' });
    expect(performance.now() - began).toBeLessThan(4_000);
  });

  it('leads on a few times only', async () => {
    server.asked.length = 0;
    expect(await trouble(ask(`${server.url}/loop`))).toMatchObject({ trouble: 'redirects' });
    expect(server.asked).toHaveLength(6);
  });

  it('is not quoted where it is a refusal', async () => {
    const { message, status, passing } = await trouble(ask(`${server.url}/refusal`));
    expect([message, status, passing]).toEqual(['It answers with status 403.', 403, false]);
  });

  it.each(['file:///etc/passwd', 'ftp://a/b', 'gopher://a', 'a.yaml', '', 'data:text/plain,x'])(
    'has an address of the web: %j',
    async (url) => {
      expect(await trouble(ask(url))).toMatchObject({ trouble: 'scheme' });
    },
  );

  it('cannot lead out of the web', async () => {
    const answer = await trouble(ask(`${server.url}/to?url=${encodeURIComponent('file:///etc/passwd')}`));
    expect(answer.trouble).toBe('scheme');
  });
});

describe('addresses of this machine', () => {
  beforeEach(() => {
    configureAddresses({ allow: [], deny: [] });
    server.asked.length = 0;
  });

  it.each([
    '127.0.0.1',
    'localhost',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '017700000001',
    '0177.0.0.1',
    '0',
    '0.0.0.0',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[64:ff9b::7f00:1]',
    '127.0.0.1:80@127.0.0.1',
    '①②⑦.0.0.1',
    '169.254.169.254',
    '[fd00:ec2::254]',
  ])('are refused as %s', async (host) => {
    const { trouble: kind, message } = await trouble(ask(`http://${host}:${server.port}/plain`));
    expect([kind, message]).toEqual(['address', 'Connections to that address are not allowed from here.']);
    expect(server.asked).toEqual([]);
  });

  it('are refused where another address leads to them', async () => {
    configureAddresses({ allow: ['127.0.0.1'], deny: [] });
    for (const target of [
      'http://[::1]:1/',
      'http://[::ffff:127.0.0.2]:1/',
      'http://169.254.169.254/latest/meta-data/',
    ]) {
      const led = `${server.url}/to?url=${encodeURIComponent(target)}`;
      expect((await trouble(ask(led))).trouble).toBe('address');
    }
  });

  it('are one’s own to name', async () => {
    expect(await ask(`${server.url}/plain`, { namedBy: 'self' })).toMatch(/^heat_template_version/);
  });
});
