/** Draws a stack's tree as lines of text. Pure, so that what a terminal shows can be tested. */
import { styleText } from 'node:util';
import type { ResourceRow } from '../../store/rows.ts';
import { type StackTree, secondsOf, walk } from './tree.ts';

export interface Canvas {
  width: number;
  /** Most lines; what is under way goes before what is over. */
  height: number;
  colour: boolean;
  /** Milliseconds since the epoch. */
  now: number;
}

export type Mood = 'done' | 'busy' | 'failed' | 'waiting';
export const SIGNS: Record<Mood, string> = { done: '✔', busy: '◐', failed: '✖', waiting: '·' };
export const COLOURS = { done: 'green', busy: 'yellow', failed: 'red', waiting: 'gray' } as const;

export function moodOf({ action, status }: Pick<ResourceRow, 'action' | 'status'>): Mood {
  if (status === 'FAILED') return 'failed';
  if (action === 'INIT') return 'waiting';
  return status === 'COMPLETE' ? 'done' : 'busy';
}

export function draw(tree: StackTree, canvas: Canvas): string[] {
  const entries = [...walk(tree.branches)].map((entry) => ({ ...entry, mood: moodOf(entry.row) }));
  const shown = choose(entries, canvas.height - 2);
  const nameWidth = Math.min(48, Math.max(12, ...shown.map(({ row, depth }) => row.name.length + 2 * depth)));
  const done = entries.filter(({ mood }) => mood === 'done').length;
  const seconds = secondsOf(tree.span, canvas.now).toFixed(1);
  const { stack } = tree;
  const title = `${stack.name}  ${stack.action}_${stack.status}  ${done}/${entries.length}  ${seconds} s`;
  const lines = [paint(title, moodOf(stack), canvas)];
  for (const { row, depth, mood } of shown) {
    const name = `${'  '.repeat(depth)}${row.name}`.padEnd(nameWidth);
    const what = mood === 'failed' ? row.reason : shortType(row.type);
    const text = cut(`  ${SIGNS[mood]} ${name}  ${what}`, canvas.width);
    lines.push(paint(text, mood, canvas));
  }
  const hidden = entries.length - shown.length;
  if (hidden > 0) lines.push(cut(`    … and ${hidden} more`, canvas.width));
  return lines;
}

/** In the tree's order, but when there is not room for all: failures, then what is under way, then the rest. */
function choose<T extends { mood: Mood }>(entries: readonly T[], room: number): readonly T[] {
  if (entries.length <= room) return entries;
  const order: Mood[] = ['failed', 'busy', 'done', 'waiting'];
  const ranked = entries.map((entry, index) => ({ entry, index }));
  ranked.sort((a, b) => order.indexOf(a.entry.mood) - order.indexOf(b.entry.mood) || a.index - b.index);
  return ranked
    .slice(0, Math.max(room, 1))
    .sort((a, b) => a.index - b.index)
    .map(({ entry }) => entry);
}

/** A nested template's type is its address; the file's name says enough. */
export function shortType(type: string): string {
  return /^(?:file|https?):/.test(type) ? (type.split('/').at(-1) ?? type) : type;
}

function cut(text: string, width: number): string {
  const line = text.split('\n')[0] ?? '';
  return line.length > width ? `${line.slice(0, Math.max(0, width - 1))}…` : line;
}

function paint(text: string, mood: Mood, { colour }: Canvas): string {
  return colour ? styleText(COLOURS[mood], text, { validateStream: false }) : text;
}
