/** Every vector of the corpus, grouped by area and topic. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { areaRunner, runVector } from './area.ts';
import { MEANINGLESS } from './meaningless.ts';
import { loadVectors } from './vector.ts';

for (const [area, vectors] of loadVectors(fileURLToPath(new URL('../../vectors', import.meta.url)))) {
  const runner = await areaRunner(area);
  if (runner === undefined) continue;
  describe(area, () => {
    const topics = Map.groupBy(vectors, (vector) => vector.id.split('/')[1] ?? '');
    for (const [topic, group] of topics) {
      it(topic, async () => {
        const wrong: string[] = [];
        for (const vector of group) {
          if (Object.hasOwn(MEANINGLESS, vector.id)) continue;
          const difference = await runVector(runner, vector);
          if (difference !== null) wrong.push(`${vector.id}: ${difference}`);
        }
        expect(wrong).toEqual([]);
      });
    }
  });
}
