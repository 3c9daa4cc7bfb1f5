import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Collection } from '../../src/openstack/cloud.ts';
import { listPages } from '../../src/openstack/observing.ts';
import { type Service, startService } from './service.ts';

const SERVERS: Collection = {
  service: 'compute',
  list: '/servers/detail',
  plural: 'servers',
  path: '/servers',
  singular: 'server',
};
const PORTS: Collection = { service: 'network', list: '/ports', plural: 'ports', path: '/ports', singular: 'port' };

let service: Service;
let objects: Set<string>;
const numbers = (count: number) => Array.from({ length: count }, (_one, index) => `id-${index}`);

beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());
beforeEach(() => {
  service.asked.length = 0;
  objects = new Set(numbers(200));
  service.reply(({ path }) => {
    const url = new URL(path, 'http://x');
    const [, name = ''] = /\/(servers|ports)(\/|\?|$)/.exec(path) ?? [];
    const single = /\/(?:servers|ports)\/(id-\d+)/.exec(url.pathname)?.[1];
    if (single !== undefined) {
      return objects.has(single) ? { status: 200, body: { [name.slice(0, -1)]: { id: single } } } : { status: 404 };
    }
    const wanted = url.searchParams.getAll('id');
    const all = [...objects].filter((id) => wanted.length === 0 || wanted.includes(id));
    const start = url.searchParams.has('marker') ? all.indexOf(url.searchParams.get('marker') ?? '') + 1 : 0;
    const page = all.slice(start, start + 120);
    const more = start + 120 < all.length;
    const links = more ? { [`${name}_links`]: [{ rel: 'next', href: `http://x/?marker=${page.at(-1)}` }] } : {};
    return { status: 200, body: { [name]: page.map((id) => ({ id })), ...links } };
  });
});

describe('observe', () => {
  it('reads a few one by one', async () => {
    const cloud = await service.cloud();
    const shown = await Promise.all(numbers(3).map((id) => cloud.observe(SERVERS, id)));
    expect(shown).toEqual([{ id: 'id-0' }, { id: 'id-1' }, { id: 'id-2' }]);
    expect(service.asked.map(({ path }) => path)).toEqual(numbers(3).map((id) => `/compute/v2.1/servers/${id}`));
  });
  it('reads many by one list, page after page', async () => {
    const cloud = await service.cloud();
    const shown = await Promise.all(numbers(200).map((id) => cloud.observe(SERVERS, id)));
    expect(shown.every((one, index) => one?.id === `id-${index}`)).toBe(true);
    expect(service.asked.map(({ path }) => path)).toEqual([
      '/compute/v2.1/servers/detail',
      '/compute/v2.1/servers/detail?marker=id-119',
    ]);
  });
  it('names the ids where the service filters by them', async () => {
    const cloud = await service.cloud();
    await Promise.all(numbers(10).map((id) => cloud.observe(PORTS, id)));
    expect(service.asked.length).toBe(1);
    expect(service.asked[0]?.path).toContain('/network/v2.0/ports?id=id-0&id=id-1');
    service.asked.length = 0;
    await Promise.all(numbers(150).map((id) => cloud.observe(PORTS, id)));
    expect(service.asked.length).toBe(2);
  });
  it('tells what is gone by null; what was never listed is asked for by itself', async () => {
    const cloud = await service.cloud();
    objects.delete('id-3');
    const first = await Promise.all(numbers(10).map((id) => cloud.observe(SERVERS, id)));
    expect(first[3]).toBeNull();
    expect(service.asked.map(({ path }) => path)).toContain('/compute/v2.1/servers/id-3');
    service.asked.length = 0;
    objects.delete('id-4');
    const second = await Promise.all(
      numbers(10)
        .slice(4)
        .map((id) => cloud.observe(SERVERS, id)),
    );
    expect(second[0]).toBeNull();
    expect(service.asked.map(({ path }) => path)).not.toContain('/compute/v2.1/servers/id-4');
  });
  it('never answers from before the question', async () => {
    const cloud = await service.cloud();
    expect(await cloud.observe(SERVERS, 'id-1')).not.toBeNull();
    objects.delete('id-1');
    expect(await cloud.observe(SERVERS, 'id-1')).toBeNull();
  });
  it('asks once for what several ask at the same moment', async () => {
    const cloud = await service.cloud();
    await Promise.all([1, 2, 3, 4].map(() => cloud.observe(SERVERS, 'id-7')));
    expect(service.asked.length).toBe(1);
  });
  it('tells all who asked when the service fails', async () => {
    const cloud = await service.cloud();
    service.reply({ status: 403, body: { forbidden: { message: 'no' } } });
    const results = await Promise.allSettled(numbers(20).map((id) => cloud.observe(SERVERS, id)));
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    expect(service.asked.length).toBe(1);
  });
  it('prefers single reads where the project has far more objects than are asked for', async () => {
    const cloud = await service.cloud();
    await Promise.all(numbers(200).map((id) => cloud.observe(SERVERS, id)));
    service.asked.length = 0;
    await Promise.all(numbers(5).map((id) => cloud.observe(SERVERS, id)));
    expect(service.asked.length).toBe(5);
  });
});

