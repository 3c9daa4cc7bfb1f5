/** Python's `str.format`: `{}`, `{0[key].attribute!r:>10}`. */
import { isNumber } from '../../value.ts';
import { typeError, valueError, YaqlError } from '../errors.ts';
import { formatNumber, formatText } from './format_number.ts';
import { ascii, repr, str } from './repr.ts';
import { strftime } from './strftime.ts';
import { DAY, Datetime, floorDivide, SECOND, Timespan } from './time.ts';
import { Dict, isSequence } from './values.ts';

export function formatTemplate(
  template: string,
  args: readonly unknown[],
  named: ReadonlyMap<string, unknown>,
): string {
  return new Formatter(args, named).format(template, 2);
}

class Formatter {
  readonly #args: readonly unknown[];
  readonly #named: ReadonlyMap<string, unknown>;
  /** Places are counted by themselves (`{}`) or given (`{0}`), not both. */
  #numbering: 'automatic' | 'manual' | null = null;
  #next = 0;

  constructor(args: readonly unknown[], named: ReadonlyMap<string, unknown>) {
    this.#args = args;
    this.#named = named;
  }

  format(template: string, depth: number): string {
    if (depth < 0) throw valueError('Max string recursion exceeded');
    let result = '';
    let index = 0;
    while (index < template.length) {
      const char = template[index] as string;
      if (char !== '{' && char !== '}') {
        result += char;
        index++;
      } else if (template[index + 1] === char) {
        result += char;
        index += 2;
      } else if (char === '}') throw valueError("Single '}' encountered in format string");
      else {
        const end = fieldEnd(template, index + 1);
        result += this.#field(template.slice(index + 1, end), depth);
        index = end + 1;
      }
    }
    return result;
  }

  #field(field: string, depth: number): string {
    const { name, conversion, spec } = splitField(field);
    let value = this.#lookUp(name);
    if (conversion === 'r') value = repr(value);
    else if (conversion === 's') value = str(value);
    else if (conversion === 'a') value = ascii(value);
    else if (conversion !== null) throw valueError(`Unknown conversion specifier ${conversion}`);
    return formatValue(value, /[{}]/.test(spec) ? this.format(spec, depth - 1) : spec);
  }

  #lookUp(name: string): unknown {
    const [first = ''] = /^[^.[]*/.exec(name) ?? [];
    let value: unknown;
    if (first === '' || /^\d+$/.test(first)) value = this.#argument(first);
    else if (this.#named.has(first)) value = this.#named.get(first);
    else throw new YaqlError('KeyError', first);
    let rest = name.slice(first.length);
    while (rest !== '') {
      const step = /^\.([^.[]+)|^\[([^\]]+)\]/.exec(rest);
      if (!step) throw valueError('Empty attribute in format string');
      value = step[1] !== undefined ? attribute(value, step[1]) : item(value, step[2] ?? '');
      rest = rest.slice(step[0].length);
      if (rest !== '' && !/^[.[]/.test(rest))
        throw valueError("Only '.' or '[' may follow ']' in format field specifier");
    }
    return value;
  }

  #argument(text: string): unknown {
    const numbering = text === '' ? 'automatic' : 'manual';
    if (this.#numbering !== null && this.#numbering !== numbering) {
      throw valueError(`cannot switch from ${this.#numbering} field numbering to ${numbering}`);
    }
    this.#numbering = numbering;
    const index = text === '' ? this.#next++ : Number(text);
    if (index >= this.#args.length) {
      throw new YaqlError('IndexError', `Replacement index ${index} out of range for positional args tuple`);
    }
    return this.#args[index];
  }
}

/** Where the field that starts here ends; braces in it are nested. */
function fieldEnd(template: string, start: number): number {
  let depth = 1;
  let brackets = false;
  for (let index = start; index < template.length; index++) {
    const char = template[index];
    if (brackets) {
      if (char === ']') brackets = false;
    } else if (char === '[') brackets = depth === 1 && !template.slice(start, index).includes(':');
    else if (char === '{') depth++;
    else if (char === '}' && --depth === 0) return index;
  }
  throw valueError(
    start >= template.length ? "Single '{' encountered in format string" : "expected '}' before end of string",
  );
}

interface Field {
  name: string;
  conversion: string | null;
  spec: string;
}

function splitField(field: string): Field {
  let index = 0;
  let brackets = false;
  for (; index < field.length; index++) {
    const char = field[index] as string;
    if (char === '[') brackets = true;
    else if (char === ']') brackets = false;
    else if (char === '{') throw valueError("unexpected '{' in field name");
    else if (!brackets && (char === '!' || char === ':')) break;
  }
  const name = field.slice(0, index);
  if (field[index] !== '!') return { name, conversion: null, spec: field.slice(index + 1) };
  const conversion = field[index + 1];
  if (conversion === undefined) throw valueError('end of string while looking for conversion specifier');
  if (field.length > index + 2 && field[index + 2] !== ':') throw valueError("expected ':' after conversion specifier");
  return { name, conversion, spec: field.slice(index + 3) };
}

const DATETIME_FIELDS = new Set(['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond']);

/** The attributes of values that show something. */
function attribute(value: unknown, name: string): unknown {
  if (value instanceof Datetime && DATETIME_FIELDS.has(name)) return value.fields[name as keyof Datetime['fields']];
  if (value instanceof Timespan) {
    const days = floorDivide(value.microseconds, DAY);
    const rest = value.microseconds - days * DAY;
    if (name === 'days') return Number(days);
    if (name === 'seconds') return Number(rest / SECOND);
    if (name === 'microseconds') return Number(rest % SECOND);
  }
  if (isNumber(value)) {
    if (name === 'real') return value;
    if (name === 'imag') return 0;
  }
  throw new YaqlError('AttributeError', `object has no attribute '${name}'`);
}

function item(value: unknown, key: string): unknown {
  const index = /^\d+$/.test(key) ? Number(key) : null;
  if (value instanceof Dict) {
    const found = value.get(index ?? key);
    if (found === undefined) throw new YaqlError('KeyError', key);
    return found;
  }
  const items = typeof value === 'string' ? Array.from(value) : isSequence(value) ? value.items : null;
  if (!items) throw typeError('object is not subscriptable');
  if (index === null) throw typeError('indices must be integers or slices, not str');
  if (index >= items.length) throw new YaqlError('IndexError', 'index out of range');
  return items[index];
}

/** Python's `format(value, spec)`. */
function formatValue(value: unknown, spec: string): string {
  if (spec === '') return str(value);
  if (typeof value === 'string') return formatText(value, spec);
  if (isNumber(value) || typeof value === 'boolean') return formatNumber(value, spec);
  if (value instanceof Datetime) return strftime(value, spec);
  throw typeError('unsupported format string passed to __format__');
}
