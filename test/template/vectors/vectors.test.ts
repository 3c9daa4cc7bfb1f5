/** Every vector of the corpus, grouped by area and topic. */
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { openArea, runVector } from './area.ts';
import { MEANINGLESS } from './meaningless.ts';
import { loadVectors } from './vector.ts';

for (const [area, vectors] of loadVectors(fileURLToPath(new URL('../../vectors', import.meta.url)))) {
  const opened = await openArea(area);
  if (opened === undefined) continue;
  describe(area, () => {
    afterAll(() => opened.close());
    const topics = Map.groupBy(vectors, (vector) => vector.id.split('/')[1] ?? '');
    for (const [topic, group] of topics) {
      it(topic, async () => {
        const wrong: string[] = [];
        for (const vector of group) {
          if (Object.hasOwn(MEANINGLESS, vector.id)) continue;
          const difference = await runVector(opened.run, vector);
          if (difference !== null) wrong.push(`${vector.id}: ${difference}`);
        }
        expect(wrong).toEqual([]);
      });
    }
  });
}
