/** A test vector, as `test/vectors/README.md` of the corpus describes it: an input and what Heat answers. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson, type Value, type ValueMap } from '../../../src/template/value.ts';

export interface Expectation {
  value?: Value;
  error?: string;
  status?: number;
  phase?: string;
}

export interface Vector extends ValueMap {
  id: string;
  area: string;
}

export function expectation(vector: Vector): Expectation {
  return vector.expect as unknown as Expectation;
}

/** The vectors of every `*.jsonl` file of a folder, numbers exact, by area (the file's name). */
export function loadVectors(folder: string): Map<string, Vector[]> {
  const areas = new Map<string, Vector[]>();
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.jsonl')) continue;
    for (const line of readFileSync(join(folder, file), 'utf8').split('\n')) {
      if (line.trim() === '') continue;
      const vector = parseJson(line) as Vector;
      const list = areas.get(vector.area) ?? [];
      list.push(vector);
      areas.set(vector.area, list);
    }
  }
  return areas;
}
