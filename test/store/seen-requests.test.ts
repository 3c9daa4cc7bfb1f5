import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { onBothEngines } from './engines.ts';

onBothEngines('requests that are served once', (room) => {
  const request = (some: { signer?: string; until?: number } = {}) => ({
    digest: randomUUID(),
    signer: 'ann',
    until: 2_000,
    ...some,
  });

  test('are the first one’s who claims them', async () => {
    const one = request();
    const claims = await Promise.all([1, 2, 3, 4].map(() => room.store.claimRequest(one, { now: 1_000 })));
    expect(claims.sort()).toEqual(['first', 'seen', 'seen', 'seen']);
    expect(await room.store.claimRequest(request(), { now: 1_000 })).toBe('first');
  });

  test('can be claimed again when they were not served, or ended', async () => {
    const one = request({ until: 1_500 });
    expect(await room.store.claimRequest(one, { now: 1_000 })).toBe('first');
    await room.store.forgetRequest(one.digest);
    expect(await room.store.claimRequest(one, { now: 1_000 })).toBe('first');
    expect(await room.store.claimRequest(one, { now: 1_500 })).toBe('seen');
    expect(await room.store.claimRequest(one, { now: 1_501 })).toBe('first');
  });

  test('are so many of one signer, who takes no room from others', async () => {
    const signer = randomUUID();
    const claim = (some: { signer: string; until?: number }, now = 1_000) =>
      room.store.claimRequest(request(some), { now, most: 3 });
    for (let count = 0; count < 3; count++) expect(await claim({ signer })).toBe('first');
    expect(await claim({ signer })).toBe('too many');
    expect(await claim({ signer: 'ben' })).toBe('first');
    expect(await claim({ signer, until: 9_000 }, 3_000)).toBe('first');
  });
});
