/**
 * Parses a pattern in the syntax of Python 3.11's `re`, with its errors.
 *
 * Flags are applied while parsing (a global `(?i)` may only stand at the very start), so that the tree
 * holds finished character tests and needs no flags any more.
 */
import { CATEGORIES, foldedLiteral, type SetItem, setTest } from './characters.ts';
import type { RegexSyntaxError } from './errors.ts';
import { checkOctal, numericEscape, octalEscape, plainEscape } from './escapes.ts';
import { DIGITS, groupNumber, isIdentifier, OCTAL_DIGITS, Scanner, SIMPLE_ESCAPES } from './scanner.ts';
import { type Node, type Pattern, type RepeatMode, width } from './syntax.ts';

export interface Flags {
  ignoreCase: boolean;
  multiLine: boolean;
  dotAll: boolean;
  verbose: boolean;
  ascii: boolean;
}

const INLINE_FLAGS: Record<string, keyof Flags | 'unicode' | 'locale'> = {
  i: 'ignoreCase',
  m: 'multiLine',
  s: 'dotAll',
  x: 'verbose',
  a: 'ascii',
  u: 'unicode',
  L: 'locale',
};

/** Python's parser runs out of stack near this depth. */
const MAX_DEPTH = 480;
/** Repetition counts from here on overflow in Python. */
const MAX_REPEAT = 4294967295;
const SPECIAL = '.\\[{()*+?^$|';

export function parsePattern(pattern: string, flags: Flags): Pattern {
  return new PatternParser(pattern, flags).parse();
}

interface Quantifier {
  min: number;
  max: number;
}

class PatternParser {
  readonly #source: Scanner;
  readonly #global: Flags;
  readonly #names = new Map<string, number>();
  readonly #open = new Set<number>();
  readonly #forwardReferences = new Map<number, RegexSyntaxError>();
  readonly #widths = new Map<number, [number, number]>();
  #groups = 1;
  #lookbehindGroups: number | null = null;
  #depth = 0;

  constructor(pattern: string, flags: Flags) {
    this.#source = new Scanner(pattern);
    this.#global = { ...flags };
  }

