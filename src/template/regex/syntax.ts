/** The tree of a pattern. */
import type { CharTest } from './characters.ts';

export type RepeatMode = 'greedy' | 'lazy' | 'possessive';
export type Position = 'start' | 'lineStart' | 'end' | 'lineEnd' | 'textEnd' | 'boundary' | 'notBoundary';

export type Node =
  | { kind: 'literal'; code: number }
  | { kind: 'test'; test: CharTest }
  | { kind: 'at'; position: Position; ascii: boolean }
  | { kind: 'group'; index: number | null; body: Node }
  | { kind: 'atomic'; body: Node }
  | { kind: 'branch'; alternatives: Node[] }
  | { kind: 'sequence'; items: Node[] }
  | { kind: 'repeat'; min: number; max: number; mode: RepeatMode; body: Node }
  | { kind: 'look'; behind: boolean; negate: boolean; body: Node }
  | { kind: 'backreference'; group: number; ignoreCase: boolean; ascii: boolean }
  | { kind: 'conditional'; group: number; yes: Node; no: Node | null };

export interface Pattern {
  root: Node;
  /** Number of capturing groups. */
  groups: number;
  names: Map<string, number>;
}

/** Smallest and largest number of characters that a node can match. */
export function width(node: Node, groupWidths: Map<number, [number, number]>): [number, number] {
  switch (node.kind) {
    case 'literal':
    case 'test':
      return [1, 1];
    case 'at':
    case 'look':
      return [0, 0];
    case 'group': {
      const inner = width(node.body, groupWidths);
      if (node.index !== null) groupWidths.set(node.index, inner);
      return inner;
    }
    case 'atomic':
      return width(node.body, groupWidths);
    case 'branch': {
      const all = node.alternatives.map((item) => width(item, groupWidths));
      return [Math.min(...all.map((w) => w[0])), Math.max(...all.map((w) => w[1]))];
    }
    case 'sequence': {
      let [low, high] = [0, 0];
      for (const item of node.items) {
        const inner = width(item, groupWidths);
        low += inner[0];
        high += inner[1];
      }
      return [low, high];
    }
    case 'repeat': {
      const [low, high] = width(node.body, groupWidths);
      return [low * node.min, high === 0 ? 0 : high * node.max];
    }
    case 'backreference':
      return groupWidths.get(node.group) ?? [0, Number.POSITIVE_INFINITY];
    case 'conditional': {
      const yes = width(node.yes, groupWidths);
      const no = node.no ? width(node.no, groupWidths) : [0, 0];
      return [Math.min(yes[0], no[0] ?? 0), Math.max(yes[1], no[1] ?? 0)];
    }
  }
}
