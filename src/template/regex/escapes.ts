/** Backslash escapes that name one character, inside and outside of brackets. */

import { characterByName } from './names.ts';
import { HEX_DIGITS, isAsciiLetter, OCTAL_DIGITS, type Scanner } from './scanner.ts';

const HEX_LENGTH: Record<string, number> = { x: 2, u: 4, U: 8 };

/** `\x41`, `\u0041`, `\U00000041`, `\N{NAME}`; undefined if the escape is of no such kind. */
export function numericEscape(source: Scanner, escape: string): number | undefined {
  const letter = escape.slice(1);
  const length = HEX_LENGTH[letter];
  if (length !== undefined) {
    const digits = source.takeWhile(length, HEX_DIGITS);
    const whole = escape + digits;
    if (digits.length !== length) throw source.error(`incomplete escape ${whole}`, whole.length);
    const code = Number.parseInt(digits, 16);
    if (code > 0x10ffff) throw source.error(`bad escape ${whole}`, whole.length);
    return code;
  }
  if (letter === 'N') {
    if (!source.accept('{')) throw source.error('missing {');
    const name = source.takeUntil('}', 'character name');
    const code = characterByName(name);
    if (code === undefined) throw source.error(`undefined character name '${name}'`, name.length + 4);
    return code;
  }
  return undefined;
}

/** The octal number that begins with this escape's digit, of up to three digits. */
export function octalEscape(source: Scanner, escape: string): number {
  const whole = escape + source.takeWhile(2, OCTAL_DIGITS);
  return checkOctal(source, whole);
}

export function checkOctal(source: Scanner, whole: string): number {
  const code = Number.parseInt(whole.slice(1), 8);
  if (code > 0o377) {
    throw source.error(`octal escape value ${whole} outside of range 0-0o377`, whole.length);
  }
  return code;
}

/** Any other character after a backslash stands for itself, but an unknown ASCII letter or digit is an error. */
export function plainEscape(source: Scanner, escape: string): number {
  const letter = escape.slice(1);
  if (isAsciiLetter(letter) || /^\d$/.test(letter)) throw source.error(`bad escape ${escape}`, escape.length);
  return letter.codePointAt(0) ?? 0;
}
