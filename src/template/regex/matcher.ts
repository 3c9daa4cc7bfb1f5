/**
 * Runs a program over a text, backtracking as Python's `re` does, in bounded time.
 *
 * Two things bound it. A choice that was tried at a place of the text (with the same state of the loops) and
 * did not lead to a match never will, so it is not tried again: this makes the time linear in the text for
 * patterns without backreferences, also for those that are exponential in Python. Where that
 * does not help (backreferences, conditionals, inside lookarounds), a budget of steps ends the search with
 * {@link RegexBudgetExceeded}.
 */
import { CATEGORIES, isWord, sameIgnoringCase } from './characters.ts';
import { RegexBudgetExceeded } from './errors.ts';
import type { Instruction, Program } from './program.ts';
import type { Position } from './syntax.ts';

/** What may be on the stack of things to undo or to try next; each takes four numbers. */
const TRY = 0;
const RESTORE_SLOT = 1;
const RESTORE_COUNT = 2;
const RESTORE_LAST = 3;
const SPAN_GREEDY = 4;
const SPAN_LAZY = 5;

/** Steps after which memory is spent on remembering failures. */
const REMEMBER_AFTER = 1500;
/** Largest table of failures, in bits. */
const MAX_MEMORY_BITS = 2 ** 27;
/** Largest stack, in numbers. */
const MAX_STACK = 12_000_000;

export interface MatchRule {
  /** The match has to reach the end of the text. */
  toEnd: boolean;
  /** A match that is empty at its start does not count. */
  notEmpty: boolean;
}

export class Matcher {
  readonly slots: Int32Array;
  readonly #program: Program;
  readonly #text: ArrayLike<number>;
  readonly #budget: number;
  readonly #counts: Int32Array;
  readonly #lasts: Int32Array;
  readonly #stack: number[] = [];
  readonly #states: number;
  #steps = 0;
  #forgottenAt = 0;
  #remembers = false;
  #tried: Uint8Array | null = null;
  #depth = 0;

  constructor(program: Program, text: ArrayLike<number>, budget: number) {
    this.#program = program;
    this.#text = text;
    this.#budget = budget;
    this.slots = new Int32Array(program.slots);
    this.#counts = new Int32Array(program.loopCaps.length);
    this.#lasts = new Int32Array(program.loopCaps.length);
    let states = 1;
    for (const cap of program.loopCaps) states *= (cap + 1) * 2;
    this.#states = states;
  }

  /** Steps taken so far. */
  get steps(): number {
    return this.#steps;
  }

  /** Tries to match at exactly this place; the slots then hold the groups. */
  matchAt(start: number, rule: MatchRule): boolean {
    this.slots.fill(-1);
    this.#counts.fill(0);
    this.#lasts.fill(-1);
    this.#stack.length = 0;
    const end = this.#run(0, start, rule);
    if (end < 0) return false;
    this.slots[0] = start;
    this.slots[1] = end;
    return true;
  }

