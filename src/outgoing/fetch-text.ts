/**
 * Fetches a text from an address that somebody gave: http and https only, so much of it and so long, a few redirects, each looked at like the
 * first. What came back is never quoted, for it may be from where the one who asks could not look himself.
 */
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { inWords } from './bounds.ts';
import { type Answer, ExchangeFailure, exchange } from './exchange.ts';
import { poolFor } from './pools.ts';

export interface Fetching {
  /** Bytes, unpacked. */
  most: number;
  /** Milliseconds for all of it. */
  timeout: number;
  /** Whose address it is: what users of a service name is held against the rules, what one's own command names is not. */
  namedBy: 'user' | 'self';
  signal?: AbortSignal;
}

export type Trouble =
  | 'scheme'
  | 'address'
  | 'redirects'
  | 'status'
  | 'size'
  | 'encoding'
  | 'time'
  | 'connection'
  | 'aborted';

export class Unfetchable extends Error {
  readonly trouble: Trouble;
  /** Of an answer that was a refusal. */
  readonly status: number | undefined;
  constructor(trouble: Trouble, message: string, about: { status?: number; cause?: unknown } = {}) {
    super(message, about.cause === undefined ? undefined : { cause: about.cause });
    this.trouble = trouble;
    this.status = about.status;
  }

  /** Another try may go better. */
  get passing(): boolean {
    return this.trouble === 'connection' || (this.status !== undefined && this.status >= 500);
  }
}

const MOST_REDIRECTS = 5;

/** @throws Unfetchable */
export async function fetchText(url: string, about: Fetching): Promise<string> {
  const pool = poolFor({ namedByUser: about.namedBy === 'user' });
  const end = performance.now() + about.timeout;
  let target = readUrl(url);
  for (let hops = 0; ; hops++) {
    const answer = await exchange(pool, {
      url: target.href,
      method: 'GET',
      headers: { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'hearth' },
      timeout: Math.max(1, Math.ceil(end - performance.now())),
      most: about.most,
      ...(about.signal === undefined ? {} : { signal: about.signal }),
    }).catch((error: unknown) => {
      throw troubleOf(error, about);
    });
    const next = redirection(answer, target);
    if (next === null) return unpacked(answer, about.most);
    if (hops >= MOST_REDIRECTS) throw new Unfetchable('redirects', `It leads on more than ${MOST_REDIRECTS} times.`);
    target = next;
  }
}

function readUrl(text: string): URL {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase() ?? '';
  if (scheme !== 'http' && scheme !== 'https')
    throw new Unfetchable('scheme', `Invalid URL scheme ${scheme.slice(0, 40)}`);
  try {
    return new URL(text);
  } catch (cause) {
    throw new Unfetchable('address', 'It is not a URL.', { cause });
  }
}

/** Where an answer leads on to; null where it is the end. */
function redirection({ status, headers }: Answer, from: URL): URL | null {
  const { location } = headers;
  if (![301, 302, 303, 307, 308].includes(status) || typeof location !== 'string') return null;
  try {
    return readUrl(new URL(location, from).href);
  } catch (cause) {
    if (cause instanceof Unfetchable) throw cause;
    throw new Unfetchable('address', 'It leads on to what is not a URL.', { cause });
  }
}

function troubleOf(error: unknown, { most }: Fetching): unknown {
  if (!(error instanceof ExchangeFailure)) return error;
  const about = { cause: error };
  switch (error.code) {
    case 'ADDRESS_REFUSED':
      return new Unfetchable('address', 'Connections to that address are not allowed from here.', about);
    case 'too-large':
      return new Unfetchable('size', `It is larger than ${inWords(most)}.`, about);
    case 'timeout':
      return new Unfetchable('time', 'It did not come in time.', about);
    case 'aborted':
      return new Unfetchable('aborted', 'It was given up.', about);
    default:
      return new Unfetchable('connection', `The connection failed (${error.code}).`, about);
  }
}

const UNPACK = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/** Not all servers heed that nothing packed was asked for. */
async function unpacked({ status, headers, content }: Answer, most: number): Promise<string> {
  if (status >= 300) throw new Unfetchable('status', `It answers with status ${status}.`, { status });
  const encoding = String(headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding === 'identity' || content.length === 0) return content.toString('utf8');
  if (!Object.hasOwn(UNPACK, encoding)) throw new Unfetchable('encoding', 'It is packed in a way that is not known.');
  try {
    const bytes = await UNPACK[encoding as keyof typeof UNPACK](content, { maxOutputLength: most });
    return bytes.toString('utf8');
  } catch (cause) {
    if ((cause as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new Unfetchable('size', `It is larger than ${inWords(most)}.`, { cause });
    }
    throw new Unfetchable('encoding', 'It cannot be unpacked.', { cause });
  }
}
