/** A stack and its resources for `hearth status`: state, id, addresses, and why something failed, whole. Pure. */
import { isIP } from 'node:net';
import { styleText } from 'node:util';
import { isMap, type Value, type ValueMap } from '../../template/value.ts';
import { COLOURS, type Mood, moodOf, SIGNS, shortType } from '../progress/lines.ts';
import { type Span, type StackTree, secondsOf, walk } from '../progress/tree.ts';

/** Attributes that tell where something can be reached, by type. */
export const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  'OS::Nova::Server': ['networks'],
  'OS::Neutron::Port': ['fixed_ips'],
  'OS::Neutron::FloatingIP': ['floating_ip_address'],
  'OS::Octavia::LoadBalancer': ['vip_address'],
};

export interface StatusOptions {
  colour: boolean;
  /** Columns; reasons are wrapped at them. */
  width: number;
  /** Milliseconds since the epoch. */
  now: number;
  /** What was read of a resource, by row id. */
  attributes: ReadonlyMap<string, ValueMap>;
}

export function statusLines(tree: StackTree, options: StatusOptions): string[] {
  const { stack, span } = tree;
  const entries = [...walk(tree.branches)];
  const cells = entries.map(({ row, depth }) => [
    `${'  '.repeat(depth)}${row.name}`,
    shortType(row.type),
    row.physicalId ?? '',
    addressesIn(options.attributes.get(row.id) ?? null).join(' '),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...cells.map((row) => row[column]?.length ?? 0)));
  const lines = [
    paint(`${stack.name}  ${stack.action}_${stack.status}  ${timeOf(span, options.now)}`, moodOf(stack), options),
    `  id ${stack.id}`,
  ];
  if (stack.status === 'FAILED') lines.push(...wrapped(stack.reason, '  ', options));
  for (const [index, { row, depth }] of entries.entries()) {
    const mood = moodOf(row);
    const text = (cells[index] ?? []).map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
    lines.push(paint(`  ${SIGNS[mood]} ${text}`.trimEnd(), mood, options));
    if (mood === 'failed') lines.push(...wrapped(row.reason, ' '.repeat(6 + 2 * depth), options));
  }
  return lines;
}

/** When the last operation began, and how long it took; or how long it has been going on. */
function timeOf(span: Span, now: number): string {
  const seconds = secondsOf(span, now);
  if (span.ended === null) return `for ${Math.round(seconds)} s`;
  const when = new Date(span.began).toISOString().replace(/\.\d+Z$/, 'Z');
  return `${when}, took ${seconds.toFixed(1)} s`;
}

/** Every address in a value, each once. */
function addressesIn(value: Value): string[] {
  const found = new Set<string>();
  collect(value, found);
  return [...found];
}

function collect(value: Value, found: Set<string>): void {
  if (typeof value === 'string') {
    if (isIP(value) > 0) found.add(value);
  } else if (Array.isArray(value)) for (const item of value) collect(item, found);
  else if (isMap(value)) for (const item of Object.values(value)) collect(item, found);
}

/** At spaces; a word that is longer than a line stays whole, so that it can be copied. */
function wrapped(text: string, indent: string, { width, colour }: StatusOptions): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      if (line !== '' && indent.length + line.length + 1 + word.length > width) {
        lines.push(line);
        line = word;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    lines.push(line);
  }
  return lines.map((line) => paint(`${indent}${line}`, 'failed', { colour }));
}

function paint(text: string, mood: Mood, { colour }: { colour: boolean }): string {
  return colour ? styleText(COLOURS[mood], text, { validateStream: false }) : text;
}
