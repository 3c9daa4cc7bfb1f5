/**
 * Signals through Swift: an object that anybody with a signed URL may write, and the engine looks into it. The container bears the stack's
 * id, the object the resource's physical name. A container that keeps former versions of its objects lets several signals wait.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { type Cloud, CloudError } from '../../openstack/cloud.ts';
import { at } from '../../openstack/path.ts';
import type { Value } from '../../template/value.ts';
import { parseJson } from '../../template/value.ts';

/** The container's own key: the account's is its owner's affair. */
const KEY_HEADER = 'x-container-meta-temp-url-key';
/** Seconds: as good as for ever, in the range that every Swift takes. */
const FOREVER = 2_147_483_647;

/** Two makers of one container would each give it a key, and the first one's signatures would be worth nothing. */
const preparing = new Map<string, Promise<string>>();

function containerKey(cloud: Cloud, container: string): Promise<string> {
  const before = preparing.get(container);
  const mine = (before ?? Promise.resolve('')).catch(() => '').then(() => prepare(cloud, container));
  preparing.set(container, mine);
  const over = () => {
    if (preparing.get(container) === mine) preparing.delete(container);
  };
  mine.then(over, over);
  return mine;
}

/** The key of the container, which is made when it is not there. */
async function prepare(cloud: Cloud, container: string): Promise<string> {
  const path = at`/${container}`;
  try {
    const { headers } = await cloud.request('object-store', { method: 'HEAD', path });
    const known = headers[KEY_HEADER];
    if (typeof known === 'string' && known !== '') return known;
  } catch (error) {
    if (!(error instanceof CloudError && error.notFound)) throw error;
  }
  const key = randomBytes(20).toString('hex');
  const headers = { 'x-versions-location': container, [KEY_HEADER]: key };
  await cloud.request('object-store', { method: 'PUT', path, headers });
  return key;
}

/** Makes what is needed; returns the URL to which a signal is PUT. */
export async function makeTempUrl(cloud: Cloud, container: string, object: string): Promise<string> {
  const key = await containerKey(cloud, container);
  const endpoint = await cloud.endpoint('object-store');
  const url = new URL(`${endpoint}/${encodeURIComponent(container)}/${encodeURIComponent(object)}`);
  // What is signed begins at the version, wherever the service stands.
  const signedPath = decodeURIComponent(/\/v1\/.*$/.exec(url.pathname)?.[0] ?? url.pathname);
  const signed = createHmac('sha256', key).update(`PUT\n${FOREVER}\n${signedPath}`).digest('hex');
  url.search = new URLSearchParams({ temp_url_sig: signed, temp_url_expires: String(FOREVER) }).toString();
  return url.href;
}

async function namesOf(cloud: Cloud, container: string, object: string): Promise<string[]> {
  try {
    const { body } = await cloud.request<{ name: string }[]>('object-store', {
      path: at`/${container}`,
      query: { format: 'json' },
    });
    return (body ?? []).map(({ name }) => name).filter((name) => name.includes(object));
  } catch (error) {
    if (error instanceof CloudError && error.notFound) return [];
    throw error;
  }
}

/** Bytes of one signal; as much as the APIs take. */
const MOST_OF_SIGNAL = 1024 * 1024;

/** The signals that have come in since the last look; each is given once. Text that is not JSON is refused by the one who takes it. */
export async function takeTempSignals(cloud: Cloud, container: string, object: string): Promise<Value[]> {
  const signals: Value[] = [];
  const taken: string[] = [];
  for (const name of await namesOf(cloud, container, object)) {
    const path = `/${encodeURIComponent(container)}/${name.split('/').map(encodeURIComponent).join('/')}`;
    try {
      const { body } = await cloud.request('object-store', { path, answer: 'object', most: MOST_OF_SIGNAL });
      signals.push(readSignal(body));
      taken.push(path);
    } catch (error) {
      if (!(error instanceof CloudError && error.notFound)) throw error;
    }
  }
  // Former versions first: deleting the present object would bring one of them back.
  const present = `/${encodeURIComponent(container)}/${encodeURIComponent(object)}`;
  for (const path of taken.sort((a, b) => Number(a === present) - Number(b === present))) await remove(cloud, path);
  return signals;
}

function readSignal(body: unknown): Value {
  const text = body instanceof Uint8Array ? Buffer.from(body).toString('utf8') : body;
  if (typeof text !== 'string') return (text ?? {}) as Value;
  return text.trim() === '' ? {} : parseJson(text);
}

/** Whatever of it is left, and the container when nothing else is in it. */
export async function removeTempUrl(cloud: Cloud, container: string, object: string): Promise<void> {
  const path = at`/${container}`;
  for (const name of await namesOf(cloud, container, object)) {
    await remove(cloud, `${path}/${name.split('/').map(encodeURIComponent).join('/')}`);
  }
  try {
    await cloud.request('object-store', { method: 'DELETE', path });
  } catch (error) {
    if (!(error instanceof CloudError && (error.notFound || error.status === 409))) throw error;
  }
}

async function remove(cloud: Cloud, path: string): Promise<void> {
  try {
    await cloud.request('object-store', { method: 'DELETE', path });
  } catch (error) {
    if (!(error instanceof CloudError && error.notFound)) throw error;
  }
}
