import { expect, it } from 'vitest';
import { Metrics } from '../../src/api/metrics.ts';
import { createMonitor } from '../../src/api/monitor.ts';

it('tells how a process is, and its figures', async () => {
  const metrics = new Metrics();
  let well = true;
  const monitor = createMonitor({
    metrics,
    health: async () => {
      if (!well) throw new Error('the database does not answer');
    },
  });
  const get = async (url: string) => {
    const { statusCode, body } = await monitor.inject({ method: 'GET', url });
    return [statusCode, body];
  };
  expect(await get('/healthcheck')).toEqual([200, 'OK']);
  well = false;
  expect(await get('/healthcheck')).toEqual([503, 'the database does not answer']);
  metrics.cloudCall({ service: 'compute', method: 'POST', code: '202', ms: 300, queuedMs: 2000 });
  metrics.storeCommit({ commits: 3, changes: 40, seconds: 0.004 });
  const [status, text] = await get('/metrics');
  expect(status).toBe(200);
  for (const line of [
    'hearth_cloud_call_seconds_count{service="compute",method="POST",code="202"} 1',
    'hearth_cloud_turn_seconds_sum{service="compute"} 2',
    'hearth_store_batch_commits_sum 3',
    'hearth_store_batch_changes_sum 40',
    'hearth_store_batch_seconds_bucket{le="0.005"} 1',
  ]) {
    expect(text).toContain(line);
  }
  expect((await get('/v1'))[0]).toBe(404);
});

it('shows no figures of the past where the present ones cannot be had', async () => {
  const metrics = new Metrics();
  let there = true;
  metrics.provide('hearth_queue', () => {
    if (!there) throw new Error('no database');
    return { operations: 7, byKind: { create: 3 } };
  });
  expect(await metrics.text()).toMatch(/hearth_queue_operations 7[^]*hearth_queue_by_kind\{of="create"\} 3/);
  there = false;
  const without = await metrics.text();
  expect(without).not.toContain('hearth_queue_');
  expect(without).toContain('hearth_api_faults_total{type="metrics:hearth_queue"} 1');
  there = true;
  expect(await metrics.text()).toContain('hearth_queue_operations 7');
});
