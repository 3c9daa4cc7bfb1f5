/** Goes through everything in a template that may hold functions. */
import type { Path } from '../diagnostics/diagnostic.ts';
import type { Template } from '../template.ts';
import { isMap, type Value, type ValueMap } from '../value.ts';

/** Each map, with the way to it; outer ones first. */
export function* mapsOf({ raw, format }: Template): Generator<{ map: ValueMap; path: Path }> {
  const { conditions, resources, outputs } = format.sections;
  for (const section of [conditions, resources, outputs]) {
    if (section !== undefined) yield* mapsIn(raw[section] ?? null, [section]);
  }
}

function* mapsIn(value: Value, path: Path): Generator<{ map: ValueMap; path: Path }> {
  if (Array.isArray(value)) for (const [i, item] of value.entries()) yield* mapsIn(item, [...path, i]);
  if (!isMap(value)) return;
  yield { map: value, path };
  for (const [key, item] of Object.entries(value)) yield* mapsIn(item, [...path, key]);
}
