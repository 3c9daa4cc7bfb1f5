/**
 * Limits of one evaluation: the length of collections, the memory of single values (both as YAQL defines them),
 * and, because the reference has no such thing and can run for ever, the number of steps and the depth of calls.
 */
import { YaqlError } from './errors.ts';
import { Iter, iterate } from './values/iteration.ts';
import { sizeOf } from './values/size.ts';
import { Dict, DictView, FrozenSet, isSequence } from './values/values.ts';

export interface YaqlLimits {
  /** Longest collection; negative for no limit. Heat's option `limit_iterators`. */
  limitIterators: number;
  /** Most bytes that a single value may take; zero or less for no limit. Heat's option `memory_quota`. */
  memoryQuota: number;
  /** Most steps (calls, items) of an evaluation. */
  maxSteps: number;
}

/** Frames of Python's stack at hand for an expression; the reference's own callers take up the others of 1000. */
const MAX_FRAMES = 960;

export class Engine {
  readonly limits: YaqlLimits;
  readonly now: () => Date;
  readonly random: () => number;
  #steps = 0;
  #frames = 0;

  constructor(limits: YaqlLimits, now: () => Date, random: () => number) {
    this.limits = limits;
    this.now = now;
    this.random = random;
  }

  get steps(): number {
    return this.#steps;
  }

  /** Counts a step. Throws TimeLimitExceededException. */
  step(count = 1): void {
    this.#steps += count;
    if (this.#steps > this.limits.maxSteps) {
      throw new YaqlError('TimeLimitExceededException', `Expression took more than ${this.limits.maxSteps} steps`);
    }
  }

  /** Runs something that takes so many frames of Python's stack. Throws RecursionError. */
  nested<T>(frames: number, run: () => T): T {
    if (this.#frames + frames > MAX_FRAMES) throw new YaqlError('RecursionError', 'maximum recursion depth exceeded');
    this.#frames += frames;
    try {
      return run();
    } finally {
      this.#frames -= frames;
    }
  }

  /** Throws MemoryQuotaExceededException if these take more than the quota together. */
  limitMemory(...values: unknown[]): void {
    if (values.length === 1) this.limitBytes(sizeOf(values[0]));
    else this.limitBytes(...values.map(sizeOf));
  }

  limitBytes(...sizes: number[]): void {
    const { memoryQuota } = this.limits;
    if (memoryQuota <= 0) return;
    let total = 0;
    for (const size of sizes) {
      total += size;
      if (total > memoryQuota) {
        throw new YaqlError('MemoryQuotaExceededException', 'Expression consumed too much memory');
      }
    }
  }

  /** A collection that fails when it is too long: at once if its length is known, otherwise while it is read. */
  limitCollection(value: unknown): unknown {
    const limit = this.limits.limitIterators;
    if (isSequence(value) || (value instanceof DictView && value.kind === 'values')) {
      if (isSequence(value)) {
        if (limit >= 0 && value.items.length > limit) throw tooLarge(limit);
        return value;
      }
    } else if (value instanceof Dict || value instanceof FrozenSet || value instanceof DictView) {
      if (limit >= 0 && value.size > limit) throw tooLarge(limit);
      return value;
    }
    return new Iter(this.#limited(value, limit));
  }

  *#limited(value: unknown, limit: number): Generator<unknown> {
    let count = 0;
    for (const item of iterate(value)) {
      if (limit >= 0 && count++ >= limit) throw tooLarge(limit);
      this.step();
      yield item;
    }
  }
}

function tooLarge(limit: number): YaqlError {
  return new YaqlError('CollectionTooLargeException', `Collection length exceeds ${limit} elements`);
}
