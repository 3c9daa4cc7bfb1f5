/**
 * One HTTP exchange with a service: connection pools, TLS, the timeout of one try, and the answer to the one question that
 * matters after a failure: can the service have acted?
 */
import { readFileSync } from 'node:fs';
import { Agent, type Dispatcher, request } from 'undici';
import type { AuthOptions } from './auth-options.ts';

export interface Exchange {
  url: string;
  method: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
  /** Milliseconds. */
  timeout: number;
  signal?: AbortSignal;
}

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** Undecoded. */
  content: Buffer;
}

/** No answer came. */
export class ExchangeFailure extends Error {
  /** `timeout`, `ECONNREFUSED`, `UND_ERR_SOCKET` … */
  readonly code: string;
  /** False: the request never left, so nothing happened. */
  readonly sent: boolean;
  constructor(message: string, code: string, sent: boolean, cause: unknown) {
    super(message, { cause });
    this.code = code;
    this.sent = sent;
  }
}

export type Tls = Pick<AuthOptions, 'cacert' | 'cert' | 'key' | 'verify'>;

const agents = new Map<string, Dispatcher>();

/** The pools for a way of connecting; shared by the process. */
export function dispatcherFor(tls: Tls): Dispatcher {
  const key = JSON.stringify([tls.cacert, tls.cert, tls.key, tls.verify]);
  let agent = agents.get(key);
  if (agent === undefined) {
    // As many connections as the limiters let requests through.
    agent = new Agent({
      connect: {
        timeout: 10_000,
        rejectUnauthorized: tls.verify !== false,
        ...(tls.cacert === undefined ? {} : { ca: readFileSync(tls.cacert) }),
        ...(tls.cert === undefined ? {} : { cert: readFileSync(tls.cert) }),
        ...(tls.key === undefined ? {} : { key: readFileSync(tls.key) }),
      },
      // Some services close idle connections after 5 s without saying so.
      keepAliveTimeout: 4_000,
    });
    agents.set(key, agent);
  }
  return agent;
}

/** Closes all connections; the process can end. */
export async function closeConnections(): Promise<void> {
  const open = [...agents.values()];
  agents.clear();
  await Promise.all(open.map((agent) => agent.close()));
}

/** Errors that mean: the connection was never there. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Throws {@link ExchangeFailure}. */
export async function exchange(dispatcher: Dispatcher, { timeout, signal, ...asked }: Exchange): Promise<Answer> {
  const clock = AbortSignal.timeout(timeout);
  try {
    const answer = await request(asked.url, {
      dispatcher,
      method: asked.method as Dispatcher.HttpMethod,
      headers: asked.headers,
      body: asked.body ?? null,
      signal: signal === undefined ? clock : AbortSignal.any([clock, signal]),
      headersTimeout: timeout,
      bodyTimeout: timeout,
    });
    const content = Buffer.from(await answer.body.arrayBuffer());
    return { status: answer.statusCode, headers: answer.headers, content };
  } catch (cause) {
    if (signal?.aborted === true) throw new ExchangeFailure('The request was given up.', 'aborted', true, cause);
    if (clock.aborted) throw new ExchangeFailure(`No answer within ${timeout} ms.`, 'timeout', true, cause);
    const code = codeOf(cause);
    throw new ExchangeFailure(textOf(cause, code), code, !NEVER_SENT.has(code), cause);
  }
}

function textOf(error: unknown, code: string): string {
  if (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET') return 'The connection was lost before an answer came.';
  return error instanceof Error && error.message !== '' ? error.message : code;
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' ? code : 'failed';
}
