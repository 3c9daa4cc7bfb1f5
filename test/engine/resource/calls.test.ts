import { expect, it } from 'vitest';
import { Calls } from '../../../src/engine/resource/calls.ts';
import type { Cloud, CloudRequest } from '../../../src/openstack/cloud.ts';

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
  const calls = new Calls(inner, new AbortController().signal);
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
  const calls = new Calls(inner, signal);
  await calls.close(new Error('stopped'));
  await expect(calls.request('compute', { method: 'PUT', path: '/a', body: {} })).rejects.toThrow('stopped');
  await expect(calls.inRegion('other').request('compute', { path: '/a', body: {} })).rejects.toThrow('stopped');
  const reading = calls.request('compute', { path: '/b' });
  answers[0]?.();
  await reading;
  expect(asked).toEqual([{ signal, path: '/b' }]);
});
