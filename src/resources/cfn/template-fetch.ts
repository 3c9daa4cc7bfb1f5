/** Reads the template of a nested stack from the address that its parent names; a few tries. */
import { setTimeout as sleep } from 'node:timers/promises';
import { HeatError } from '../../errors.ts';
import { fetchText, Unfetchable } from '../../outgoing/fetch-text.ts';
import { namesItsVersion } from '../../template/source/names-its-version.ts';

const TRIES = 3;
const TIMEOUT = 30_000;

/** Throws ValueError (with the cause) and DownloadLimitExceeded. */
export async function fetchTemplate(url: string, limit: number, signal: AbortSignal): Promise<string> {
  for (let round = 1; ; round++) {
    try {
      const text = await fetchText(url, { most: limit, timeout: TIMEOUT, namedBy: 'user', signal });
      if (text === '' || namesItsVersion(text)) return text;
      throw unreadable(url, 'It is no template.');
    } catch (error) {
      if (!(error instanceof Unfetchable)) throw error;
      if (error.trouble === 'size') throw tooLarge(url, limit);
      if (!error.passing || round >= TRIES || signal.aborted) throw unreadable(url, error.message);
      await sleep(200 * 2 ** round);
    }
  }
}

function tooLarge(url: string, limit: number): HeatError {
  const text = `The template at ${url} exceeds the maximum allowed size of ${limit} bytes.`;
  return new HeatError('DownloadLimitExceeded', text);
}

function unreadable(url: string, cause: string): HeatError {
  return new HeatError('ValueError', `Could not fetch remote template '${url}': ${cause}`);
}
