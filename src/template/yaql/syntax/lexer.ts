/** Cuts an expression into tokens. */

import { characterByName } from '../../regex/index.ts';
import { float, integer } from '../../value.ts';
import { YaqlError } from '../errors.ts';
import { OPERATORS, SYMBOLS } from './operators.ts';

export type Token =
  | { kind: 'constant'; value: unknown; position: number; text: string }
  | { kind: 'keyword'; value: string; position: number; text: string }
  | { kind: 'dollar'; value: string; position: number; text: string }
  | { kind: 'function'; value: string; position: number; text: string }
  | { kind: 'symbol'; value: string; position: number; text: string };

const WORD = '[\\p{L}\\p{N}_]';
const LETTER = '[\\p{L}\\p{Nl}\\p{No}_]';
const START = `(?<!${WORD})`;
const END = `(?!${WORD})`;

const SPACE = /[ \t\r\n]+/uy;
const DOLLAR = new RegExp(`\\$${WORD}*`, 'uy');
const NUMBER = new RegExp(`${START}\\p{Nd}+(?:\\.?\\p{Nd}+)?${END}`, 'uy');
const FUNCTION = new RegExp(`${START}${LETTER}${WORD}*\\(`, 'uy');
const KEYWORD = new RegExp(`(?!__)${START}${LETTER}${WORD}*`, 'uy');
const SINGLE_QUOTED = /'(?:[^'\\]|\\[^\n])*'/uy;
const DOUBLE_QUOTED = /"(?:[^"\\]|\\[^\n])*"/uy;
const VERBATIM = /`(?:[^`\\]|\\[^\n])*`/uy;

const CONSTANTS: Record<string, unknown> = { true: true, false: false, null: null };

/** Throws YaqlLexicalException, or UnicodeDecodeError for a malformed escape. */
export function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = position;
    return pattern.exec(expression)?.[0];
  };
  while (position < expression.length) {
    const space = take(SPACE);
    if (space) {
      position += space.length;
      continue;
    }
    const token = nextToken(take, position, expression);
    if (!token) {
      const char = String.fromCodePoint(expression.codePointAt(position) ?? 0);
      const message = `Lexical error: illegal character '${char}' at position ${position}`;
      throw new YaqlError('YaqlLexicalException', message, position);
    }
    tokens.push(token);
    position += token.text.length;
  }
  return tokens;
}

type Take = (pattern: RegExp) => string | undefined;

function nextToken(take: Take, position: number, expression: string): Token | undefined {
  const first = expression[position] as string;
  if (first === '$') {
    const text = take(DOLLAR) ?? first;
    return { kind: 'dollar', value: text, position, text };
  }
  if (first === "'" || first === '"') {
    const text = take(first === "'" ? SINGLE_QUOTED : DOUBLE_QUOTED);
    return text === undefined
      ? undefined
      : { kind: 'constant', value: decodeEscapes(text.slice(1, -1)), position, text };
  }
  if (first === '`') {
    const text = take(VERBATIM);
    return text === undefined
      ? undefined
      : { kind: 'constant', value: text.slice(1, -1).replaceAll('\\`', '`'), position, text };
  }
  const symbol = SYMBOLS.find((known) => expression.startsWith(known, position));
  if (symbol !== undefined) return { kind: 'symbol', value: symbol, position, text: symbol };
  let text = take(NUMBER);
  if (text !== undefined) return { kind: 'constant', value: readNumber(text), position, text };
  text = take(FUNCTION);
  if (text !== undefined) return { kind: 'function', value: text.slice(0, -1), position, text };
  text = take(KEYWORD);
  return text === undefined ? undefined : wordToken(text, position);
}

function wordToken(text: string, position: number): Token {
  if (Object.hasOwn(OPERATORS, text)) return { kind: 'symbol', value: text, position, text };
  if (Object.hasOwn(CONSTANTS, text)) return { kind: 'constant', value: CONSTANTS[text], position, text };
  return { kind: 'keyword', value: text, position, text };
}

/** Decimal digits of any script count. */
function readNumber(text: string): unknown {
  const ascii = text.replace(/[^0-9.]/gu, (digit) => String(digitValue(digit.codePointAt(0) ?? 0)));
  if (ascii.includes('.')) return float(Number(ascii));
  if (ascii.length > MAX_DIGITS) {
    throw new YaqlError('ValueError', `Exceeds the limit (${MAX_DIGITS} digits) for integer string conversion`);
  }
  return integer(BigInt(ascii));
}

/** Python reads no longer integers. */
const MAX_DIGITS = 4300;

/** Digits come in runs of ten. */
export function digitValue(code: number): number {
  const isDigit = (c: number): boolean => /^\p{Nd}$/u.test(String.fromCodePoint(c));
  let first = code;
  while (isDigit(first - 1)) first--;
  return (code - first) % 10;
}

const ESCAPE = /\\(U.{8}|u.{4}|x.{2}|[0-7]{1,3}|N\{[^}]+\}|[\\'"abfnrtv])/gu;
const SINGLE: Record<string, string> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function decodeEscapes(text: string): string {
  return text.replace(ESCAPE, (whole: string, body: string) => {
    const kind = body[0] as string;
    if (kind === 'x' || kind === 'u' || kind === 'U') {
      const digits = body.slice(1);
      const code = Number.parseInt(digits, 16);
      if (!/^[0-9a-fA-F]+$/.test(digits) || code > 0x10ffff) throw badEscape(whole);
      return String.fromCodePoint(code);
    }
    if (kind === 'N') {
      const code = characterByName(body.slice(2, -1));
      if (code === undefined) throw badEscape(whole);
      return String.fromCodePoint(code);
    }
    return SINGLE[body] ?? String.fromCodePoint(Number.parseInt(body, 8));
  });
}

function badEscape(escape: string): YaqlError {
  return new YaqlError('UnicodeDecodeError', `'unicodeescape' codec can't decode ${escape}`);
}