  /** Forgets what was tried: after a match that is not all failure, and failures depend on the rule. */
  forget(): void {
    this.#forgottenAt = this.#steps;
    if (!this.#tried || !this.#remembers) return;
    this.#steps += this.#tried.length >> 6;
    this.#tried.fill(0);
    this.#remembers = false;
  }

  #run(startPc: number, startPosition: number, rule: MatchRule | null): number {
    const { code } = this.#program;
    const text = this.#text;
    const stack = this.#stack;
    const base = stack.length;
    let pc = startPc;
    let position = startPosition;
    for (;;) {
      if (++this.#steps > this.#budget || stack.length > MAX_STACK) throw new RegexBudgetExceeded(this.#budget);
      const instruction = code[pc] as Instruction;
      let ok = true;
      switch (instruction.op) {
        case 'char':
          ok = text[position] === instruction.code;
          position++;
          pc++;
          break;
        case 'test':
          ok = position < text.length && instruction.test(text[position] as number);
          position++;
          pc++;
          break;
        case 'jump':
          pc = instruction.to;
          break;
        case 'split':
          ok = this.#firstTry(instruction.choice, position);
          if (ok) {
            stack.push(TRY, instruction.second, position, 0);
            pc = instruction.first;
          }
          break;
        case 'save':
          stack.push(RESTORE_SLOT, instruction.slot, this.slots[instruction.slot] as number, 0);
          this.slots[instruction.slot] = position;
          pc++;
          break;
        case 'at':
          ok = this.#isAt(instruction.position, position, instruction.ascii);
          pc++;
          break;
        case 'span': {
          ok = this.#firstTry(instruction.choice, position);
          if (!ok) break;
          const lazy = instruction.mode === 'lazy';
          const limit = Math.min(text.length, position + (lazy ? instruction.min : instruction.max));
          let end = position;
          while (end < limit && instruction.test(text[end] as number)) end++;
          this.#steps += (end - position) >> 2;
          const least = position + instruction.min;
          ok = end >= least;
          if (!ok) break;
          if (lazy) stack.push(SPAN_LAZY, pc, end, position + instruction.max);
          else if (instruction.mode === 'greedy' && end > least) stack.push(SPAN_GREEDY, pc + 1, least, end - 1);
          position = end;
          pc++;
          break;
        }
        case 'enter':
          this.#setCount(instruction.loop, 0);
          this.#setLast(instruction.loop, -1);
          pc++;
          break;
        case 'loop':
          ok = this.#firstTry(instruction.choice, position);
          if (ok) {
            const next = this.#goRound(instruction, pc, position);
            ok = next >= 0;
            pc = next;
          }
          break;
        case 'look': {
          const from = position - instruction.back;
          const found = from >= 0 && this.#runInner(pc + 1, from, instruction.negate) >= 0;
          ok = found !== instruction.negate;
          pc = instruction.after;
          break;
        }
        case 'atomic': {
          const end = this.#runInner(pc + 1, position, false);
          ok = end >= 0;
          position = end;
          pc = instruction.after;
          break;
        }
        case 'backreference': {
          const end = this.#repeatGroup(instruction, position);
          ok = end >= 0;
          position = end;
          pc++;
          break;
        }
        case 'conditional':
          pc = this.#caught(instruction.group) ? pc + 1 : instruction.otherwise;
          break;
        case 'accept':
          if (rule === null) return position;
          ok = !(rule.toEnd && position !== text.length) && !(rule.notEmpty && position === startPosition);
          if (ok) return position;
          break;
      }
      if (ok) continue;
      // Back to the last thing left to try.
      for (;;) {
        if (stack.length === base) return -1;
        const kind = stack[stack.length - 4] as number;
        const a = stack[stack.length - 3] as number;
        const b = stack[stack.length - 2] as number;
        const c = stack[stack.length - 1] as number;
        if (kind === SPAN_GREEDY) {
          const next = code[a] as Instruction;
          if (next.op === 'char' && text[c] !== next.code) {
            // Straight back to where the rest can go on.
            let end = c;
            while (end >= b && text[end] !== next.code) end--;
            this.#steps += (c - end) >> 4;
            if (end < b) stack.length -= 4;
            else stack[stack.length - 1] = end;
            continue;
          }
          if (c > b) stack[stack.length - 1] = c - 1;
          else stack.length -= 4;
          pc = a;
          position = c;
          break;
        }
        if (kind === SPAN_LAZY) {
          const span = code[a] as Extract<Instruction, { op: 'span' }>;
          if (b < c && b < text.length && span.test(text[b] as number)) {
            stack[stack.length - 2] = b + 1;
            pc = a + 1;
            position = b + 1;
            break;
          }
          stack.length -= 4;
          continue;
        }
        stack.length -= 4;
        if (kind === TRY) {
          pc = a;
          position = b;
          // A loop that goes on after its rest failed sets out from here: see #goRound.
          if (c > 0) this.#startRound(c - 1, position);
          break;
        }
        this.#undo(kind, a, b);
      }
    }
  }

  #undo(kind: number, index: number, value: number): void {
    if (kind === RESTORE_SLOT) this.slots[index] = value;
    else if (kind === RESTORE_COUNT) this.#counts[index] = value;
    else this.#lasts[index] = value;
  }

