/**
 * Characters as Python's `re` sorts them: categories (`\d`, `\s`, `\w`), sets, and folding of case.
 *
 * Case-insensitive matching compares folded characters: lowered first, then raised, so that characters
 * that share an upper case (`s` and `ſ`, `µ` and `μ`) match each other, as they do in Python.
 */

export type CharTest = (code: number) => boolean;

const DECIMAL = /^\p{Nd}$/u;
const WORD = /^[\p{L}\p{N}_]$/u;

/** Python's `str.isspace`. */
export function isSpace(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 9 && code <= 13) || (code >= 0x1c && code <= 0x1f);
  if (code < 0x1680) return code === 0x85 || code === 0xa0;
  return (
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

const isAsciiDigit: CharTest = (code) => code >= 48 && code <= 57;
const isAsciiSpace: CharTest = (code) => code === 32 || (code >= 9 && code <= 13);
const isAsciiWord: CharTest = (code) =>
  isAsciiDigit(code) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;

export const isDigit: CharTest = (code) => (code < 128 ? isAsciiDigit(code) : DECIMAL.test(String.fromCodePoint(code)));
export const isWord: CharTest = (code) => (code < 128 ? isAsciiWord(code) : WORD.test(String.fromCodePoint(code)));

const not =
  (test: CharTest): CharTest =>
  (code) =>
    !test(code);

/** The tests behind `\d \D \s \S \w \W`, for all of Unicode and (flag `a`) for ASCII only. */
export const CATEGORIES: Record<string, { unicode: CharTest; ascii: CharTest }> = {
  d: { unicode: isDigit, ascii: isAsciiDigit },
  D: { unicode: not(isDigit), ascii: not(isAsciiDigit) },
  s: { unicode: isSpace, ascii: isAsciiSpace },
  S: { unicode: not(isSpace), ascii: not(isAsciiSpace) },
  w: { unicode: isWord, ascii: isAsciiWord },
  W: { unicode: not(isWord), ascii: not(isAsciiWord) },
};

function firstCode(text: string): number {
  return text.codePointAt(0) ?? 0;
}

function lower(code: number): number {
  if (code < 128) return code >= 65 && code <= 90 ? code + 32 : code;
  return firstCode(String.fromCodePoint(code).toLowerCase());
}

function fold(code: number): string {
  return String.fromCodePoint(lower(code)).toUpperCase();
}

let foldClasses: Map<string, number[]> | undefined;

/** All characters that differ from this one in case only, itself included. */
function caseVariants(code: number, ascii: boolean): readonly number[] {
  if (ascii) {
    if (code >= 65 && code <= 90) return [code, code + 32];
    return code >= 97 && code <= 122 ? [code, code - 32] : [code];
  }
  if (!foldClasses) {
    foldClasses = new Map();
    for (let c = 0; c < 0x1f000; c++) {
      if (c >= 0xd800 && c < 0xe000) continue;
      const text = String.fromCodePoint(c);
      if (text.toLowerCase() === text && text.toUpperCase() === text) continue;
      const key = fold(c);
      const known = foldClasses.get(key);
      if (known) known.push(c);
      else foldClasses.set(key, [c]);
    }
  }
  return foldClasses.get(fold(code)) ?? [code];
}

/** One item of a set in brackets. */
export type SetItem = { from: number; to: number } | { test: CharTest };

export interface CharFlags {
  ignoreCase: boolean;
  ascii: boolean;
}

/** The test of a set in brackets. */
export function setTest(items: readonly SetItem[], negate: boolean, flags: CharFlags): CharTest {
  const contains = (code: number): boolean => {
    for (const item of items) {
      if ('test' in item ? item.test(code) : code >= item.from && code <= item.to) return true;
    }
    return false;
  };
  const matches = flags.ignoreCase
    ? (code: number): boolean => contains(code) || caseVariants(code, flags.ascii).some(contains)
    : contains;
  const latin = new Uint8Array(256);
  for (let code = 0; code < 256; code++) latin[code] = matches(code) !== negate ? 1 : 0;
  return (code) => (code < 256 ? latin[code] === 1 : matches(code) !== negate);
}

/** The test of a literal that ignores case; undefined where case makes no difference. */
export function foldedLiteral(code: number, ascii: boolean): CharTest | undefined {
  const variants = caseVariants(code, ascii);
  if (variants.length === 1) return undefined;
  return (other) => variants.includes(other);
}

/** Whether two characters differ at most in case. */
export function sameIgnoringCase(a: number, b: number, ascii: boolean): boolean {
  return a === b || caseVariants(a, ascii).includes(b);
}
