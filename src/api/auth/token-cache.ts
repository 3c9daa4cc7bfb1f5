/**
 * Remembers what Keystone said about tokens, so that a client's burst of requests costs one validation. Kept by the token's
 * hash, never the token as key; at most `maxAge`, never past the token's own expiry; refusals for some seconds only. Requests
 * for the same token at the same time share one question.
 */
import { createHash } from 'node:crypto';
import type { Identity, IdentityService } from './identity.ts';

export interface TokenCacheOptions {
  /** Milliseconds a good answer is believed. */
  maxAge?: number;
  /** Milliseconds a refusal is believed. */
  maxRefusalAge?: number;
  /** Entries kept. */
  size?: number;
  now?: () => number;
}

interface Entry {
  answer: Promise<Identity | null>;
  until: number;
}

export class TokenCache {
  readonly #ask: IdentityService['validate'];
  readonly #entries = new Map<string, Entry>();
  readonly #maxAge: number;
  readonly #maxRefusalAge: number;
  readonly #size: number;
  readonly #now: () => number;

  constructor(ask: IdentityService['validate'], options: TokenCacheOptions = {}) {
    this.#ask = ask;
    this.#maxAge = options.maxAge ?? 300_000;
    this.#maxRefusalAge = options.maxRefusalAge ?? 5_000;
    this.#size = options.size ?? 10_000;
    this.#now = options.now ?? Date.now;
  }

  validate(token: string, requestId: string): Promise<Identity | null> {
    const key = createHash('sha256').update(token).digest('base64');
    const known = this.#entries.get(key);
    if (known !== undefined && known.until > this.#now()) return known.answer;
    const entry: Entry = { answer: this.#ask(token, requestId), until: Number.POSITIVE_INFINITY };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.answer.then(
      (identity) => {
        const now = this.#now();
        entry.until = identity === null ? now + this.#maxRefusalAge : Math.min(now + this.#maxAge, identity.expiresAt);
      },
      () => this.#entries.delete(key),
    );
    if (this.#entries.size > this.#size) this.#shrink();
    return entry.answer;
  }

  /** Entries are in the order they were asked for: drops the dead ones, then the oldest. */
  #shrink(): void {
    const now = this.#now();
    for (const [key, entry] of this.#entries) if (entry.until <= now) this.#entries.delete(key);
    for (const key of this.#entries.keys()) {
      if (this.#entries.size <= this.#size) break;
      this.#entries.delete(key);
    }
  }
}
