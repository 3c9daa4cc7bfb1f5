/**
 * How many requests may be under way at one endpoint: a bound that finds itself. Every answer that comes well while the bound
 * is used up raises it a little; an answer that says "too much" (429, 503) halves it; answers that have become much slower than
 * the best lately seen lower it gently. One limiter serves all users of the process, and takes turns between
 * them, so that a tenant with ten thousand requests waiting does not keep another's single one.
 */
export interface LimiterOptions {
  initial?: number;
  min?: number;
  max?: number;
  now?: () => number;
}

export type Verdict = 'well' | 'overloaded' | 'neutral';

/** An answer this many times slower than usual counts as a sign of load … */
const SLOW_FACTOR = 8;
/** … once it also took this many milliseconds. */
const SLOW_MS = 2_000;

export class Limiter {
  #limit: number;
  #running = 0;
  #waiting = 0;
  #lastCut = Number.NEGATIVE_INFINITY;
  #usualMs = 0;
  readonly #queues = new Map<string, (() => void)[]>();
  readonly #min: number;
  readonly #max: number;
  readonly #now: () => number;

  constructor(options: LimiterOptions = {}) {
    this.#max = options.max ?? 96;
    this.#min = Math.min(options.min ?? 2, this.#max);
    this.#limit = Math.min(options.initial ?? 24, this.#max);
    this.#now = options.now ?? (() => performance.now());
  }

  get limit(): number {
    return Math.floor(this.#limit);
  }
  get running(): number {
    return this.#running;
  }
  get waiting(): number {
    return this.#waiting;
  }

  /** Waits for a turn; `tenant` is whose it is. */
  async enter(tenant: string): Promise<void> {
    if (this.#running < this.limit && this.#waiting === 0) {
      this.#running++;
      return;
    }
    this.#waiting++;
    await new Promise<void>((admit) => {
      const queue = this.#queues.get(tenant);
      if (queue === undefined) this.#queues.set(tenant, [admit]);
      else queue.push(admit);
    });
  }

  leave(verdict: Verdict, ms: number): void {
    const full = this.#running >= this.limit;
    this.#running--;
    this.#learn(verdict, ms, full);
    this.#admit();
  }

  #learn(verdict: Verdict, ms: number, full: boolean): void {
    if (verdict === 'overloaded') {
      this.#cut(0.5, ms);
      return;
    }
    if (verdict === 'neutral') return;
    const slow = ms > SLOW_MS && ms > SLOW_FACTOR * this.#usualMs && this.#usualMs > 0;
    this.#usualMs = this.#usualMs === 0 ? ms : this.#usualMs + (ms - this.#usualMs) * 0.02;
    if (slow) this.#cut(0.85, ms);
    else if (full) this.#limit = Math.min(this.#max, this.#limit + 1 / this.#limit);
  }

  /** At most one cut per round trip: the answers of one burst all say the same. */
  #cut(factor: number, ms: number): void {
    const now = this.#now();
    if (now - this.#lastCut < Math.max(ms, 100)) return;
    this.#lastCut = now;
    this.#limit = Math.max(this.#min, this.#limit * factor);
  }

  #admit(): void {
    while (this.#waiting > 0 && this.#running < this.limit) {
      const next = this.#queues.entries().next();
      if (next.done === true) return;
      const [tenant, queue] = next.value;
      // The tenant goes to the end of the round.
      this.#queues.delete(tenant);
      const admit = queue.shift();
      if (queue.length > 0) this.#queues.set(tenant, queue);
      if (admit === undefined) continue;
      this.#waiting--;
      this.#running++;
      admit();
    }
  }
}

/** Most calls under way at one endpoint of a service: for all services, and for single ones by type. */
export interface CallLimits {
  max?: number;
  of?: Readonly<Record<string, number>>;
}

const limiters = new Map<string, Limiter>();
let limits: CallLimits = {};

/** For endpoints met from now on. */
export function configureLimits(wanted: CallLimits): void {
  limits = wanted;
  limiters.clear();
}

/** The one limiter of an endpoint, e.g. `compute http://cloud:8774`. */
export function limiterFor(service: string, origin: string): Limiter {
  const key = `${service} ${origin}`;
  let limiter = limiters.get(key);
  if (limiter === undefined) {
    limiter = new Limiter({ max: limits.of?.[service] ?? limits.max });
    limiters.set(key, limiter);
  }
  return limiter;
}

/** For metrics: every endpoint's bound and load. */
export function limiterStates(): { endpoint: string; limit: number; running: number; waiting: number }[] {
  return [...limiters].map(([endpoint, { limit, running, waiting }]) => ({ endpoint, limit, running, waiting }));
}
