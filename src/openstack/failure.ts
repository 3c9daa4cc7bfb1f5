/** What a service's answer says about a failure: its message, in whatever shape the service puts it. */

import type { Answer } from '../outgoing/exchange.ts';
import { redact } from './redaction.ts';

/** Longest text of a service passed on to users. */
const LONGEST = 2_000;

export function requestIdOf(headers: Answer['headers']): string | undefined {
  const id = headers['x-openstack-request-id'] ?? headers['x-compute-request-id'] ?? headers['x-trans-id'];
  return Array.isArray(id) ? id[0] : id;
}

/** `Instance x could not be found. (HTTP 404) (Request-ID: req-…)`. */
export function describeRefusal(answer: Answer, secrets: readonly string[] = []): string {
  const id = requestIdOf(answer.headers);
  const message = messageOf(answer) ?? 'The service gave no reason.';
  return `${redact(message, secrets).slice(0, LONGEST)} (HTTP ${answer.status})${id === undefined ? '' : ` (Request-ID: ${id})`}`;
}

function messageOf(answer: Answer): string | undefined {
  const text = answer.content.toString('utf8').trim();
  if (text === '') return undefined;
  try {
    return dig(JSON.parse(text)) ?? text;
  } catch {
    // HTML of a proxy or a plain text.
    return text
      .replace(/<(style|script|head)[\s\S]*?<\/\1>/gi, ' ')
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
  }
}

/** Members in which services put it: `{badRequest: {message}}`, `{NeutronError: {message}}`, `{error: {message}}`, `{faultstring}` … */
const MEMBERS = ['message', 'faultstring', 'error_message', 'description', 'detail', 'error', 'title'];

function dig(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (typeof value !== 'object' || value === null || depth > 3) return undefined;
  if (Array.isArray(value)) return dig(value[0], depth + 1);
  const map = value as Record<string, unknown>;
  for (const member of MEMBERS) {
    const found = map[member] === undefined ? undefined : dig(map[member], depth + 1);
    if (found !== undefined) return found;
  }
  for (const inner of Object.values(map)) {
    if (typeof inner !== 'object') continue;
    const found = dig(inner, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
