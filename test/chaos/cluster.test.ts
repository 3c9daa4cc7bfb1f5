/** The short form of `npm run chaos -- --mode cluster`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCluster } from '../../chaos/cluster/run.ts';

it('loses and doubles nothing while engines, APIs and connections are killed', { timeout: 900_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-chaos-'));
  const figures = await runCluster({
    engines: 2,
    apis: 1,
    stacks: 15,
    kills: 15,
    minutes: 10,
    seed: 11,
    folder,
    atOnce: 8,
    deeds: [1, 3],
    pauseMs: [200, 900],
    hangs: 0,
  });
  expect(figures.violations, `logs are in ${folder}`).toEqual([]);
  expect(figures.stacks).toBeGreaterThanOrEqual(15);
  rmSync(folder, { recursive: true, force: true });
});
