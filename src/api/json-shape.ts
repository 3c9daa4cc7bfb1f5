/**
 * JSON from outside is looked at before it is read: how deep it is nested and how long its numbers are. Both cost nothing to send, while the first
 * would end the stack of whatever walks through the tree later, and the second takes time by the square to read.
 */

/** Deeper than any template that people write; each level of nesting is one. */
export const MOST_LEVELS = 256;
/** Digits, sign, point and exponent together. */
export const LONGEST_NUMBER = 1_000;

const [QUOTE, BACKSLASH, BRACE, BRACKET, ZERO, NINE, POINT] = [0x22, 0x5c, 0x7b, 0x5b, 0x30, 0x39, 0x2e];

/** What is wrong with the shape; null where nothing is. The text need not be JSON. */
export function shapeOf(bytes: Uint8Array): string | null {
  let level = 0;
  let digits = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      at = endOfText(bytes, at);
      digits = 0;
    } else if (byte === BRACE || byte === BRACKET) {
      if (++level > MOST_LEVELS) return `it is nested too deeply: ${MOST_LEVELS} levels at most`;
      digits = 0;
    } else if (byte === BRACE + 2 || byte === BRACKET + 2) {
      level--;
      digits = 0;
    } else if (byte >= ZERO && byte <= NINE) {
      if (++digits > LONGEST_NUMBER) return `a number in it is too long: ${LONGEST_NUMBER} digits at most`;
    } else if (byte !== POINT) digits = 0;
  }
  return null;
}

/** Index of the quote that ends the text which begins at `at`, or of the last byte. */
function endOfText(bytes: Uint8Array, at: number): number {
  let end = bytes.indexOf(QUOTE, at + 1);
  while (end > 0 && isEscaped(bytes, end)) end = bytes.indexOf(QUOTE, end + 1);
  return end < 0 ? bytes.length : end;
}

/** An odd number of backslashes before it. */
function isEscaped(bytes: Uint8Array, at: number): boolean {
  let before = at - 1;
  while (bytes[before] === BACKSLASH) before--;
  return (at - before) % 2 === 0;
}
