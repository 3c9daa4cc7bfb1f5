/** Services whose answers never end, and Keystones of a user's own choosing. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CloudError } from '../../src/openstack/cloud.ts';
import { listPages } from '../../src/openstack/observing.ts';
import { configureAddresses } from '../../src/outgoing/addresses.ts';
import { type Service, startService } from './service.ts';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());
beforeEach(() => {
  service.asked.length = 0;
});

const thrown = (work: Promise<unknown>): Promise<CloudError> =>
  work.then(
    () => Promise.reject(new Error('it was not refused')),
    (error: unknown) => {
      expect(error).toBeInstanceOf(CloudError);
      return error as CloudError;
    },
  );

const text = (bytes: number) => JSON.stringify({ x: 'x'.repeat(bytes) });

describe('an answer', () => {
  it('that is too large is not read, nor asked for again', async () => {
    const cloud = await service.cloud();
    service.reply({ status: 200, text: text(5 * 1024 * 1024) });
    const error = await thrown(cloud.request('compute', { path: '/servers/1', answer: 'show' }));
    expect(error).toMatchObject({ status: 502, outcome: 'unknown', service: 'compute' });
    expect(error.message).toMatch(/^compute at http:.*larger than 4 MiB/);
    expect(service.asked).toHaveLength(1);
    expect((await cloud.request<{ x: string }>('compute', { path: '/servers' })).body.x).toHaveLength(5 * 1024 * 1024);
  });

  it('to a change leaves open whether it was done', async () => {
    const cloud = await service.cloud();
    service.reply({ status: 201, text: text(5 * 1024 * 1024) });
    const error = await thrown(cloud.request('compute', { method: 'POST', path: '/servers', body: {} }));
    expect(error.outcome).toBe('unknown');
  });

  it('is bounded by who knows better', async () => {
    const cloud = await service.cloud();
    service.reply({ status: 200, text: text(1_000) });
    expect((await thrown(cloud.request('compute', { path: '/x', most: 500 }))).message).toMatch(
      /larger than 500 bytes/,
    );
  });

  it('that refuses is read as far as its message', async () => {
    const cloud = await service.cloud();
    service.reply({ status: 404, text: `nothing here ${'x'.repeat(10 * 1024 * 1024)}` });
    const error = await thrown(cloud.request('compute', { path: '/servers/1', answer: 'show' }));
    expect([error.status, error.message.slice(0, 12), error.message.length < 3_000]).toEqual([
      404,
      'nothing here',
      true,
    ]);
  });

  it('of pages that lead in a circle comes to an end', async () => {
    const cloud = await service.cloud();
    const body = { things: [{ id: 'a' }], things_links: [{ rel: 'next', href: 'http://x/?marker=a' }] };
    service.reply({ status: 200, body });
    const collection = {
      service: 'compute',
      list: '/things',
      plural: 'things',
      path: '/things',
      singular: 'thing',
    } as const;
    expect((await thrown(listPages(cloud, collection, {}))).message).toMatch(/has no end after 1000 pages/);
  });
});

describe('a Keystone that a user names', () => {
  it('is not looked for on this machine', async () => {
    configureAddresses({ allow: [], deny: [] });
    const error = await thrown(service.cloud({}, { namedByUser: true }));
    expect(error).toMatchObject({
      status: 0,
      outcome: 'refused',
      message: expect.stringMatching(/not allowed from here/),
    });
    expect((await service.cloud()).projectId).toBe('project-1');
  });

  it('cannot lead there by its catalogue', async () => {
    configureAddresses({ allow: ['127.0.0.1'], deny: [] });
    const cloud = await service.cloud({ endpointOverrides: { compute: 'http://[::1]:1/' } }, { namedByUser: true });
    expect((await thrown(cloud.request('compute', { path: '/servers' }))).message).toMatch(/not allowed from here/);
    const odd = await service.cloud({ endpointOverrides: { compute: 'file:///etc/' } }, { namedByUser: true });
    expect((await thrown(odd.request('compute', { path: '/passwd' }))).message).toMatch(/not a URL of http/);
  });

  it('is not quoted', async () => {
    configureAddresses({ allow: ['127.0.0.1'], deny: [] });
    const cloud = await service.cloud({}, { namedByUser: true });
    service.reply({ status: 403, text: 'root:x:0:0' });
    const refused = await thrown(cloud.request('compute', { path: '/servers' }));
    expect(refused.message).toMatch(/^compute at http:\/\/127.0.0.1:\d+ answered with status 403\.$/);
    service.reply({ status: 200, text: 'root:x:0:0' });
    const odd = await thrown(cloud.request('compute', { path: '/servers' }));
    expect(odd.message).not.toMatch(/root/);
    const wrong = await thrown(service.cloud({}, { namedByUser: true, password: 'wrong' }));
    expect(wrong.message).not.toMatch(/No such login/);
  });
});
