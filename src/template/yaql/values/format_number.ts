/** Python's format specifications for numbers and texts: `>10`, `+,.2f`, `#x`. */
import { formatFloat } from '../../value.ts';
import { valueError } from '../errors.ts';
import { isFloatNumber, roundExact, toBig, toDouble } from './numbers.ts';
import { sliceText, textLength } from './text.ts';

interface Spec {
  fill: string;
  align: '<' | '>' | '=' | '^' | '';
  sign: '+' | '-' | ' ' | '';
  zero: boolean;
  alternate: boolean;
  noNegativeZero: boolean;
  width: number;
  grouping: ',' | '_' | '';
  precision: number | null;
  type: string;
}

const SPEC = /^(?:(.)?([<>=^]))?([+\- ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?(.)?$/su;
/** No result is wider. */
const MAX_WIDTH = 100_000;

function parseSpec(text: string, typeName: string): Spec {
  const match = SPEC.exec(text);
  if (!match) throw valueError(`Invalid format specifier '${text}' for object of type '${typeName}'`);
  const [, fill, align, sign, z, alternate, zero, width, grouping, precision, type] = match;
  if (Number(width ?? 0) > MAX_WIDTH || Number(precision ?? 0) > MAX_WIDTH) {
    throw valueError('Too many decimal digits in format string');
  }
  return {
    fill: fill ?? (zero && !align ? '0' : ' '),
    align: (align ?? (zero ? '=' : '')) as Spec['align'],
    sign: (sign ?? '') as Spec['sign'],
    zero: zero !== undefined && fill === undefined,
    alternate: alternate !== undefined,
    noNegativeZero: z !== undefined,
    width: Number(width ?? 0),
    grouping: (grouping ?? '') as Spec['grouping'],
    precision: precision === undefined ? null : Number(precision),
    type: type ?? '',
  };
}

export function formatText(value: string, text: string): string {
  const spec = parseSpec(text, 'str');
  if (spec.type !== '' && spec.type !== 's') throw unknownType(spec.type, 'str');
  if (spec.sign !== '') throw valueError('Sign not allowed in string format specifier');
  if (spec.alternate) throw valueError('Alternate form (#) not allowed in string format specifier');
  if (spec.grouping) throw valueError(`Cannot specify '${spec.grouping}' with 's'.`);
  if (spec.align === '=' && !text.startsWith('0'))
    throw valueError("'=' alignment not allowed in string format specifier");
  const shown = spec.precision === null ? value : sliceText(value, 0, spec.precision);
  return pad('', shown, { ...spec, align: spec.align === '=' ? '<' : spec.align || '<' });
}

const BASES: Record<string, [base: number, prefix: string]> = {
  b: [2, '0b'],
  o: [8, '0o'],
  x: [16, '0x'],
  X: [16, '0X'],
  d: [10, ''],
  n: [10, ''],
  '': [10, ''],
};

export function formatNumber(value: unknown, text: string): string {
  const typeName = isFloatNumber(value) ? 'float' : 'int';
  const spec = parseSpec(text, typeName);
  if (typeName === 'int' && (Object.hasOwn(BASES, spec.type) || spec.type === 'c'))
    return formatInteger(toBig(value), spec);
  if (!/^[eEfFgGn%]?$/.test(spec.type)) throw unknownType(spec.type, typeName);
  return formatDouble(toDouble(value), spec);
}

function unknownType(type: string, typeName: string): Error {
  return valueError(`Unknown format code '${type}' for object of type '${typeName}'`);
}

function formatInteger(value: bigint, spec: Spec): string {
  if (spec.precision !== null) throw valueError('Precision not allowed in integer format specifier');
  if (spec.noNegativeZero)
    throw valueError("Negative zero coercion (z) not allowed in format specifier with integer format code 'd'");
  if (spec.type === 'c') {
    if (spec.sign) throw valueError("Sign not allowed with integer format specifier 'c'");
    if (value < 0n || value > 0x10ffffn) throw valueError('%c arg not in range(0x110000)');
    return pad('', String.fromCodePoint(Number(value)), spec);
  }
  const [base, prefix] = BASES[spec.type] as [number, string];
  if (spec.grouping === ',' && base !== 10) throw valueError(`Cannot specify ',' with '${spec.type}'.`);
  let digits = (value < 0n ? -value : value).toString(base);
  if (spec.type === 'X') digits = digits.toUpperCase();
  const size = base === 10 ? 3 : 4;
  return padNumber(signOf(value < 0n, spec) + (spec.alternate ? prefix : ''), digits, '', spec, size);
}

function formatDouble(value: number, spec: Spec): string {
  const type = spec.type;
  let negative = value < 0 || Object.is(value, -0);
  const size = Math.abs(value);
  const percent = type === '%';
  let body: string;
  if (!Number.isFinite(size)) {
    body = Number.isNaN(size) ? 'nan' : 'inf';
    if (/[EFG]/.test(type)) body = body.toUpperCase();
    if (percent) body += '%';
    return padNumber(signOf(negative && !Number.isNaN(value), spec), body, '', { ...spec, grouping: '' }, 3);
  }
  if (percent) body = `${fixed(size * 100, spec.precision ?? 6)}`;
  else if (type === '' && spec.precision === null) body = formatFloat(size);
  else if (/[eE]/.test(type)) body = exponential(size, spec.precision ?? 6, spec.alternate);
  else if (/[fF]/.test(type)) body = fixed(size, spec.precision ?? 6);
  else body = general(size, spec.precision ?? 6, spec.alternate, type === '');
  if (spec.alternate && !body.includes('.')) body = body.replace(/^\d+/, '$&.');
  if (/[EG]/.test(type)) body = body.toUpperCase();
  if (spec.noNegativeZero && negative && !/[1-9]/.test(body.replace(/e.*/i, ''))) negative = false;
  const [whole = ''] = /^\d+/.exec(body) ?? [];
  return padNumber(signOf(negative, spec), whole, body.slice(whole.length) + (percent ? '%' : ''), spec, 3);
}

function signOf(negative: boolean, spec: Spec): string {
  if (negative) return '-';
  return spec.sign === '+' || spec.sign === ' ' ? spec.sign : '';
}

/** With exactly so many digits after the point. */
function fixed(value: number, precision: number): string {
  const digits = String(roundExact(value, precision)).padStart(precision + 1, '0');
  return precision === 0 ? digits : `${digits.slice(0, -precision)}.${digits.slice(-precision)}`;
}

/** The digits (one before the point, so many after) and the exponent. */
function scientific(value: number, precision: number): [digits: string, exponent: number] {
  if (value === 0) return ['0'.repeat(precision + 1), 0];
  let exponent = Math.floor(Math.log10(value));
  for (const delta of [-1, 0, 1]) {
    const digits = String(roundExact(value, precision - (exponent + delta)));
    if (digits.length === precision + 1) {
      exponent += delta;
      return [digits, exponent];
    }
  }
  const digits = String(roundExact(value, precision - exponent)).slice(0, precision + 1);
  return [digits, exponent];
}

function withExponent(digits: string, exponent: number, alternate: boolean): string {
  const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits + (alternate ? '.' : '');
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function exponential(value: number, precision: number, alternate: boolean): string {
  const [digits, exponent] = scientific(value, precision);
  return withExponent(digits, exponent, alternate);
}

/** `g`; without a type, a fraction is always shown. */
function general(value: number, precision: number, alternate: boolean, showPoint: boolean): string {
  const places = precision === 0 ? 1 : precision;
  const [digits, exponent] = scientific(value, places - 1);
  if (exponent < -4 || exponent >= places - (showPoint ? 1 : 0)) {
    const shown = alternate ? digits : digits.replace(/0+$/, '') || '0';
    return withExponent(shown, exponent, alternate);
  }
  let text = fixed(value, Math.max(0, places - 1 - exponent));
  if (!alternate && text.includes('.')) text = text.replace(/\.?0+$/, '');
  return showPoint && !text.includes('.') ? `${text}.0` : text;
}

/** Pads a number, with its whole part in groups; zeros that pad are grouped as well. */
function padNumber(prefix: string, whole: string, rest: string, spec: Spec, size: number): string {
  const group = (digits: string): string =>
    spec.grouping ? digits.replace(new RegExp(`\\B(?=(?:[0-9a-fA-F]{${size}})+$)`, 'g'), spec.grouping) : digits;
  let shown = group(whole);
  if (spec.zero && spec.fill === '0' && spec.align === '=' && spec.grouping) {
    let digits = whole;
    while (prefix.length + group(digits).length + rest.length < spec.width) {
      digits = `0${digits}`;
      shown = group(digits);
    }
  }
  return pad(prefix, shown + rest, spec);
}

function pad(prefix: string, body: string, spec: Spec): string {
  const missing = spec.width - textLength(prefix) - textLength(body);
  if (missing <= 0) return prefix + body;
  switch (spec.align || '>') {
    case '<':
      return prefix + body + spec.fill.repeat(missing);
    case '=':
      return prefix + spec.fill.repeat(missing) + body;
    case '^': {
      const left = Math.floor(missing / 2);
      return spec.fill.repeat(left) + prefix + body + spec.fill.repeat(missing - left);
    }
    default:
      return spec.fill.repeat(missing) + prefix + body;
  }
}
