/** Fetches a template that a request names by URL: http and https only, bounded in size and time, without credentials. */
import { badRequest } from '../queries.ts';

export async function fetchTemplate(
  url: unknown,
  limits: { maxTemplateSize: number; templateFetchTimeout: number },
): Promise<string> {
  if (typeof url !== 'string') throw badRequest('Could not retrieve template: Invalid URL scheme ');
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase() ?? '';
  if (scheme !== 'http' && scheme !== 'https') {
    throw badRequest(`Could not retrieve template: Invalid URL scheme ${scheme}`);
  }
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(limits.templateFetchTimeout * 1000) });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(String(response.status));
    }
    const text = await readBounded(response, limits.maxTemplateSize);
    if (text !== null) return text;
  } catch {
    throw badRequest(`Could not retrieve template: Failed to retrieve template from ${url}`);
  }
  throw badRequest(
    `Could not retrieve template: Template exceeds maximum allowed size (${limits.maxTemplateSize} bytes)`,
  );
}

/** Null when there is more than `most` bytes. */
async function readBounded(response: Response, most: number): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > most) return null; // Leaving the loop cancels the rest.
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
