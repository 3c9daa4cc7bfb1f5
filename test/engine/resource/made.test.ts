import { describe, expect, it } from 'vitest';
import { Calls } from '../../../src/engine/resource/calls.ts';
import type { Cloud, CloudRequest, Collection } from '../../../src/openstack/cloud.ts';
import { Secrets } from '../../../src/plan/index.ts';
import { isSighted } from '../../../src/resources/questions/sighted.ts';

const PORTS: Collection = { service: 'network', list: '/ports', plural: 'ports', path: '/ports', singular: 'port' };

function surroundings(answer: unknown) {
  const observed: string[] = [];
  const cloud = {
    projectId: 'p',
    region: undefined,
    request: async (_service: string, _request: CloudRequest) => ({ status: 201, headers: {}, body: answer }),
    observe: async (_collection: Collection, id: string) => {
      observed.push(id);
      return id === 'gone' ? null : { id, status: 'OBSERVED' };
    },
  } as unknown as Cloud;
  const calls = new Calls(cloud, new AbortController().signal, () => new Secrets());
  return { cloud, calls, observed };
}

const port = (about: object) => ({ port: { id: 'p1', ...about } });
const make = { path: '/ports', body: {} };

describe('the answer to a create', () => {
  it('is the first look at what it made, and the only one', async () => {
    const { calls, observed } = surroundings(port({ status: 'ACTIVE' }));
    await calls.request('network', make);
    expect(calls.isTold).toBe(true);
    expect(await calls.observe(PORTS, 'p1')).toEqual({ id: 'p1', status: 'ACTIVE' });
    expect(calls.question).toBeNull();
    expect(calls.isTold).toBe(false);
    expect(await calls.observe(PORTS, 'p1')).toEqual({ id: 'p1', status: 'OBSERVED' });
    expect(observed).toEqual(['p1']);
  });

  it('is nothing where it does not tell how the object is, is of another one, or something was changed since', async () => {
    const { calls, observed } = surroundings(port({}));
    await calls.request('network', make);
    expect(calls.isTold).toBe(false);
    await calls.observe(PORTS, 'p1');
    const other = surroundings(port({ status: 'ACTIVE' }));
    await other.calls.request('network', make);
    await other.calls.observe(PORTS, 'p2');
    await other.calls.observe({ ...PORTS, microversion: '2.1' }, 'p1');
    await other.calls.request('network', { method: 'PUT', path: '/ports/p1', body: {} });
    await other.calls.observe(PORTS, 'p1');
    expect([...observed, ...other.observed]).toEqual(['p1', 'p2', 'p1', 'p1']);
  });
});

describe('what was seen', () => {
  it('is known to be there, to those who see by the same cloud, until it is seen to be gone', async () => {
    const { cloud, calls } = surroundings(null);
    const other = surroundings(null).cloud;
    await calls.observe(PORTS, 'p1');
    await calls.observe(PORTS, 'gone');
    expect(isSighted(cloud, PORTS, 'p1', 1000)).toBe(true);
    expect(isSighted(cloud, PORTS, 'gone', 1000)).toBe(false);
    expect(isSighted(other, PORTS, 'p1', 1000)).toBe(false);
    expect(isSighted(cloud, { ...PORTS, path: '/networks' }, 'p1', 1000)).toBe(false);
    expect(isSighted(cloud, PORTS, 'p1', -1)).toBe(false);
  });

  it('is told of the question: which collection, and by whom it can be shared', async () => {
    const { calls } = surroundings(null);
    const other = surroundings(null).calls;
    await calls.observe(PORTS, 'p1');
    await other.observe(PORTS, 'p1');
    expect(calls.question?.collection).toBe(other.question?.collection);
    expect(calls.question?.kind).not.toBe(other.question?.kind);
    expect(calls.question?.kind).toBe(calls.kindOf(calls.question?.collection ?? ''));
  });
});
