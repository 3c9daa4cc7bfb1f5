/** Reads a pattern or a replacement template by code points; a backslash comes with the character after it. */
import { RegexSyntaxError } from './errors.ts';

export class Scanner {
  readonly text: string;
  readonly codes: string[];
  /** The next token, undefined at the end. */
  next: string | undefined;
  #index = 0;

  constructor(text: string) {
    this.text = text;
    this.codes = Array.from(text);
    this.#advance();
  }

  get position(): number {
    return this.#index - (this.next === undefined ? 0 : Array.from(this.next).length);
  }

  take(): string | undefined {
    const token = this.next;
    this.#advance();
    return token;
  }

  accept(token: string): boolean {
    if (this.next !== token) return false;
    this.#advance();
    return true;
  }

  seek(position: number): void {
    this.#index = position;
    this.#advance();
  }

  takeWhile(limit: number, allowed: string): string {
    let result = '';
    while (result.length < limit && this.next !== undefined && this.next.length === 1 && allowed.includes(this.next)) {
      result += this.next;
      this.#advance();
    }
    return result;
  }

  takeUntil(terminator: string, what: string): string {
    let result = '';
    for (;;) {
      const token = this.take();
      if (token === undefined) {
        throw this.error(result === '' ? `missing ${what}` : `missing ${terminator}, unterminated name`, result.length);
      }
      if (token === terminator) {
        if (result === '') throw this.error(`missing ${what}`, 1);
        return result;
      }
      result += token;
    }
  }

  error(message: string, back = 0, pythonClass: RegexSyntaxError['pythonClass'] = 'error'): RegexSyntaxError {
    return new RegexSyntaxError(message, this.text, this.position - back, pythonClass);
  }

  #advance(): void {
    const code = this.codes[this.#index];
    if (code === undefined) {
      this.next = undefined;
      return;
    }
    if (code === '\\') {
      const escaped = this.codes[this.#index + 1];
      if (escaped === undefined) {
        throw new RegexSyntaxError('bad escape (end of pattern)', this.text, this.codes.length - 1);
      }
      this.#index += 2;
      this.next = code + escaped;
    } else {
      this.#index += 1;
      this.next = code;
    }
  }
}

export const DIGITS = '0123456789';
export const OCTAL_DIGITS = '01234567';
export const HEX_DIGITS = '0123456789abcdefABCDEF';
const IDENTIFIER = /^[\p{XID_Start}_][\p{XID_Continue}]*$/u;

export function isIdentifier(text: string): boolean {
  return IDENTIFIER.test(text);
}

/** A group's number as Python's `int()` reads it; undefined where it does not. */
export function groupNumber(text: string): number | undefined {
  return /^\s*\+?\d+(_\d+)*\s*$/.test(text) ? Number(text.replaceAll('_', '').trim()) : undefined;
}

export function isAsciiLetter(text: string): boolean {
  return /^[A-Za-z]$/.test(text);
}

/** Escapes that stand for one control character. */
export const SIMPLE_ESCAPES: Record<string, number> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92 };