  parse(): Pattern {
    const root = this.#alternatives(this.#global, true);
    if (this.#source.next !== undefined) throw this.#source.error('unbalanced parenthesis');
    for (const [group, error] of this.#forwardReferences) if (group >= this.#groups) throw error;
    return { root, groups: this.#groups - 1, names: this.#names };
  }

  #alternatives(flags: Flags, top: boolean): Node {
    if (++this.#depth > MAX_DEPTH) {
      throw this.#source.error('the pattern is nested too deeply', 0, 'RecursionError');
    }
    const items: Node[] = [];
    do items.push(this.#sequence(flags, top && items.length === 0));
    while (this.#source.accept('|'));
    this.#depth--;
    return items.length === 1 ? (items[0] as Node) : { kind: 'branch', alternatives: items };
  }

  #sequence(flags: Flags, first: boolean): Node {
    const source = this.#source;
    const items: Node[] = [];
    while (source.next !== undefined && source.next !== '|' && source.next !== ')') {
      const token = source.take() as string;
      if (flags.verbose && this.#skipVerbose(token)) continue;
      if (token.startsWith('\\')) items.push(this.#escape(token, flags));
      else if (!SPECIAL.includes(token)) items.push(literal(token.codePointAt(0) ?? 0, flags));
      else if (token === '[') items.push(this.#set(flags));
      else if ('*+?{'.includes(token)) {
        const here = source.position;
        const quantifier = this.#quantifier(token);
        if (quantifier) this.#repeat(items, quantifier, here, token);
        else items.push(literal(123, flags));
      } else if (token === '.') items.push({ kind: 'test', test: flags.dotAll ? () => true : (code) => code !== 10 });
      else if (token === '(') {
        const group = this.#group(flags, first && items.length === 0);
        if (group) items.push(group);
      } else if (token === '^') {
        items.push({ kind: 'at', position: flags.multiLine ? 'lineStart' : 'start', ascii: flags.ascii });
      } else {
        items.push({ kind: 'at', position: flags.multiLine ? 'lineEnd' : 'end', ascii: flags.ascii });
      }
    }
    return items.length === 1 ? (items[0] as Node) : { kind: 'sequence', items };
  }

  #skipVerbose(token: string): boolean {
    if (' \t\n\r\v\f'.includes(token)) return true;
    if (token !== '#') return false;
    for (let skipped = this.#source.take(); skipped !== undefined && skipped !== '\n'; ) skipped = this.#source.take();
    return true;
  }

  #escape(escape: string, flags: Flags): Node {
    const source = this.#source;
    const letter = escape.slice(1);
    const category = Object.hasOwn(CATEGORIES, letter) ? CATEGORIES[letter] : undefined;
    if (category) return { kind: 'test', test: flags.ascii ? category.ascii : category.unicode };
    if (letter === 'A') return { kind: 'at', position: 'start', ascii: flags.ascii };
    if (letter === 'Z') return { kind: 'at', position: 'textEnd', ascii: flags.ascii };
    if (letter === 'b') return { kind: 'at', position: 'boundary', ascii: flags.ascii };
    if (letter === 'B') return { kind: 'at', position: 'notBoundary', ascii: flags.ascii };
    const simple = Object.hasOwn(SIMPLE_ESCAPES, letter) ? SIMPLE_ESCAPES[letter] : undefined;
    if (simple !== undefined) return literal(simple, flags);
    const code = numericEscape(source, escape);
    if (code !== undefined) return literal(code, flags);
    if (letter === '0') return literal(octalEscape(source, escape), flags);
    if (letter.length === 1 && DIGITS.includes(letter)) return this.#numberEscape(escape, flags);
    return literal(plainEscape(source, escape), flags);
  }

  /** `\12` is a reference to group 12, `\123` an octal number. */
  #numberEscape(escape: string, flags: Flags): Node {
    const source = this.#source;
    let whole = escape;
    if (isOneOf(source.next, DIGITS)) {
      whole += source.take();
      if (
        OCTAL_DIGITS.includes(whole[1] ?? '') &&
        OCTAL_DIGITS.includes(whole[2] ?? '') &&
        isOneOf(source.next, OCTAL_DIGITS)
      ) {
        whole += source.take();
        return literal(checkOctal(source, whole), flags);
      }
    }
    const group = Number(whole.slice(1));
    if (group >= this.#groups) throw source.error(`invalid group reference ${group}`, whole.length - 1);
    return this.#reference(group, flags, whole.length);
  }

  #reference(group: number, flags: Flags, length: number): Node {
    if (this.#open.has(group)) throw this.#source.error('cannot refer to an open group', length);
    this.#checkLookbehind(group);
    return { kind: 'backreference', group, ignoreCase: flags.ignoreCase, ascii: flags.ascii };
  }

  #checkLookbehind(group: number): void {
    if (this.#lookbehindGroups === null) return;
    if (this.#open.has(group)) throw this.#source.error('cannot refer to an open group');
    if (group >= this.#lookbehindGroups) {
      throw this.#source.error('cannot refer to group defined in the same lookbehind subpattern');
    }
  }

  #set(flags: Flags): Node {
    const source = this.#source;
    const here = source.position - 1;
    const negate = source.accept('^');
    const items: SetItem[] = [];
    const take = (): string => {
      const token = source.take();
      if (token === undefined) throw source.error('unterminated character set', source.position - here);
      return token;
    };
    for (;;) {
      const token = take();
      if (token === ']' && items.length > 0) break;
      const low = this.#setMember(token, flags);
      if (!source.accept('-')) {
        items.push(low);
        continue;
      }
      const last = take();
      if (last === ']') {
        items.push(low, { from: 45, to: 45 });
        break;
      }
      const high = this.#setMember(last, flags);
      if ('test' in low || 'test' in high || high.from < low.from) {
        throw source.error(`bad character range ${token}-${last}`, token.length + 1 + last.length);
      }
      items.push({ from: low.from, to: high.from });
    }
    return { kind: 'test', test: setTest(items, negate, flags) };
  }

  #setMember(token: string, flags: Flags): SetItem {
    const code = token.startsWith('\\') ? this.#setEscape(token, flags) : (token.codePointAt(0) ?? 0);
    return typeof code === 'number' ? { from: code, to: code } : code;
  }

  #setEscape(escape: string, flags: Flags): number | SetItem {
    const letter = escape.slice(1);
    if (Object.hasOwn(SIMPLE_ESCAPES, letter)) return SIMPLE_ESCAPES[letter] as number;
    const category = Object.hasOwn(CATEGORIES, letter) ? CATEGORIES[letter] : undefined;
    if (category) return { test: flags.ascii ? category.ascii : category.unicode };
    const code = numericEscape(this.#source, escape);
    if (code !== undefined) return code;
    if (letter.length === 1 && OCTAL_DIGITS.includes(letter)) return octalEscape(this.#source, escape);
    return plainEscape(this.#source, escape);
  }

  /** The counts of a quantifier; null for a brace that is none. */
  #quantifier(token: string): Quantifier | null {
    if (token === '?') return { min: 0, max: 1 };
    if (token === '*') return { min: 0, max: Number.POSITIVE_INFINITY };
    if (token === '+') return { min: 1, max: Number.POSITIVE_INFINITY };
    const source = this.#source;
    if (source.next === '}') return null;
    const here = source.position;
    const low = source.takeWhile(Number.POSITIVE_INFINITY, DIGITS);
    const high = source.accept(',') ? source.takeWhile(Number.POSITIVE_INFINITY, DIGITS) : low;
    if (!source.accept('}')) {
      source.seek(here);
      return null;
    }
    const min = low === '' ? 0 : Number(low);
    const max = high === '' ? Number.POSITIVE_INFINITY : Number(high);
    if (min >= MAX_REPEAT || (high !== '' && max >= MAX_REPEAT)) {
      throw source.error('the repetition number is too large', 0, 'OverflowError');
    }
    if (max < min) throw source.error('min repeat greater than max repeat', source.position - here);
    return { min, max };
  }

  #repeat(items: Node[], { min, max }: Quantifier, here: number, token: string): void {
    const source = this.#source;
    const item = items.at(-1);
    const back = source.position - here + token.length;
    if (!item || item.kind === 'at') throw source.error('nothing to repeat', back);
    if (item.kind === 'repeat') throw source.error('multiple repeat', back);
    let mode: RepeatMode = 'greedy';
    if (source.accept('?')) mode = 'lazy';
    else if (source.accept('+')) mode = 'possessive';
    items[items.length - 1] = { kind: 'repeat', min, max, mode, body: item };
  }

  /** What follows an opening parenthesis; null where it adds nothing (comments, global flags). */
  #group(flags: Flags, first: boolean): Node | null {
    const source = this.#source;
    const start = source.position - 1;
    if (!source.accept('?')) return this.#capture(flags, start, null);
    const char = this.#takeInGroup();
    if (char === 'P') return this.#namedGroup(flags, start);
    if (char === ':') return { kind: 'group', index: null, body: this.#body(flags, start) };
    if (char === '>') return { kind: 'atomic', body: this.#body(flags, start) };
    if (char === '#') return this.#comment(start);
    if (char === '=' || char === '!') {
      return { kind: 'look', behind: false, negate: char === '!', body: this.#body(flags, start) };
    }
    if (char === '<') return this.#lookbehind(flags, start);
    if (char === '(') return this.#conditional(flags, start);
    if (char === '-' || Object.hasOwn(INLINE_FLAGS, char)) return this.#flagGroup(char, flags, start, first);
    throw source.error(`unknown extension ?${char}`, char.length + 1);
  }

  #takeInGroup(): string {
    const token = this.#source.take();
    if (token === undefined) throw this.#source.error('unexpected end of pattern');
    return token;
  }

  #body(flags: Flags, start: number): Node {
    const body = this.#alternatives(flags, false);
    this.#close(start);
    return body;
  }

  #close(start: number): void {
    if (!this.#source.accept(')')) {
      throw this.#source.error('missing ), unterminated subpattern', this.#source.position - start);
    }
  }

  #capture(flags: Flags, start: number, name: string | null): Node {
    const index = this.#groups++;
    if (name !== null) {
      const known = this.#names.get(name);
      if (known !== undefined) {
        const message = `redefinition of group name '${name}' as group ${index}; was group ${known}`;
        throw this.#source.error(message, name.length + 1);
      }
      this.#names.set(name, index);
    }
    this.#open.add(index);
    const node: Node = { kind: 'group', index, body: this.#body(flags, start) };
    this.#open.delete(index);
    width(node, this.#widths);
    return node;
  }

  #namedGroup(flags: Flags, start: number): Node {
    const source = this.#source;
    if (source.accept('<')) {
      const name = source.takeUntil('>', 'group name');
      this.#checkName(name);
      return this.#capture(flags, start, name);
    }
    if (source.accept('=')) {
      const name = source.takeUntil(')', 'group name');
      this.#checkName(name);
      const group = this.#names.get(name);
      if (group === undefined) throw source.error(`unknown group name '${name}'`, name.length + 1);
      return this.#reference(group, flags, name.length + 1);
    }
    const char = this.#takeInGroup();
    throw source.error(`unknown extension ?P${char}`, char.length + 2);
  }

  #checkName(name: string): void {
    if (!isIdentifier(name)) throw this.#source.error(`bad character in group name '${name}'`, name.length + 1);
  }

  #comment(start: number): null {
    const source = this.#source;
    for (;;) {
      if (source.next === undefined) throw source.error('missing ), unterminated comment', source.position - start);
      if (source.take() === ')') return null;
    }
  }

  #lookbehind(flags: Flags, start: number): Node {
    const source = this.#source;
    const char = this.#takeInGroup();
    if (char !== '=' && char !== '!') throw source.error(`unknown extension ?<${char}`, char.length + 2);
    const outer = this.#lookbehindGroups;
    if (outer === null) this.#lookbehindGroups = this.#groups;
    const body = this.#alternatives(flags, false);
    this.#lookbehindGroups = outer;
    this.#close(start);
    const [low, high] = width(body, new Map(this.#widths));
    if (low !== high) throw source.error('look-behind requires fixed-width pattern');
    return { kind: 'look', behind: true, negate: char === '!', body };
  }

  #conditional(flags: Flags, start: number): Node {
    const source = this.#source;
    const name = source.takeUntil(')', 'group name');
    const group = this.#conditionGroup(name);
    this.#checkLookbehind(group);
    const yes = this.#sequence(flags, false);
    const no = source.accept('|') ? this.#sequence(flags, false) : null;
    if (source.next === '|') throw source.error('conditional backref with more than two branches');
    this.#close(start);
    return { kind: 'conditional', group, yes, no };
  }

  #conditionGroup(name: string): number {
    const source = this.#source;
    if (isIdentifier(name)) {
      const named = this.#names.get(name);
      if (named === undefined) throw source.error(`unknown group name '${name}'`, name.length + 1);
      return named;
    }
    const group = groupNumber(name);
    if (group === undefined) throw source.error(`bad character in group name '${name}'`, name.length + 1);
    if (group === 0) throw source.error('bad group number', name.length + 1);
    if (!this.#forwardReferences.has(group)) {
      this.#forwardReferences.set(group, source.error(`invalid group reference ${group}`, name.length + 1));
    }
    return group;
  }