describe('listPages', () => {
  it('follows every page', async () => {
    expect((await listPages(await service.cloud(), PORTS, {})).length).toBe(200);
  });
});

describe('lists as each service serves them', () => {
  const page = (more: Record<string, unknown>, rest: Record<string, unknown>) =>
    service.reply(({ path }) => ({ status: 200, body: path.includes('marker=a') ? rest : more }));
  const asked = () => service.asked.map(({ path }) => path);
  const cloud = () => {
    const named = ['load-balancer', 'dns', 'messaging', 'alarming', 'container-infra'];
    return service.cloud({
      endpointOverrides: Object.fromEntries(named.map((name) => [name, `${service.url}/${name}`])),
    });
  };
  const at = (service: Collection['service'], path: string, plural: string | null): Collection => {
    return { service, list: path, path, plural, singular: null };
  };

  it.each([
    ['load-balancer', { things_links: [{ rel: 'next', href: 'http://x/v2/things?marker=a' }] }],
    ['dns', { links: { next: 'http://x/v2/things?marker=a' } }],
    ['image', { next: '/v2/things?marker=a' }],
    ['messaging', { links: [{ rel: 'next', href: '/v2/things?marker=a' }] }],
  ] as const)('the %s service tells where the next page is', async (name, links) => {
    page({ things: [{ id: 'a' }], ...links }, { things: [{ id: 'b' }] });
    const all = await listPages(await cloud(), at(name, '/things', 'things'), {});
    expect(all).toEqual([{ id: 'a' }, { id: 'b' }]);
    expect(asked().length).toBe(2);
  });

  it('may be the answer itself, without an envelope', async () => {
    service.reply({ status: 200, body: [{ alarm_id: 'a' }, { alarm_id: 'b' }] });
    expect((await listPages(await cloud(), at('alarming', '/alarms', null), {})).length).toBe(2);
  });

  it('tell ids under the names that the service has for them', async () => {
    const theirs = await cloud();
    service.reply({ status: 200, body: { things: numbers(9).map((uuid) => ({ uuid })) } });
    const shown = await Promise.all(
      numbers(9).map((id) => theirs.observe(at('container-infra', '/things', 'things'), id)),
    );
    expect(shown[8]).toEqual({ uuid: 'id-8' });
    expect(asked().length).toBe(1);
  });

  it('tell ids under the names that one kind has for them', async () => {
    const theirs = await cloud();
    service.reply({ status: 200, body: { things: numbers(9).map((name) => ({ name, id: 'other' })) } });
    const things = { ...at('compute', '/things', 'things'), id: 'name' };
    expect(await Promise.all(numbers(9).map((id) => theirs.observe(things, id)))).toHaveLength(9);
    expect(asked().length).toBe(1);
  });
});
