/** `files_container`: the files of a request may lie in a Swift container of the caller's; those in the request go first. */
import { HeatError } from '../../../errors.ts';
import { type Cloud, CloudError } from '../../../openstack/cloud.ts';
import { setKey } from '../../../template/value.ts';
import { quote } from '../links.ts';
import { badRequest } from '../queries.ts';

const MOST_FILES = 1_000;

export async function readFilesContainer(
  cloud: Cloud,
  container: unknown,
  given: Readonly<Record<string, string>>,
  maxBytes: number,
): Promise<Record<string, string>> {
  if (typeof container !== 'string' || container === '') throw badRequest('files_container has to be a name');
  const path = `/${quote(container)}`;
  try {
    const { body } = await cloud.request<{ name: string; bytes: number }[]>('object-store', {
      path,
      query: { format: 'json' },
    });
    const wanted = body.filter(({ name }) => !Object.hasOwn(given, name));
    const size = wanted.reduce((sum, { bytes }) => sum + bytes, 0);
    if (size > maxBytes) {
      throw new HeatError(
        'RequestLimitExceeded',
        `Request limit exceeded: the files in container ${container} (${size} bytes) exceed the maximum allowed size (${maxBytes} bytes).`,
      );
    }
    if (wanted.length > MOST_FILES) {
      const text = `container ${container} holds ${wanted.length} files, ${MOST_FILES} at most can be used`;
      throw new HeatError('RequestLimitExceeded', `Request limit exceeded: ${text}.`);
    }
    const files: Record<string, string> = {};
    // What the list says of sizes need not be so any more.
    let left = maxBytes;
    for (const { name } of wanted) {
      const object = await cloud.request<unknown>('object-store', {
        path: `${path}/${name.split('/').map(quote).join('/')}`,
        answer: 'object',
        most: left,
      });
      const text = asText(object.body);
      left = Math.max(0, left - Buffer.byteLength(text));
      setKey(files, name, text);
    }
    return { ...files, ...given };
  } catch (error) {
    if (error instanceof CloudError && error.notFound) {
      throw new HeatError('NotFound', `Could not fetch files from container ${container}, reason: it does not exist.`);
    }
    throw error;
  }
}

function asText(body: unknown): string {
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return Buffer.from(body).toString('utf8');
  return JSON.stringify(body);
}