  #flagGroup(char: string, flags: Flags, start: number, first: boolean): Node | null {
    const source = this.#source;
    const changed = this.#inlineFlags(char);
    if (changed.scoped) {
      return { kind: 'group', index: null, body: this.#body({ ...flags, ...changed.flags }, start) };
    }
    if (!first) throw source.error('global flags not at the start of the expression', source.position - start);
    Object.assign(this.#global, changed.flags);
    return null;
  }

  /** Reads `i`, `im-s:`, `-x:` and so on, up to the closing `)` (global) or `:` (scoped). */
  #inlineFlags(first: string): { scoped: boolean; flags: Partial<Flags> } {
    const source = this.#source;
    const flags: Partial<Flags> = {};
    const added = new Set<string>();
    let char = first;
    const read = (enders: string, missing: string): string => {
      const next = source.take();
      if (next === undefined) throw source.error(missing);
      if (!enders.includes(next) && !Object.hasOwn(INLINE_FLAGS, next)) {
        throw source.error(/^\p{L}$/u.test(next) ? 'unknown flag' : missing, next.length);
      }
      return next;
    };
    if (char !== '-') {
      do {
        const flag = INLINE_FLAGS[char] ?? 'locale';
        if (flag === 'locale') throw source.error("bad inline flags: cannot use 'L' flag with a str pattern");
        added.add(flag);
        if (added.has('ascii') && added.has('unicode')) {
          throw source.error("bad inline flags: flags 'a', 'u' and 'L' are incompatible");
        }
        if (flag === 'unicode') flags.ascii = false;
        else flags[flag] = true;
        char = read(')-:', 'missing -, : or )');
      } while (!')-:'.includes(char));
    }
    if (char === ')') {
      if (added.has('unicode') && this.#global.ascii) {
        throw source.error('ASCII and UNICODE flags are incompatible', 0, 'ValueError');
      }
      return { scoped: false, flags };
    }
    if (char === '-') {
      char = read('', 'missing flag');
      while (char !== ':') {
        const flag = INLINE_FLAGS[char] ?? 'locale';
        if (flag === 'ascii' || flag === 'unicode' || flag === 'locale') {
          throw source.error("bad inline flags: cannot turn off flags 'a', 'u' and 'L'");
        }
        if (added.has(flag)) throw source.error('bad inline flags: flag turned on and off', 1);
        flags[flag] = false;
        char = read(':', 'missing :');
      }
    }
    return { scoped: true, flags };
  }
}

function isOneOf(token: string | undefined, set: string): boolean {
  return token !== undefined && token.length === 1 && set.includes(token);
}

function literal(code: number, flags: Flags): Node {
  const test = flags.ignoreCase ? foldedLiteral(code, flags.ascii) : undefined;
  return test ? { kind: 'test', test } : { kind: 'literal', code };
}
