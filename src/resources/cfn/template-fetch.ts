/** Reads a template from an address. Only http and https, a bounded size, a few tries. */
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { HeatError } from '../../errors.ts';

const TRIES = 3;
const TIMEOUT = 30_000;

/** Throws ValueError (with the cause) and DownloadLimitExceeded. */
export async function fetchTemplate(url: string, limit: number, signal: AbortSignal): Promise<string> {
  if (!/^https?:\/\//i.test(url)) throw unreadable(url, 'Invalid URL scheme');
  for (let round = 1; ; round++) {
    try {
      return await read(url, limit, signal);
    } catch (error) {
      if (error instanceof HeatError || round >= TRIES || signal.aborted) {
        throw error instanceof HeatError ? error : unreadable(url, (error as Error).message);
      }
      await sleep(200 * 2 ** round);
    }
  }
}

async function read(url: string, limit: number, signal: AbortSignal): Promise<string> {
  const bounded = AbortSignal.any([AbortSignal.timeout(TIMEOUT), signal]);
  const { statusCode, body } = await request(url, { signal: bounded });
  if (statusCode >= 400) {
    await body.dump();
    const text = `HTTP ${statusCode}`;
    if (statusCode < 500) throw unreadable(url, text);
    throw new Error(text);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += (chunk as Buffer).length;
    if (size > limit) {
      throw new HeatError(
        'DownloadLimitExceeded',
        `The template at ${url} exceeds the maximum allowed size of ${limit} bytes.`,
      );
    }
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function unreadable(url: string, cause: string): HeatError {
  return new HeatError('ValueError', `Could not fetch remote template '${url}': ${cause}`);
}
