/**
 * A compiled pattern with the methods of Python's `re.Pattern`.
 *
 * Places in the text (`start`, `end`) count code points, as Python does; the texts themselves are JavaScript's.
 */
import { Matcher } from './matcher.ts';
import { type Flags, parsePattern } from './parser.ts';
import { compileProgram, type Instruction, type Program } from './program.ts';
import { parseTemplate } from './template.ts';

export interface RegexOptions extends Partial<Flags> {
  /** Most steps that one call of a method may take; a million (a tenth of a second or two) by default. */
  budget?: number;
  /** Is told how many steps a call has taken, whatever came of it. */
  taken?: (steps: number) => void;
}

const DEFAULT_BUDGET = 1_000_000;

/** Compiles a pattern. Throws RegexSyntaxError. */
export function compilePythonRegex(pattern: string, options: RegexOptions = {}): PythonRegex {
  return new PythonRegex(pattern, options);
}

/** A text by code points. */
class Text {
  readonly text: string;
  readonly codes: ArrayLike<number>;
  readonly #wide: boolean;

  constructor(text: string) {
    this.text = text;
    this.#wide = /[\ud800-\udfff]/.test(text);
    if (this.#wide) this.codes = Array.from(text, (c) => c.codePointAt(0) as number);
    else {
      const codes = new Uint16Array(text.length);
      for (let i = 0; i < text.length; i++) codes[i] = text.charCodeAt(i);
      this.codes = codes;
    }
  }

  slice(start: number, end: number): string {
    if (!this.#wide) return this.text.slice(start, end);
    let result = '';
    for (let i = start; i < end; i++) result += String.fromCodePoint(this.codes[i] as number);
    return result;
  }
}

export class PythonMatch {
  readonly #text: Text;
  readonly #slots: Int32Array;
  readonly regex: PythonRegex;

  constructor(regex: PythonRegex, text: Text, slots: Int32Array) {
    this.regex = regex;
    this.#text = text;
    this.#slots = slots;
  }

  /** What a group caught (0 is the whole match); null if it took no part. RangeError if there is no such group. */
  group(group: number | string = 0): string | null {
    const start = this.start(group);
    return start < 0 ? null : this.#text.slice(start, this.end(group));
  }

  /** Where a group starts, in code points; -1 if it took no part. */
  start(group: number | string = 0): number {
    return this.#slot(group, 0);
  }

  end(group: number | string = 0): number {
    return this.#slot(group, 1);
  }

  /** All groups but the 0th. */
  groups(): (string | null)[] {
    return Array.from({ length: this.regex.groups }, (_, index) => this.group(index + 1));
  }

  #slot(group: number | string, side: 0 | 1): number {
    const index = typeof group === 'string' ? this.regex.names.get(group) : group;
    if (index === undefined || index < 0 || index > this.regex.groups) throw new RangeError('no such group');
    if ((this.#slots[index * 2] as number) < 0 || (this.#slots[index * 2 + 1] as number) < 0) return -1;
    return this.#slots[index * 2 + side] as number;
  }
}

export class PythonRegex {
  readonly pattern: string;
  readonly flags: Flags;
  /** Number of capturing groups. */
  readonly groups: number;
  readonly names: Map<string, number>;
  readonly #program: Program;
  readonly #budget: number;
  readonly #taken: ((steps: number) => void) | undefined;

  constructor(pattern: string, { budget = DEFAULT_BUDGET, taken, ...flags }: RegexOptions = {}) {
    this.pattern = pattern;
    this.flags = { ignoreCase: false, multiLine: false, dotAll: false, verbose: false, ascii: false, ...flags };
    const parsed = parsePattern(pattern, this.flags);
    this.groups = parsed.groups;
    this.names = parsed.names;
    this.#program = compileProgram(parsed);
    this.#budget = budget;
    this.#taken = taken;
  }

  /** A match at the start of the text. Throws RegexBudgetExceeded, as all that match do. */
  match(text: string): PythonMatch | null {
    return this.#matchStart(text, false);
  }

  /** A match of the whole text. */
  fullmatch(text: string): PythonMatch | null {
    return this.#matchStart(text, true);
  }

  /** The first match anywhere. */
  search(text: string): PythonMatch | null {
    for (const match of this.#find(text)) return match;
    return null;
  }

  test(text: string): boolean {
    return this.search(text) !== null;
  }

  /** All matches that do not overlap, from left to right. */
  finditer(text: string): Generator<PythonMatch> {
    return this.#find(text);
  }

  /** Replaces matches, at most `count` of them (0: all); the replacement is a template or a function. */
  sub(replacement: string | ((match: PythonMatch) => string), text: string, count = 0): string {
    const parts = typeof replacement === 'string' ? parseTemplate(replacement, this.groups, this.names) : null;
    const whole = new Text(text);
    let result = '';
    let last = 0;
    let done = 0;
    if (count >= 0) {
      for (const match of this.#find(whole)) {
        result += whole.slice(last, match.start());
        if (typeof replacement === 'function') result += replacement(match);
        else for (const part of parts ?? []) result += typeof part === 'string' ? part : (match.group(part) ?? '');
        last = match.end();
        if (++done === count) break;
      }
    }
    return result + whole.slice(last, whole.codes.length);
  }

  /** The texts between matches, with what the groups caught, at most `count` cuts (0: all). */
  split(text: string, count = 0): (string | null)[] {
    const whole = new Text(text);
    const result: (string | null)[] = [];
    let last = 0;
    let done = 0;
    if (count >= 0) {
      for (const match of this.#find(whole)) {
        result.push(whole.slice(last, match.start()), ...match.groups());
        last = match.end();
        if (++done === count) break;
      }
    }
    result.push(whole.slice(last, whole.codes.length));
    return result;
  }

  #matchStart(text: string, toEnd: boolean): PythonMatch | null {
    const whole = new Text(text);
    const matcher = new Matcher(this.#program, whole.codes, this.#budget);
    try {
      return matcher.matchAt(0, { toEnd, notEmpty: false }) ? new PythonMatch(this, whole, matcher.slots) : null;
    } finally {
      this.#taken?.(matcher.steps);
    }
  }

  *#find(text: string | Text): Generator<PythonMatch> {
    const whole = typeof text === 'string' ? new Text(text) : text;
    const { codes } = whole;
    const matcher = new Matcher(this.#program, codes, this.#budget);
    const first = firstTest(this.#program);
    const onlyAtStart = startsAtStart(this.#program);
    try {
      yield* this.#findFrom(whole, matcher, first, onlyAtStart);
    } finally {
      this.#taken?.(matcher.steps);
    }
  }

  *#findFrom(
    whole: Text,
    matcher: Matcher,
    first: ((code: number) => boolean) | undefined,
    onlyAtStart: boolean,
  ): Generator<PythonMatch> {
    const { codes } = whole;
    let start = 0;
    let notEmpty = false;
    while (start <= codes.length) {
      const possible = !first || (start < codes.length && first(codes[start] as number));
      if (possible && matcher.matchAt(start, { toEnd: false, notEmpty })) {
        yield new PythonMatch(this, whole, matcher.slots.slice());
        const end = matcher.slots[1] as number;
        notEmpty = end === start;
        start = end;
        matcher.forget();
        continue;
      }
      if (onlyAtStart) return;
      // What failed because it was empty may match from elsewhere.
      if (notEmpty) matcher.forget();
      notEmpty = false;
      start++;
    }
  }
}

/** A test that the first character of any match passes; undefined if none is at hand. */
function firstTest(program: Program): ((code: number) => boolean) | undefined {
  const instruction = firstInstruction(program);
  if (instruction?.op === 'char') {
    const { code } = instruction;
    return (other) => other === code;
  }
  if (instruction?.op === 'test') return instruction.test;
  if (instruction?.op === 'span' && instruction.min > 0) return instruction.test;
  return undefined;
}

function startsAtStart(program: Program): boolean {
  const instruction = firstInstruction(program);
  return instruction?.op === 'at' && instruction.position === 'start';
}

function firstInstruction(program: Program): Instruction | undefined {
  return program.code.find((instruction) => instruction.op !== 'save');
}

/** Python's `re.escape`. */
export function escapePythonRegex(text: string): string {
  return text.replace(/[\t\n\v\f\r !#$%&()*+,\-./:;<=>?@[\\\]^`{|}~"']/g, (char) =>
    /[!"%',/:;<=>@`]/.test(char) ? char : `\\${char}`,
  );
}