  /** Runs a part of its own (lookaround, atomic group). What it caught is kept, what it could still try is not. */
  #runInner(pc: number, position: number, discard: boolean): number {
    const stack = this.#stack;
    const base = stack.length;
    this.#depth++;
    const end = this.#run(pc, position, null);
    this.#depth--;
    if (end < 0) return end;
    if (discard) {
      for (let at = stack.length - 4; at >= base; at -= 4) {
        const kind = stack[at] as number;
        if (isUndo(kind)) this.#undo(kind, stack[at + 1] as number, stack[at + 2] as number);
      }
      stack.length = base;
      return end;
    }
    let keep = base;
    for (let at = base; at < stack.length; at += 4) {
      if (!isUndo(stack[at] as number)) continue;
      for (let i = 0; i < 4; i++) stack[keep + i] = stack[at + i] as number;
      keep += 4;
    }
    stack.length = keep;
    return end;
  }

  /** Where a loop goes from its end: once more through its body, or on; -1 if neither. */
  #goRound(loop: Extract<Instruction, { op: 'loop' }>, pc: number, position: number): number {
    const count = this.#counts[loop.loop] as number;
    if (count < loop.min) {
      this.#setCount(loop.loop, count + 1);
      return loop.body;
    }
    // A round that would start where the last one started gets nowhere.
    const mayGoOn = count < loop.max && position !== this.#lasts[loop.loop];
    if (loop.lazy) {
      if (mayGoOn) this.#stack.push(TRY, loop.body, position, loop.loop + 1);
      return pc + 1;
    }
    if (!mayGoOn) return pc + 1;
    this.#stack.push(TRY, pc + 1, position, 0);
    this.#startRound(loop.loop, position);
    return loop.body;
  }

  #startRound(loop: number, position: number): void {
    this.#setCount(loop, Math.min((this.#counts[loop] as number) + 1, 0x7fffffff));
    this.#setLast(loop, position);
  }

  #setCount(loop: number, count: number): void {
    this.#stack.push(RESTORE_COUNT, loop, this.#counts[loop] as number, 0);
    this.#counts[loop] = count;
  }

  #setLast(loop: number, position: number): void {
    this.#stack.push(RESTORE_LAST, loop, this.#lasts[loop] as number, 0);
    this.#lasts[loop] = position;
  }

  /** False if this choice was made here before, in vain. */
  #firstTry(choice: number, position: number): boolean {
    if (this.#steps - this.#forgottenAt < REMEMBER_AFTER || this.#depth > 0 || this.#program.dependsOnGroups)
      return true;
    const { loopCaps, choices } = this.#program;
    const places = this.#text.length + 1;
    if (!this.#tried) {
      const bits = choices * this.#states * places;
      if (!(bits <= MAX_MEMORY_BITS)) return true;
      this.#tried = new Uint8Array((bits >> 3) + 1);
    }
    this.#remembers = true;
    let state = 0;
    for (let loop = 0; loop < loopCaps.length; loop++) {
      const cap = loopCaps[loop] as number;
      const count = Math.min(this.#counts[loop] as number, cap);
      state = (state * (cap + 1) + count) * 2 + (position > (this.#lasts[loop] as number) ? 1 : 0);
    }
    const bit = (state * choices + choice) * places + position;
    const mask = 1 << (bit & 7);
    const known = this.#tried[bit >> 3] as number;
    if (known & mask) return false;
    this.#tried[bit >> 3] = known | mask;
    return true;
  }

  #caught(group: number): boolean {
    return (this.slots[group * 2] ?? -1) >= 0 && (this.slots[group * 2 + 1] ?? -1) >= 0;
  }

  #repeatGroup(reference: Extract<Instruction, { op: 'backreference' }>, position: number): number {
    if (!this.#caught(reference.group)) return -1;
    const start = this.slots[reference.group * 2] as number;
    const end = this.slots[reference.group * 2 + 1] as number;
    const length = end - start;
    if (position + length > this.#text.length) return -1;
    this.#steps += length >> 2;
    for (let i = 0; i < length; i++) {
      const a = this.#text[start + i] as number;
      const b = this.#text[position + i] as number;
      if (a !== b && !(reference.ignoreCase && sameIgnoringCase(a, b, reference.ascii))) return -1;
    }
    return position + length;
  }

  #isAt(where: Position, position: number, ascii: boolean): boolean {
    const text = this.#text;
    const end = text.length;
    switch (where) {
      case 'start':
        return position === 0;
      case 'lineStart':
        return position === 0 || text[position - 1] === 10;
      case 'end':
        return position === end || (position === end - 1 && text[position] === 10);
      case 'lineEnd':
        return position === end || text[position] === 10;
      case 'textEnd':
        return position === end;
      default: {
        if (end === 0) return false;
        const isIn = ascii ? (CATEGORIES.w?.ascii ?? isWord) : isWord;
        const before = position > 0 && isIn(text[position - 1] as number);
        const after = position < end && isIn(text[position] as number);
        return (before !== after) === (where === 'boundary');
      }
    }
  }
}

function isUndo(kind: number): boolean {
  return kind === RESTORE_SLOT || kind === RESTORE_COUNT || kind === RESTORE_LAST;
}
