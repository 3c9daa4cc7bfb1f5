/** Every vector of the corpus, grouped by area and topic. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { areaRunner, runVector } from './area.ts';
import { loadVectors } from './vector.ts';

/** Vectors that mean nothing for Hearth, with the reason. */
const MEANINGLESS: Record<string, string> = {};

for (const [area, vectors] of loadVectors(fileURLToPath(new URL('../../vectors', import.meta.url)))) {
  const runner = await areaRunner(area);
  if (runner === undefined) continue;
  describe(area, () => {
    const topics = Map.groupBy(vectors, (vector) => vector.id.split('/')[1] ?? '');
    for (const [topic, group] of topics) {
      it(topic, () => {
        const wrong = group
          .filter((vector) => !(vector.id in MEANINGLESS))
          .flatMap((vector) => {
            const difference = runVector(runner, vector);
            return difference === null ? [] : [`${vector.id}: ${difference}`];
          });
        expect(wrong).toEqual([]);
      });
    }
  });
}
