import { afterEach, expect, it } from 'vitest';
import { loadConfig } from '../../src/cli/config/load.ts';
import { applyCloudLimits, readCallLimits } from '../../src/cli/wiring/cloud-limits.ts';
import { configureLimits, limiterFor } from '../../src/openstack/limiter.ts';

afterEach(() => configureLimits({}));

/** Where the bound of an endpoint comes to rest when all is well and there is more than enough to do. */
async function mostAtOnce(service: string): Promise<number> {
  const limiter = limiterFor(service, 'http://cloud');
  const call = async () => {
    await limiter.enter('p');
    await new Promise((resolve) => setImmediate(resolve));
    limiter.leave('well', 1);
  };
  await Promise.all(Array.from({ length: 8000 }, call));
  return limiter.limit;
}

it('bounds the calls to each service as the configuration says', async () => {
  applyCloudLimits(loadConfig({ environment: { HEARTH_SERVICE_CALLS: '30, compute=5' } }));
  expect([await mostAtOnce('network'), await mostAtOnce('compute')]).toEqual([30, 5]);
  applyCloudLimits(loadConfig({ environment: {} }));
  expect(await mostAtOnce('compute')).toBe(96);
});

it.each([
  ['many', 'service_calls: "many" is neither a number nor of the form compute=40'],
  ['0', 'service_calls: "0" is neither a number nor of the form compute=40'],
  ['compute=', 'service_calls: "compute=" is neither a number nor of the form compute=40'],
  ['telephone=3', expect.stringContaining('service_calls: there is no service telephone, only identity, compute,')],
])('refuses %s', (text, message) => {
  expect(() => readCallLimits([text])).toThrow(expect.objectContaining({ message }));
});
