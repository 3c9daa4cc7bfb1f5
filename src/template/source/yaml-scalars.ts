/**
 * What a YAML 1.1 scalar means, as Heat reads it: `yes` and `off` are booleans, `1_000`, `0x1F`, `017` and `12:30`
 * integers, `1e3` is a string (a float needs a point and a signed exponent), and so is every date.
 */
import { toInteger } from '../schema/numbers.ts';
import { float, integer, type Scalar } from '../value.ts';

/** Thrown where a scalar does not fit its tag; the reader adds where. */
export class BadScalar extends Error {}

const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ...['yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
]);
const LONGEST_WORD = 5;

const INTEGER =
  /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/** Most numbers are such: as they stand, and exact. */
const PLAIN_INTEGER = /^(?:0|[1-9][0-9]{0,14})$/;

/** Stands for the scalars `<<` and `=`, which mean something as keys only. */
export const MERGE = Symbol('<<');
export const VALUE_KEY = Symbol('=');

/** The meaning of a plain scalar without a tag. */
export function plainScalar(text: string): Scalar | typeof MERGE | typeof VALUE_KEY {
  if (text.length <= LONGEST_WORD) {
    const word = WORDS.get(text);
    if (word !== undefined) return word;
    if (text === '<<') return MERGE;
    if (text === '=') return VALUE_KEY;
  }
  const first = text.charCodeAt(0);
  // Numbers begin with + - . or a digit.
  if (first > 57 || first < 43 || first === 44 || first === 47) return text;
  if (PLAIN_INTEGER.test(text)) return Number(text);
  if (FLOAT.test(text)) return readFloat(text);
  if (INTEGER.test(text)) return readInteger(text);
  return text;
}

type ScalarTag = (text: string) => unknown;

/** Tags that a scalar may have, below `tag:yaml.org,2002:`. Dates stay texts. */
export const SCALAR_TAGS: Readonly<Record<string, ScalarTag>> = {
  str: (text) => text,
  timestamp: (text) => text,
  null: () => null,
  bool: (text) => {
    const word = WORDS.get(text.toLowerCase());
    if (typeof word !== 'boolean') throw new BadScalar(`"${text}" is no boolean`);
    return word;
  },
  int: readInteger,
  float: readFloat,
  binary: readBinary,
};

/** An integer of more digits than this can no longer be written down, of whatever base it is; and no spelling of one is longer than that. */
const MAX_DIGITS = 4300;
const MAX_LENGTH = 16_384;
const TOO_LARGE = 10n ** BigInt(MAX_DIGITS);

function readInteger(text: string): number | bigint {
  if (text.length > MAX_LENGTH) throw new BadScalar(`an integer may have ${MAX_DIGITS} digits at most`);
  const integer = readWhole(text);
  if (typeof integer === 'bigint' && (integer >= TOO_LARGE || integer <= -TOO_LARGE))
    throw new BadScalar(`an integer may have ${MAX_DIGITS} digits at most`);
  return integer;
}

function readWhole(text: string): number | bigint {
  const [negative, digits] = signed(text.replaceAll('_', ''));
  const magnitude = readMagnitude(digits);
  return integer(negative ? -magnitude : magnitude);
}

function readMagnitude(digits: string): bigint {
  if (/^0b[01]+$/.test(digits) || /^0x[0-9a-f]+$/i.test(digits)) return BigInt(digits);
  if (/^0[0-7]+$/.test(digits)) return BigInt(`0o${digits}`);
  if (digits.includes(':'))
    return digits.split(':').reduce((sum, part) => sum * 60n + readMagnitude(part.replace(/^0(?=\d)/, '')), 0n);
  if (/^0[0-9box]/i.test(digits)) throw new BadScalar(`"${digits}" is no integer`);
  try {
    return BigInt(toInteger(digits));
  } catch {
    throw new BadScalar(`"${digits.slice(0, 50)}" is no integer`);
  }
}

function signed(text: string): [negative: boolean, rest: string] {
  const sign = text[0];
  return sign === '-' || sign === '+' ? [sign === '-', text.slice(1)] : [false, text];
}

function readFloat(text: string): Scalar {
  const [negative, digits] = signed(text.replaceAll('_', '').toLowerCase());
  const magnitude = floatMagnitude(digits);
  return float(negative ? -magnitude : magnitude);
}

function floatMagnitude(digits: string): number {
  if (digits === '.inf') return Number.POSITIVE_INFINITY;
  if (digits === '.nan') return Number.NaN;
  if (digits.includes(':')) return digits.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  if (!/^(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/.test(digits)) {
    if (/^(?:inf|infinity)$/.test(digits)) return Number.POSITIVE_INFINITY;
    if (digits === 'nan') return Number.NaN;
    throw new BadScalar(`"${digits.slice(0, 50)}" is no number`);
  }
  return Number(digits);
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64; characters outside of its alphabet do not count, missing padding does. */
function readBinary(text: string): Uint8Array {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  let padding = 0;
  for (const char of text) {
    if (char.charCodeAt(0) > 127) throw new BadScalar('binary data must be written in ASCII');
    if (char === '=') {
      padding++;
      if (held >= 2 && held + padding >= 4) break;
      continue;
    }
    const value = BASE64.indexOf(char);
    if (value < 0) continue;
    padding = 0;
    bits = (bits << 6) | value;
    held++;
    if (held === 4) {
      bytes.push(bits >> 16, (bits >> 8) & 0xff, bits & 0xff);
      bits = held = 0;
    }
  }
  if (held === 1 || (held > 1 && held + padding < 4)) throw new BadScalar('binary data is cut short');
  if (held === 2) bytes.push(bits >> 4);
  if (held === 3) bytes.push(bits >> 10, (bits >> 2) & 0xff);
  return Uint8Array.from(bytes);
}
