/** Whether and when a request is sent again. */
import type { Answer } from '../outgoing/exchange.ts';

export interface RetryPolicy {
  /** Sendings in all. */
  tries: number;
  /** Milliseconds before the second try; doubles from there, with jitter. */
  base: number;
  longest: number;
}

/** Too much, says the service, and means that it did nothing. */
export function surelyRefused(answer: Answer): boolean {
  if (answer.status === 429) return true;
  return (answer.status === 503 || answer.status === 413) && answer.headers['retry-after'] !== undefined;
}

/** May have been lost half-way, or done. */
export function doubtful(status: number): boolean {
  return status === 500 || status === 502 || status === 503 || status === 504;
}

/** Milliseconds to wait before try number `next` (from 2). */
export function delayBefore(next: number, policy: RetryPolicy, retryAfter: string | string[] | undefined): number {
  const asked = secondsOf(retryAfter);
  const exponential = Math.min(policy.longest, policy.base * 2 ** (next - 2));
  const jittered = exponential * (0.5 + Math.random() / 2);
  // A little beyond what was asked, so that all who were told the same do not come at once.
  return asked === undefined ? jittered : Math.min(asked * 1000, 60_000) + Math.random() * Math.min(jittered, 1000);
}

function secondsOf(header: string | string[] | undefined): number | undefined {
  const text = Array.isArray(header) ? header[0] : header;
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text.trim())) return Number(text);
  const until = Date.parse(text);
  return Number.isNaN(until) ? undefined : Math.max(0, (until - Date.now()) / 1000);
}
