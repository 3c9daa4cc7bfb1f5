/** Strings. */
import { type Call, extension, fn, method, param } from '../dispatch/definition.ts';
import { anything, bool, int, iterable, mapping, number, string } from '../dispatch/types.ts';
import { typeError, YaqlError } from '../errors.ts';
import { formatTemplate } from '../values/format.ts';
import { iterate } from '../values/iteration.ts';
import { isFloatNumber, toBig } from '../values/numbers.ts';
import { str } from '../values/repr.ts';
import { sizeOf } from '../values/size.ts';
import { compareText, findText, place, replaceText, sliceText, split, strip, textLength } from '../values/text.ts';
import { type Dict, List, Tuple } from '../values/values.ts';

const text = param('string', string());
const chars = param('chars', string({ nullable: true }), null);
const left = param('left', string());
const right = param('right', string());

const ORDER: Record<string, (order: number) => boolean> = {
  '>': (order) => order > 0,
  '<': (order) => order < 0,
  '>=': (order) => order >= 0,
  '<=': (order) => order <= 0,
};

function toStr(_: Call, value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return str(value);
}

function join({ invoke }: Call, items: unknown, separator: string): string {
  const parts: string[] = [];
  for (const item of iterate(items)) {
    const part = invoke('str', item);
    if (typeof part !== 'string') throw typeError('sequence item: expected str instance');
    parts.push(part);
  }
  return parts.join(separator);
}

function repeatText({ engine }: Call, value: string, times: unknown): string {
  const count = place(times);
  engine.limitBytes((1 - count) * 49, count * sizeOf(value));
  engine.step(Math.max(0, Math.ceil((count * value.length) / 64)));
  return count > 0 ? value.repeat(count) : '';
}

function splitParameters() {
  return [text, param('separator', string({ nullable: true }), null), param('maxSplits', int(), -1)];
}

/** Python guards nothing here; growth beyond any quota is stopped before it happens. */
function replaceChecked({ engine }: Call, value: string, old: string, fresh: string, limit: number): string {
  const matches = old === '' ? value.length + 1 : Math.floor(value.length / old.length);
  if (matches * fresh.length > MAX_TEXT) engine.limitBytes(matches * fresh.length);
  return replaceText(value, old, fresh, limit);
}
const MAX_TEXT = 10_000_000;

function substring(_: Call, value: string, start: unknown, length: unknown): string {
  const size = textLength(value);
  const count = place(length) < 0 ? size : place(length);
  const from = place(start) < 0 ? place(start) + size : place(start);
  const clamp = (at: number): number => Math.min(size, Math.max(0, at < 0 ? at + size : at));
  return sliceText(value, clamp(from), clamp(from + count));
}

