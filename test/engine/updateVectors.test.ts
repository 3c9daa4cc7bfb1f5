import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HeatError } from '../../src/errors.ts';
import { expectation, loadVectors, type Vector } from '../template/vectors/vector.ts';
import type { House } from './house.ts';
import { applyVector, openVecHouse, previewVector } from './updateVectors.ts';

/** Vectors where the reference's preview is untrue to what its engine then does. Ours tells the truth; the reason stands beside. */
export const UNTRUE_PREVIEWS: Record<string, string> = {};

const areas = new Map(loadVectors(new URL('../vectors', import.meta.url).pathname));

const byTopic = (area: string) => Map.groupBy(areas.get(area) ?? [], (vector) => vector.id.split('/')[1] ?? '');

async function outcome(run: () => Promise<unknown>): Promise<unknown> {
  try {
    return { value: await run() };
  } catch (error) {
    if (error instanceof HeatError) return { error: error.code, status: error.status };
    throw error;
  }
}

function expected(vector: Vector): unknown {
  const { phase: _phase, ...rest } = expectation(vector) as { phase?: string };
  return rest;
}

describe('what an update does, by the vectors', () => {
  let house: House;
  beforeAll(async () => {
    house = await openVecHouse();
  });
  afterAll(() => house.close());

  describe('as the preview says', () => {
    for (const [topic, vectors] of byTopic('update')) {
      it(`${topic} (${vectors.length})`, async () => {
        for (const vector of vectors) {
          if (vector.id in UNTRUE_PREVIEWS) continue;
          expect(await outcome(() => previewVector(house, vector)), vector.id).toEqual(expected(vector));
        }
      });
    }
  });

  describe('really', () => {
    for (const [topic, vectors] of byTopic('update_apply')) {
      it(`${topic} (${vectors.length})`, async () => {
        for (const vector of vectors) {
          expect(await outcome(() => applyVector(house, vector)), vector.id).toEqual(expected(vector));
        }
      });
    }
  });
});
