import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Cores } from '../../src/devcloud/busy/cores.ts';
import { startDevCloud } from '../../src/devcloud/index.ts';

describe('cores that are shared', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function running(cores: Cores, ms: number): { at: number | null } {
    const began = performance.now();
    const job: { at: number | null } = { at: null };
    void cores.use(ms).then(() => {
      job.at = Math.round(performance.now() - began);
    });
    return job;
  }

  it('give one job no more than one of them', async () => {
    const job = running(new Cores(2), 100);
    await vi.advanceTimersByTimeAsync(99);
    expect(job.at).toBeNull();
    await vi.advanceTimersByTimeAsync(1);
    expect(job.at).toBe(100);
  });

  it('give all jobs equal shares, and what one leaves to the others', async () => {
    const cores = new Cores(2);
    const jobs = [100, 100, 100, 200].map((ms) => running(cores, ms));
    await vi.advanceTimersByTimeAsync(400);
    // Four on two cores: half of one each, until three are over; the last has one for itself.
    expect(jobs.map(({ at }) => at)).toEqual([200, 200, 200, 300]);
  });

  it('do no more in all than they are', async () => {
    const cores = new Cores(2);
    const jobs = Array.from({ length: 50 }, (_one, index) => running(cores, 10 + index));
    await vi.advanceTimersByTimeAsync(10_000);
    const all = 50 * 10 + (50 * 49) / 2;
    expect(Math.abs(Math.max(...jobs.map(({ at }) => at ?? Number.NaN)) - all / 2)).toBeLessThan(60);
  });
});

describe('a busy cloud', () => {
  it('takes its time for answers and for what goes on behind them, and counts by route', async () => {
    const prices = [{ service: 'volume', method: 'POST', ms: 60 }];
    const cloud = await startDevCloud({
      busy: { cores: 1, workers: 2, prices },
      delays: { volumeMs: 150 },
    });
    try {
      const { identityUrl } = cloud;
      const scope = { project: { name: 'demo', domain: { id: 'default' } } };
      const user = { name: 'demo', password: 'devcloud', domain: { id: 'default' } };
      const login = await fetch(`${identityUrl}/auth/tokens`, {
        method: 'POST',
        body: JSON.stringify({ auth: { identity: { methods: ['password'], password: { user } }, scope } }),
      });
      const headers = { 'x-auth-token': login.headers.get('x-subject-token') ?? '' };
      const url = `http://127.0.0.1:${cloud.port}/volume/v3/${cloud.projectId('demo')}/volumes`;
      const make = async () => {
        const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ volume: { size: 1 } }) });
        return ((await answer.json()) as { volume: { id: string } }).volume.id;
      };
      const began = performance.now();
      const ids = await Promise.all([make(), make(), make()]);
      expect(performance.now() - began).toBeGreaterThan(170);
      const statuses = async () =>
        Promise.all(
          ids.map(async (id) => {
            const answer = await fetch(`${url}/${id}`, { headers });
            return ((await answer.json()) as { volume: { status: string } }).volume.status;
          }),
        );
      await vi.waitFor(async () => expect(new Set(await statuses())).toEqual(new Set(['available'])), 5_000);
      // Three volumes of 60 ms and 150 ms behind each, on one core.
      expect(performance.now() - began).toBeGreaterThan(600);
      const counts = await (await fetch(`${cloud.controlUrl}/requests`)).json();
      expect(counts).toMatchObject({ routes: { 'volume POST /v3/{project}/volumes': 3 } });
    } finally {
      await cloud.close();
    }
  });
});