function find(value: string, part: string, start: unknown, length: unknown, last: boolean): number {
  const size = textLength(value);
  const from = place(start) < 0 ? place(start) + size : place(start);
  const count = place(length) < 0 ? size - from : place(length);
  return findText(value, part, from, from + count, last);
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const WHITESPACE = ' \t\n\r\v\f';

/** The kinds of characters in the order of the parameters; null for those that Python 3 has not. */
const KINDS: [name: string, chars: string | null][] = [
  ['digits', DIGITS],
  ['hexdigits', `${DIGITS}abcdefABCDEF`],
  ['asciiLowercase', LOWER],
  ['asciiUppercase', UPPER],
  ['asciiLetters', LOWER + UPPER],
  ['letters', null],
  ['octdigits', '01234567'],
  ['punctuation', PUNCTUATION],
  ['printable', DIGITS + LOWER + UPPER + PUNCTUATION + WHITESPACE],
  ['lowercase', null],
  ['uppercase', null],
  ['whitespace', WHITESPACE],
];

function characters(_: Call, ...wanted: unknown[]): Tuple {
  const found = new Set<string>();
  for (const [index, [name, all]] of KINDS.entries()) {
    if (!wanted[index]) continue;
    if (all === null) throw new YaqlError('AttributeError', `module 'string' has no attribute '${name}'`);
    for (const char of all) found.add(char);
  }
  return new Tuple([...found]);
}

function hex(_: Call, value: unknown): string {
  if (value === null || isFloatNumber(value)) throw typeError('object cannot be interpreted as an integer');
  const big = toBig(value);
  return big < 0n ? `-0x${(-big).toString(16)}` : `0x${big.toString(16)}`;
}

const concat = (_: Call, ...parts: string[]): string => parts.join('');
const optionalText = param('string', string({ nullable: true }));
const replaceCount = param('count', int(), -1);

export const strings = [
  ...Object.entries(ORDER).map(([operator, test]) =>
    fn(`#operator_${operator}`, [left, right], (_, a: string, b: string) => test(compareText(a, b))),
  ),
  fn('concat', [], concat, { rest: string() }),
  fn('#operator_+', [], concat, { rest: string() }),
  extension('len', [text], (_, value: string) => textLength(value)),
  method('toUpper', [text], (_, value: string) => value.toUpperCase()),
  method('toLower', [text], (_, value: string) => value.toLowerCase()),
  method(
    'split',
    splitParameters(),
    (_, value: string, separator: string | null, limit) => new List(split(value, separator, place(limit), 'left')),
  ),
  method(
    'rightSplit',
    splitParameters(),
    (_, value: string, separator: string | null, limit) => new List(split(value, separator, place(limit), 'right')),
  ),
  method('join', [param('sequence', iterable()), param('separator', string())], join),
  method('join', [param('separator', string()), param('sequence', iterable())], (call, separator: string, items) =>
    join(call, items, separator),
  ),
  fn('str', [param('value')], toStr),
  method('trim', [text, chars], (_, value: string, set: string | null) => strip(value, set)),
  method('trimLeft', [text, chars], (_, value: string, set: string | null) => strip(value, set, 'left')),
  method('trimRight', [text, chars], (_, value: string, set: string | null) => strip(value, set, 'right')),
  extension('norm', [optionalText, chars], (_, value: string | null, set: string | null) =>
    value === null ? null : strip(value, set) || null,
  ),
  extension(
    'isEmpty',
    [optionalText, param('trim', bool(), true), chars],
    (_, value: string | null, trim: boolean, set: string | null) =>
      value === null || (trim ? strip(value, set) : value) === '',
  ),
  method(
    'replace',
    [text, param('old', string()), param('new', string()), replaceCount],
    (call, value: string, old: string, fresh: string, count) => replaceChecked(call, value, old, fresh, place(count)),
  ),
  method('replace', [text, param('replacements', mapping()), replaceCount], (call, value: string, all: Dict, count) => {
    let result = value;
    for (const [old, fresh] of all.entries()) {
      const [a, b] = [call.invoke('str', old) as string, call.invoke('str', fresh) as string];
      result = replaceChecked(call, result, a, b, place(count));
    }
    return result;
  }),
  extension(
    'format',
    [param('_FormatString', string())],
    ({ named }, template: string, ...args: unknown[]) => formatTemplate(template, args, named),
    { rest: anything(), namedRest: anything() },
  ),
  fn('#operator_*', [left, param('right', int())], repeatText),
  fn('#operator_*', [param('left', int()), right], (call, times, value: string) => repeatText(call, value, times)),
  fn('#operator_in', [left, right], (_, part: string, whole: string) => whole.includes(part)),
  method('substring', [text, param('start', int()), param('length', int(), -1)], substring),
  method('indexOf', [text, param('sub', string()), param('start', int(), 0)], (_, value: string, sub: string, start) =>
    findText(value, sub, place(start), null),
  ),
  method(
    'indexOf',
    [text, param('sub', string()), param('start', int()), param('length', int())],
    (_, value: string, sub: string, start, length) => find(value, sub, start, length, false),
  ),
  method(
    'lastIndexOf',
    [text, param('sub', string()), param('start', int(), 0)],
    (_, value: string, sub: string, start) => findText(value, sub, place(start), null, true),
  ),
  method(
    'lastIndexOf',
    [text, param('sub', string()), param('start', int()), param('length', int())],
    (_, value: string, sub: string, start, length) => find(value, sub, start, length, true),
  ),
  method('toCharArray', [text], (_, value: string) => new Tuple(Array.from(value))),
  fn(
    'characters',
    KINDS.map(([name]) => param(name, bool({ nullable: true }), false)),
    characters,
  ),
  fn('isString', [param('arg')], (_, value) => typeof value === 'string'),
  method('startsWith', [text], (_, value: string, ...all: string[]) => all.some((prefix) => value.startsWith(prefix)), {
    rest: string(),
  }),
  method('endsWith', [text], (_, value: string, ...all: string[]) => all.some((suffix) => value.endsWith(suffix)), {
    rest: string(),
  }),
  fn('hex', [param('num', number({ nullable: true }))], hex),
];
