/** Fetches a template that a request names by URL: bounded in size and time, without credentials, and not from everywhere. */
import { fetchText, Unfetchable } from '../../../outgoing/fetch-text.ts';
import { namesItsVersion } from '../../../template/source/names-its-version.ts';
import { badRequest } from '../queries.ts';

export async function fetchTemplate(
  url: unknown,
  limits: { maxTemplateSize: number; templateFetchTimeout: number },
): Promise<string> {
  if (typeof url !== 'string') throw badRequest('Could not retrieve template: Invalid URL scheme ');
  const { maxTemplateSize: most, templateFetchTimeout: seconds } = limits;
  try {
    const text = await fetchText(url, { most, timeout: seconds * 1000, namedBy: 'user' });
    if (namesItsVersion(text)) return text;
  } catch (error) {
    if (!(error instanceof Unfetchable)) throw error;
    throw badRequest(`Could not retrieve template: ${said(error, url, most)}`);
  }
  throw badRequest(`Could not retrieve template: what ${url} leads to is no template`);
}

function said({ trouble, message }: Unfetchable, url: string, most: number): string {
  if (trouble === 'scheme') return message;
  if (trouble === 'size') return `Template exceeds maximum allowed size (${most} bytes)`;
  return `Failed to retrieve template from ${url}: ${message}`;
}
