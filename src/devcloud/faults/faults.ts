/**
 * Faults that tests inject: rules that pick requests and say what shall befall them.
 *
 *   cloud.faults.add({ service: 'network', method: 'POST', path: '/ports$', count: 1, effect: { drop: 'after' } })
 *
 * loses the answer to the next port creation, though the port is made. Rules are tried in order of addition; the first
 * that matches (and whose chance comes up) decides. Randomness is seeded, so a run can be repeated.
 */
import type { Call, Fate } from '../http/call.ts';
import { uuid } from '../state/identifiers.ts';
import type { Random } from '../state/randomness.ts';

export interface Effect {
  /** Waits before anything else; a pair is a range. */
  latencyMs?: number | readonly [number, number];
  /** Answers with this status instead of acting. */
  status?: number;
  message?: string;
  /** A body in place of the service's usual error body. */
  body?: unknown;
  /** Seconds (or an HTTP date) of a Retry-After header with `status`. */
  retryAfter?: number | string;
  /** The request is carried out, and then answered with `status` all the same. */
  afterActing?: boolean;
  /** Closes the connection before or after acting. */
  drop?: 'before' | 'after';
  /** Never answers: without having acted (`before`), or having acted (`after`). */
  hang?: 'before' | 'after';
  /** The request succeeds, but what it starts ends in this state: `ERROR` for a server, `error` for a volume … */
  outcome?: string;
  /** The reason shown with `outcome`. */
  reason?: string;
}

export interface FaultRule {
  id?: string;
  /** identity, compute, network, volume, image, object, placement. */
  service?: string;
  method?: string;
  /** A regular expression on the whole path, query excluded. */
  path?: string;
  /** A regular expression on the request body. */
  bodyMatches?: string;
  projectId?: string;
  /** 0 … 1, default 1. */
  probability?: number;
  /** Matching requests to let pass first. */
  skip?: number;
  /** How often the rule strikes before it is spent; default: without end. */
  count?: number;
  effect: Effect;
}

export interface Verdict {
  latencyMs: number;
  /** Whether the request is carried out. */
  act: boolean;
  /** How the connection ends instead of with the true answer. */
  ending: 'drop' | 'hang' | 'error' | undefined;
  status: number;
  message: string;
  body: unknown;
  headers: Record<string, string>;
  fate: Fate | undefined;
}

interface Armed {
  rule: FaultRule & { id: string };
  path: RegExp | undefined;
  body: RegExp | undefined;
  skip: number;
  left: number;
  struck: number;
}

export class Faults {
  readonly #random: Random;
  #armed: Armed[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  /** Adds a rule and gives its id. @throws SyntaxError when a pattern is no regular expression */
  add(rule: FaultRule): string {
    const id = rule.id ?? uuid();
    this.remove(id);
    this.#armed.push({
      rule: { ...rule, id },
      path: rule.path === undefined ? undefined : new RegExp(rule.path),
      body: rule.bodyMatches === undefined ? undefined : new RegExp(rule.bodyMatches),
      skip: rule.skip ?? 0,
      left: rule.count ?? Number.POSITIVE_INFINITY,
      struck: 0,
    });
    return id;
  }
  remove(id: string): boolean {
    const before = this.#armed.length;
    this.#armed = this.#armed.filter((armed) => armed.rule.id !== id);
    return this.#armed.length < before;
  }
  clear(): void {
    this.#armed = [];
  }
  /** The rules, with how often each has struck. */
  list(): (FaultRule & { id: string; struck: number })[] {
    return this.#armed.map(({ rule, struck }) => ({ ...rule, struck }));
  }

  judge(call: Call): Verdict | undefined {
    if (this.#armed.length === 0 || call.service === 'control') return undefined;
    let slowed: Verdict | undefined;
    for (const armed of this.#armed) {
      if (!this.#matches(armed, call)) continue;
      if (armed.skip > 0) {
        armed.skip--;
        continue;
      }
      if (this.#random() >= (armed.rule.probability ?? 1)) continue;
      armed.left--;
      armed.struck++;
      const verdict = this.#verdict(armed.rule.effect);
      verdict.latencyMs += slowed?.latencyMs ?? 0;
      // A rule that only delays leaves the request to the rules after it.
      if (verdict.ending || verdict.fate) return verdict;
      slowed = verdict;
    }
    return slowed;
  }

  #matches({ rule, path, body, left }: Armed, call: Call): boolean {
    if (left <= 0) return false;
    if (rule.service !== undefined && rule.service !== call.service) return false;
    if (rule.method !== undefined && rule.method.toUpperCase() !== call.method) return false;
    if (path && !path.test(call.path)) return false;
    if (body && !body.test(call.body.toString('utf8'))) return false;
    if (rule.projectId !== undefined && call.identify()?.projectId !== rule.projectId) return false;
    return true;
  }

  #verdict(effect: Effect): Verdict {
    const latency = effect.latencyMs ?? 0;
    const latencyMs = typeof latency === 'number' ? latency : latency[0] + this.#random() * (latency[1] - latency[0]);
    const ending = effect.drop ? 'drop' : effect.hang ? 'hang' : effect.status !== undefined ? 'error' : undefined;
    const act =
      !ending ||
      effect.drop === 'after' ||
      effect.hang === 'after' ||
      (ending === 'error' && effect.afterActing === true);
    return {
      latencyMs,
      act,
      ending,
      status: effect.status ?? 500,
      message: effect.message ?? 'Fault injected by the dev cloud.',
      body: effect.body,
      headers: effect.retryAfter === undefined ? {} : { 'retry-after': String(effect.retryAfter) },
      fate:
        effect.outcome === undefined
          ? undefined
          : { status: effect.outcome, reason: effect.reason ?? 'Fault injected by the dev cloud.' },
    };
  }
}
