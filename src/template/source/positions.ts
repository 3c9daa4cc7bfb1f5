/**
 * Where in a text the value of a path stands. The text is scanned again for it, once for any number of questions in a
 * row: only texts with problems are asked about.
 */
import { EVENT_ID, getScalarValue } from 'js-yaml';
import { HeatError } from '../../errors.ts';
import type { Path, Position } from '../diagnostics/diagnostic.ts';
import { finish, type Steps } from '../steps.ts';
import { type Scan, scanYaml } from './yaml-scan.ts';

export interface Range {
  start: Position;
  end?: Position;
}

/** A node of the text with its place; a key has the place of the key. */
interface Node {
  start: number;
  end: number;
  keys?: Map<string, { key: Node; value: Node }>;
  items?: Node[];
}

interface Located {
  text: string;
  scan: Scan | undefined;
  root: Node | undefined;
}

let last: Located | undefined;

function located(text: string): Located {
  return last?.text === text ? last : finish(locating(text));
}

/** Looks where everything in a text stands, in steps; {@link locate} then knows of it. */
export function* locating(text: string): Steps<Located> {
  yield;
  const scan = scanned(text);
  yield;
  const found = { text, scan, root: scan && build(scan) };
  last = found;
  yield;
  return found;
}

/** The range of the value at a path, of its key where the value is a collection or the key is wanted; of the nearest above where there is none. */
export function locate(text: string, path: Path, preferKey = false): Range | undefined {
  const { scan, root } = located(text);
  let node = root;
  let place = root;
  for (const step of path) {
    const entry = node?.keys?.get(String(step));
    const next = entry?.value ?? (typeof step === 'number' ? node?.items?.[step] : undefined);
    if (next === undefined) break;
    const isCollection = (next.keys ?? next.items) !== undefined;
    place = entry !== undefined && (isCollection || preferKey) ? entry.key : next;
    node = next;
  }
  if (place === undefined || scan === undefined) return undefined;
  const start = scan.positionOf(place.start);
  return place.end > place.start ? { start, end: scan.positionOf(place.end) } : { start };
}

/** The range of the last key of a path; undefined where there is no such key. */
export function locateKey(text: string, path: Path): Range | undefined {
  const { scan, root } = located(text);
  let node = root;
  for (const step of path.slice(0, -1)) {
    node = node?.keys?.get(String(step))?.value ?? (typeof step === 'number' ? node?.items?.[step] : undefined);
  }
  const key = node?.keys?.get(String(path.at(-1)))?.key;
  return key && scan && { start: scan.positionOf(key.start), end: scan.positionOf(key.end) };
}

/** JSON is YAML as far as places go. */
function scanned(text: string): Scan | undefined {
  try {
    return scanYaml(text);
  } catch (error) {
    if (error instanceof HeatError) return undefined;
    throw error;
  }
}

interface Frame {
  node: Node;
  key: { node: Node; text: string } | null;
}

function build({ text, events }: Scan): Node | undefined {
  const frames: Frame[] = [];
  const anchors = new Map<string, Node>();
  let root: Node | undefined;
  const add = (node: Node, key: string) => {
    const frame = frames.at(-1);
    if (frame === undefined) root ??= node;
    else if (frame.node.items !== undefined) frame.node.items.push(node);
    else if (frame.key === null) frame.key = { node, text: key };
    else {
      frame.node.keys?.set(frame.key.text, { key: frame.key.node, value: node });
      frame.key = null;
    }
  };
  for (const event of events) {
    switch (event.type) {
      case EVENT_ID.SCALAR: {
        const node = { start: event.valueStart, end: event.valueEnd };
        if (event.anchorStart >= 0) anchors.set(text.slice(event.anchorStart, event.anchorEnd), node);
        add(node, getScalarValue(text, event));
        break;
      }
      case EVENT_ID.ALIAS: {
        const anchored = anchors.get(text.slice(event.anchorStart, event.anchorEnd));
        add({ ...anchored, start: event.anchorStart - 1, end: event.anchorEnd }, '');
        break;
      }
      case EVENT_ID.MAPPING:
      case EVENT_ID.SEQUENCE: {
        const node: Node = { start: event.start, end: event.start };
        if (event.type === EVENT_ID.MAPPING) node.keys = new Map();
        else node.items = [];
        if (event.anchorStart >= 0) anchors.set(text.slice(event.anchorStart, event.anchorEnd), node);
        add(node, '');
        frames.push({ node, key: null });
        break;
      }
      case EVENT_ID.POP:
        frames.pop();
        break;
    }
  }
  return root;
}
