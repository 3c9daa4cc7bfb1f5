import { expect, it } from 'vitest';
import { Calls } from '../../../src/engine/resource/calls.ts';
import { type Cloud, CloudError, type CloudRequest } from '../../../src/openstack/cloud.ts';
import { Secrets } from '../../../src/plan/index.ts';

function cloud() {
  const asked: CloudRequest[] = [];
  const answers: (() => void)[] = [];
  const inner = {
    projectId: 'p',
    request: (_service: string, request: CloudRequest) => {
      asked.push(request);
      return new Promise((resolve) => answers.push(() => resolve({ status: 200, headers: {}, body: null })));
    },
    inRegion: () => inner,
  } as unknown as Cloud;
  return { inner, asked, answers };
}

it('is idle when no call that changes something is under way', async () => {
  const { inner, answers } = cloud();
  const calls = new Calls(inner, new AbortController().signal, () => new Secrets());
  const order: string[] = [];
  const first = calls.request('compute', { method: 'DELETE', path: '/a' }).then(() => order.push('first'));
  const second = calls
    .inRegion('other')
    .request('compute', { path: '/b', body: {} })
    .then(() => order.push('second'));
  void calls.request('compute', { path: '/c' });
  const closed = calls.close(new Error('stopped')).then(() => order.push('closed'));
  answers[1]?.();
  await second;
  expect(order).toEqual(['second']);
  answers[0]?.();
  await Promise.all([first, closed]);
});

it('begins no more when it is closed, but still reads', async () => {
  const { inner, asked, answers } = cloud();
  const { signal } = new AbortController();
  const calls = new Calls(inner, signal, () => new Secrets());
  await calls.close(new Error('stopped'));
  await expect(calls.request('compute', { method: 'PUT', path: '/a', body: {} })).rejects.toThrow('stopped');
  await expect(calls.inRegion('other').request('compute', { path: '/a', body: {} })).rejects.toThrow('stopped');
  const reading = calls.request('compute', { path: '/b' });
  answers[0]?.();
  await reading;
  expect(asked).toEqual([{ signal, path: '/b' }]);
});

it('quotes no service that quotes a secret', async () => {
  const answer = new CloudError('admin_pass "hunter22" is too weak (HTTP 400)', {
    service: 'compute',
    status: 400,
    outcome: 'refused',
    cause: new Error('said hunter22'),
  });
  const inner = { request: async () => Promise.reject(answer), inRegion: () => inner } as unknown as Cloud;
  const calls = new Calls(inner, new AbortController().signal, () => new Secrets().add({ admin_pass: 'hunter22' }));
  for (const cloud of [calls, calls.inRegion('other')]) {
    const error = await cloud.request('compute', { path: '/servers', body: {} }).catch((error: CloudError) => error);
    expect(error).toBe(answer);
    expect(answer.message).toBe('admin_pass "******" is too weak (HTTP 400)');
    expect(`${answer.stack} ${String(answer.cause)}`).not.toContain('hunter22');
  }
});
