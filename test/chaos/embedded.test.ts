/** The short form of `npm run chaos -- --mode embedded`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runEmbedded } from '../../chaos/embedded/run.ts';

it('is killed 20 times while it creates, updates and deletes 30 resources, and loses and doubles nothing', {
  timeout: 600_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-chaos-'));
  const figures = await runEmbedded({ kills: 20, seed: 7, folder });
  expect(figures.violations, `logs are in ${folder}`).toEqual([]);
  expect(figures.kills.create + figures.kills.update + figures.kills.delete).toBe(20);
  expect(figures.operations.delete).toBeGreaterThan(1);
  rmSync(folder, { recursive: true, force: true });
});
