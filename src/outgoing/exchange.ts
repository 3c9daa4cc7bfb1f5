/**
 * One HTTP exchange: the timeout of one try, from the first byte out to the last one in, the most that is read of an answer, and the answer to
 * the one question that matters after a failure: can the service have acted?
 */
import { type Dispatcher, request } from 'undici';
import { inWords, MOST_OF_REFUSAL } from './bounds.ts';

export interface Exchange {
  url: string;
  method: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
  /** Milliseconds, for all of it. */
  timeout: number;
  /** Bytes that are read of an answer at most; of a refusal less. */
  most: number;
  signal?: AbortSignal;
}

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** Undecoded; as it came, not unpacked. */
  content: Buffer;
}

/** No answer came, or none that could be read to its end. */
export class ExchangeFailure extends Error {
  /** `timeout`, `too-large`, `ECONNREFUSED`, `UND_ERR_SOCKET` … */
  readonly code: string;
  /** False: the request never left, so nothing happened. */
  readonly sent: boolean;
  constructor(message: string, code: string, sent: boolean, cause: unknown) {
    super(message, { cause });
    this.code = code;
    this.sent = sent;
  }
}

/** Errors that mean: the connection was never there. */
const NEVER_SENT = new Set([
  'ADDRESS_REFUSED',
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
export async function exchange(dispatcher: Dispatcher, { timeout, signal, most, ...asked }: Exchange): Promise<Answer> {
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
    const content = await read(answer, most);
    return { status: answer.statusCode, headers: answer.headers, content };
  } catch (cause) {
    if (cause instanceof ExchangeFailure) throw cause;
    if (signal?.aborted === true) throw new ExchangeFailure('The request was given up.', 'aborted', true, cause);
    if (clock.aborted) throw new ExchangeFailure(`No answer within ${timeout} ms.`, 'timeout', true, cause);
    const code = codeOf(cause);
    throw new ExchangeFailure(textOf(cause, code), code, !NEVER_SENT.has(code), cause);
  }
}

/** Who leaves the loop closes the connection: nobody is made to send the rest. */
async function read({ statusCode, headers, body }: Dispatcher.ResponseData, most: number): Promise<Buffer> {
  const isRefusal = statusCode >= 400;
  const bound = isRefusal ? Math.min(most, MOST_OF_REFUSAL) : most;
  const chunks: Buffer[] = [];
  let size = 0;
  // Said beforehand, it need not be read at all.
  let beyond = Number(headers['content-length'] ?? 0) > bound;
  if (!beyond || isRefusal) {
    beyond = false;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      beyond = size > bound;
      chunks.push(beyond ? chunk.subarray(0, chunk.length - (size - bound)) : chunk);
      if (beyond) break;
    }
  } else body.on('error', () => {}).destroy();
  if (!beyond || isRefusal) return Buffer.concat(chunks);
  const text = `Its answer is larger than ${inWords(bound)}, the most that is read of such a one.`;
  throw new ExchangeFailure(text, 'too-large', true, undefined);
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
