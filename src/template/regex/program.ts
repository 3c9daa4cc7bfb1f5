/**
 * A pattern as a program for the matcher.
 *
 * Instructions that can be left in several ways (`split`, `loop`, `span`) are numbered as choices: the
 * matcher remembers, per choice and place in the text, what it has tried in vain.
 */
import type { CharTest } from './characters.ts';
import { type Node, type Pattern, type Position, type RepeatMode, width } from './syntax.ts';

export type Instruction =
  | { op: 'char'; code: number }
  | { op: 'test'; test: CharTest }
  | { op: 'split'; first: number; second: number; choice: number }
  | { op: 'jump'; to: number }
  | { op: 'save'; slot: number }
  | { op: 'at'; position: Position; ascii: boolean }
  | { op: 'span'; test: CharTest; min: number; max: number; mode: RepeatMode; choice: number }
  | { op: 'enter'; loop: number }
  | { op: 'loop'; loop: number; min: number; max: number; lazy: boolean; body: number; choice: number }
  | { op: 'look'; back: number; negate: boolean; after: number }
  | { op: 'atomic'; after: number }
  | { op: 'backreference'; group: number; ignoreCase: boolean; ascii: boolean }
  | { op: 'conditional'; group: number; otherwise: number }
  | { op: 'accept' };

export interface Program {
  code: Instruction[];
  slots: number;
  choices: number;
  /** Per loop, the count from which on it makes no difference how often it has gone round. */
  loopCaps: number[];
  /** Whether what a group has caught can decide if the rest matches. */
  dependsOnGroups: boolean;
}

export function compileProgram(pattern: Pattern): Program {
  const compiler = new Compiler(pattern);
  compiler.emit(pattern.root);
  compiler.code.push({ op: 'accept' });
  return compiler.program();
}

class Compiler {
  readonly code: Instruction[] = [];
  readonly #loopCaps: number[] = [];
  readonly #pattern: Pattern;
  #choices = 0;
  #dependsOnGroups = false;

  constructor(pattern: Pattern) {
    this.#pattern = pattern;
  }

  program(): Program {
    return {
      code: this.code,
      slots: (this.#pattern.groups + 1) * 2,
      choices: this.#choices,
      loopCaps: this.#loopCaps,
      dependsOnGroups: this.#dependsOnGroups,
    };
  }

  emit(node: Node): void {
    const { code } = this;
    switch (node.kind) {
      case 'literal':
        code.push({ op: 'char', code: node.code });
        return;
      case 'test':
        code.push({ op: 'test', test: node.test });
        return;
      case 'at':
        code.push({ op: 'at', position: node.position, ascii: node.ascii });
        return;
      case 'sequence':
        for (const item of node.items) this.emit(item);
        return;
      case 'group':
        this.#emitGroup(node.index, node.body);
        return;
      case 'branch':
        this.#emitBranch(node.alternatives);
        return;
      case 'repeat':
        this.#emitRepeat(node);
        return;
      case 'atomic':
        this.#emitAtomic(() => this.emit(node.body));
        return;
      case 'look':
        this.#emitLook(node);
        return;
      case 'backreference':
        this.#dependsOnGroups = true;
        code.push({ op: 'backreference', group: node.group, ignoreCase: node.ignoreCase, ascii: node.ascii });
        return;
      case 'conditional':
        this.#emitConditional(node);
        return;
    }
  }

  #emitGroup(index: number | null, body: Node): void {
    if (index === null) {
      this.emit(body);
      return;
    }
    this.code.push({ op: 'save', slot: index * 2 });
    this.emit(body);
    this.code.push({ op: 'save', slot: index * 2 + 1 });
  }

  #emitBranch(alternatives: readonly Node[]): void {
    const jumps: { op: 'jump'; to: number }[] = [];
    for (const [index, alternative] of alternatives.entries()) {
      if (index === alternatives.length - 1) {
        this.emit(alternative);
        break;
      }
      const split = { op: 'split' as const, first: this.code.length + 1, second: 0, choice: this.#choices++ };
      this.code.push(split);
      this.emit(alternative);
      const jump = { op: 'jump' as const, to: 0 };
      jumps.push(jump);
      this.code.push(jump);
      split.second = this.code.length;
    }
    for (const jump of jumps) jump.to = this.code.length;
  }

  #emitRepeat({ min, max, mode, body }: Extract<Node, { kind: 'repeat' }>): void {
    const test = singleTest(body);
    if (test) {
      this.code.push({ op: 'span', test, min, max, mode, choice: this.#choices++ });
      return;
    }
    if (mode === 'possessive') {
      this.#emitAtomic(() => this.#emitLoop(min, max, false, body));
      return;
    }
    this.#emitLoop(min, max, mode === 'lazy', body);
  }

  #emitLoop(min: number, max: number, lazy: boolean, body: Node): void {
    const loop = this.#loopCaps.length;
    this.#loopCaps.push(Number.isFinite(max) ? max : min);
    this.code.push({ op: 'enter', loop });
    const jump = { op: 'jump' as const, to: 0 };
    this.code.push(jump);
    const start = this.code.length;
    this.emit(body);
    jump.to = this.code.length;
    this.code.push({ op: 'loop', loop, min, max, lazy, body: start, choice: this.#choices++ });
  }

  #emitAtomic(emitBody: () => void): void {
    const atomic = { op: 'atomic' as const, after: 0 };
    this.code.push(atomic);
    emitBody();
    this.code.push({ op: 'accept' });
    atomic.after = this.code.length;
  }

  #emitLook(node: Extract<Node, { kind: 'look' }>): void {
    const back = node.behind ? width(node.body, new Map())[0] : 0;
    const look = { op: 'look' as const, back, negate: node.negate, after: 0 };
    this.code.push(look);
    this.emit(node.body);
    this.code.push({ op: 'accept' });
    look.after = this.code.length;
  }

  #emitConditional(node: Extract<Node, { kind: 'conditional' }>): void {
    this.#dependsOnGroups = true;
    const conditional = { op: 'conditional' as const, group: node.group, otherwise: 0 };
    this.code.push(conditional);
    this.emit(node.yes);
    if (node.no) {
      const jump = { op: 'jump' as const, to: 0 };
      this.code.push(jump);
      conditional.otherwise = this.code.length;
      this.emit(node.no);
      jump.to = this.code.length;
    } else conditional.otherwise = this.code.length;
  }
}

/** The test of a node that is always one character. */
function singleTest(node: Node): CharTest | undefined {
  if (node.kind === 'test') return node.test;
  if (node.kind === 'literal') {
    const { code } = node;
    return (other) => other === code;
  }
  return node.kind === 'group' && node.index === null ? singleTest(node.body) : undefined;
}
