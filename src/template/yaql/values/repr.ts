/** Python's `str()` and `repr()` of values. */

import { PythonRegex } from '../../regex/index.ts';
import { Float, formatFloat } from '../../value.ts';
import { isFloatNumber, toDouble } from './numbers.ts';
import { DAY, Datetime, floorDivide, SECOND, Timespan } from './time.ts';
import { Dict, DictView, FrozenSet, isSequence, List } from './values.ts';
import { checkWeight } from './weight.ts';

/** Python's `str()`. */
export function str(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Datetime || value instanceof Timespan) return value.toString();
  return repr(value);
}

export function repr(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'string') return reprText(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (isFloatNumber(value)) return formatFloat(toDouble(value));
  if (typeof value === 'number' || typeof value === 'bigint') return value.toString();
  if (value instanceof Float) return formatFloat(value.value);
  if (isSequence(value) || value instanceof Dict || value instanceof FrozenSet) checkWeight(value);
  if (isSequence(value)) {
    const inner = value.items.map(repr).join(', ');
    if (value instanceof List) return `[${inner}]`;
    return value.items.length === 1 ? `(${inner},)` : `(${inner})`;
  }
  if (value instanceof Dict) {
    return `{${Array.from(value.entries(), ([key, item]) => `${repr(key)}: ${repr(item)}`).join(', ')}}`;
  }
  if (value instanceof FrozenSet) {
    return value.size === 0 ? 'frozenset()' : `frozenset({${Array.from(value.values(), repr).join(', ')}})`;
  }
  if (value instanceof DictView) return reprView(value);
  if (value instanceof Datetime) return reprDatetime(value);
  if (value instanceof Timespan) return reprTimespan(value);
  if (value instanceof PythonRegex) return reprRegex(value);
  return `<${typeof value === 'object' ? value.constructor.name : typeof value}>`;
}

function reprView(view: DictView): string {
  if (!view.dict.frozen) return `dict_${view.kind}([${Array.from(view.values(), repr).join(', ')}])`;
  const name = { keys: 'KeysView', values: 'ValuesView', items: 'ItemsView' }[view.kind];
  return `${name}(${repr(view.dict)})`;
}

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function reprText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let result = quote;
  for (const char of text) {
    const code = char.codePointAt(0) as number;
    if (char === quote) result += `\\${char}`;
    else if (ESCAPES[char] !== undefined) result += ESCAPES[char];
    else if (char !== ' ' && /[\p{C}\p{Z}]/u.test(char)) result += hexEscape(code);
    else result += char;
  }
  return result + quote;
}

export function hexEscape(code: number): string {
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}

/** Python's `ascii()`. */
export function ascii(value: unknown): string {
  return repr(value).replace(/[^\0-\x7f]/gu, (char) => hexEscape(char.codePointAt(0) as number));
}

function reprDatetime(time: Datetime): string {
  const f = time.fields;
  const parts = [f.year, f.month, f.day, f.hour, f.minute];
  if (f.second || f.microsecond) parts.push(f.second);
  if (f.microsecond) parts.push(f.microsecond);
  const zone = time.offset === 0n ? 'tzutc()' : `tzoffset(None, ${time.offset / SECOND})`;
  return `datetime.datetime(${parts.join(', ')}, tzinfo=${zone})`;
}

function reprTimespan(span: Timespan): string {
  const days = floorDivide(span.microseconds, DAY);
  const rest = span.microseconds - days * DAY;
  const parts: string[] = [];
  if (days) parts.push(`days=${days}`);
  if (rest / SECOND) parts.push(`seconds=${rest / SECOND}`);
  if (rest % SECOND) parts.push(`microseconds=${rest % SECOND}`);
  return `datetime.timedelta(${parts.length > 0 ? parts.join(', ') : '0'})`;
}

function reprRegex(regex: PythonRegex): string {
  const names: string[] = [];
  if (regex.flags.ignoreCase) names.push('re.IGNORECASE');
  if (regex.flags.multiLine) names.push('re.MULTILINE');
  if (regex.flags.dotAll) names.push('re.DOTALL');
  return `re.compile(${reprText(regex.pattern)}${names.length > 0 ? `, ${names.join('|')}` : ''})`;
}
