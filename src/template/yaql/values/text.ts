/** Strings as Python's: counted in code points, with its methods where JavaScript's differ. */
import { isSpace } from '../../regex/characters.ts';
import { typeError, valueError } from '../errors.ts';

const SURROGATE = /[\ud800-\udfff]/;

/** Python's `len`. */
export function textLength(text: string): number {
  return SURROGATE.test(text) ? Array.from(text).length : text.length;
}

/** Python's `text[start:end]`, without negative places. */
export function sliceText(text: string, start: number, end: number): string {
  if (!SURROGATE.test(text)) return text.slice(start, Math.max(start, end));
  return Array.from(text).slice(start, Math.max(start, end)).join('');
}

/** By code points. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  if (!SURROGATE.test(a) && !SURROGATE.test(b)) return a < b ? -1 : 1;
  const [x, y] = [Array.from(a), Array.from(b)];
  for (let index = 0; index < x.length && index < y.length; index++) {
    const difference = (x[index]?.codePointAt(0) ?? 0) - (y[index]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return x.length - y.length;
}

type Side = 'left' | 'right' | 'both';

/** Removes characters of a set (null: white space) from the ends. */
export function strip(text: string, chars: string | null, side: Side = 'both'): string {
  const codes = Array.from(text);
  const drop = chars === null ? null : new Set(Array.from(chars));
  const goes = (char: string): boolean => (drop ? drop.has(char) : isSpace(char.codePointAt(0) ?? 0));
  let start = 0;
  let end = codes.length;
  if (side !== 'right') while (start < end && goes(codes[start] as string)) start++;
  if (side !== 'left') while (end > start && goes(codes[end - 1] as string)) end--;
  return codes.slice(start, end).join('');
}

/** Python's `split` and `rsplit`: cuts at most `limit` times (negative: always) from that end; without separator at white space. */
export function split(text: string, separator: string | null, limit: number, from: 'left' | 'right'): string[] {
  if (separator === '') throw valueError('empty separator');
  const max = limit < 0 ? Number.POSITIVE_INFINITY : limit;
  if (separator === null) return from === 'left' ? splitSpace(text, max) : splitSpaceRight(text, max);
  const pieces = text.split(separator);
  if (pieces.length - 1 <= max) return pieces;
  return from === 'left'
    ? [...pieces.slice(0, max), pieces.slice(max).join(separator)]
    : [pieces.slice(0, pieces.length - max).join(separator), ...pieces.slice(pieces.length - max)];
}

function splitSpace(text: string, max: number): string[] {
  const result: string[] = [];
  let rest = strip(text, null, 'left');
  while (rest !== '') {
    if (result.length >= max) {
      result.push(rest);
      break;
    }
    let end = 0;
    while (end < rest.length && !isSpace(rest.charCodeAt(end))) end++;
    result.push(rest.slice(0, end));
    rest = strip(rest.slice(end), null, 'left');
  }
  return result;
}

function splitSpaceRight(text: string, max: number): string[] {
  const result: string[] = [];
  let rest = strip(text, null, 'right');
  while (rest !== '') {
    if (result.length >= max) {
      result.unshift(rest);
      break;
    }
    let start = rest.length;
    while (start > 0 && !isSpace(rest.charCodeAt(start - 1))) start--;
    result.unshift(rest.slice(start));
    rest = strip(rest.slice(0, start), null, 'right');
  }
  return result;
}

/** Python's `replace`: at most `limit` times (negative: always). */
export function replaceText(text: string, old: string, fresh: string, limit: number): string {
  if (limit === 0) return text;
  if (limit < 0 && old !== '') return text.split(old).join(fresh);
  if (old === '') {
    const codes = Array.from(text);
    const count = limit < 0 ? codes.length + 1 : limit;
    let result = '';
    for (const [index, char] of codes.entries()) result += (index < count ? fresh : '') + char;
    return codes.length < count ? result + fresh : result;
  }
  const pieces = text.split(old);
  const cuts = Math.min(limit, pieces.length - 1);
  return [pieces.slice(0, cuts + 1).join(fresh), ...pieces.slice(cuts + 1)].join(old);
}

/** Python's `find` and `rfind` between two places, which may be negative: counted from the end. */
export function findText(text: string, part: string, start: number, end: number | null, last = false): number {
  const codes = SURROGATE.test(text) || SURROGATE.test(part) ? Array.from(text) : null;
  const length = codes ? codes.length : text.length;
  const clamp = (place: number): number => Math.max(0, place < 0 ? place + length : place);
  const from = clamp(start);
  const to = Math.min(length, end === null ? length : clamp(end));
  if (from > to) return -1;
  const area = codes ? codes.slice(from, to).join('') : text.slice(from, to);
  const found = last ? area.lastIndexOf(part) : area.indexOf(part);
  if (found < 0) return -1;
  return from + (codes ? Array.from(area.slice(0, found)).length : found);
}

/** An integer that may have any size, as a place in a text. */
export function place(value: unknown): number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  throw typeError('an integer is required');
}
