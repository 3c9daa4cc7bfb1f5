/** Keys that a map of a text has more than once. The last one counts, as in Heat; what the others say is lost. */
import { EVENT_ID, getScalarValue } from 'js-yaml';
import { HeatError } from '../../errors.ts';
import type { Path, Position } from '../diagnostics/diagnostic.ts';
import { type Scan, scanYaml } from './yaml-scan.ts';

/** May stand there as often as there is something to merge. */
const MERGE_KEY = '<<';

export interface DuplicateKey {
  path: Path;
  /** Where the key stands again. */
  start: Position;
  end: Position;
  /** Where it stood before. */
  before: Position;
}

interface Frame {
  path: Path;
  /** Offsets of the keys of a map; null for a list. */
  keys: Map<string, number> | null;
  items: number;
  /** Key whose value is due. */
  key: string | null;
}

export function duplicateKeys(text: string): DuplicateKey[] {
  let scan: Scan;
  try {
    scan = scanYaml(text);
  } catch (error) {
    if (error instanceof HeatError) return [];
    throw error;
  }
  const found: DuplicateKey[] = [];
  const frames: Frame[] = [];
  /** Takes a node into the collection around it; the path of a value, null of a key. */
  const take = (key: string | null, start: number, end: number): Path | null => {
    const frame = frames.at(-1);
    if (frame === undefined) return [];
    if (frame.keys === null) return [...frame.path, frame.items++];
    if (frame.key !== null) {
      const path = [...frame.path, frame.key];
      frame.key = null;
      return path;
    }
    frame.key = key ?? '';
    if (key === null || key === MERGE_KEY) return null;
    const before = frame.keys.get(key);
    if (before !== undefined) {
      const place = { start: scan.positionOf(start), end: scan.positionOf(end), before: scan.positionOf(before) };
      found.push({ path: [...frame.path, key], ...place });
    }
    frame.keys.set(key, start);
    return null;
  };
  for (const event of scan.events) {
    if (event.type === EVENT_ID.SCALAR) take(getScalarValue(scan.text, event), event.valueStart, event.valueEnd);
    else if (event.type === EVENT_ID.ALIAS) take(null, event.anchorStart, event.anchorEnd);
    else if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) {
      const path = take(null, event.start, event.start) ?? frames.at(-1)?.path ?? [];
      frames.push({ path, keys: event.type === EVENT_ID.MAPPING ? new Map() : null, items: 0, key: null });
    } else if (event.type === EVENT_ID.POP) frames.pop();
  }
  return found;
}
