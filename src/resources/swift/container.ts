import { HeatError } from '../../errors.ts';
import { at } from '../../openstack/path.ts';
import { isMap, type Value, type ValueMap } from '../../template/value.ts';
import { unlessGone } from '../deletion.ts';
import { ownType } from '../own-type.ts';
import { flag, integer, lives, map, preset, since, text } from '../terms/index.ts';
import type { ResourceOperation } from '../type.ts';

export const container = ownType({
  name: 'OS::Swift::Container',
  className: 'SwiftContainer',
  description: 'A container of objects.',
  properties: {
    PurgeOnDelete: flag(
      'Whether objects in it are deleted with it; otherwise a container that is not empty cannot go.',
      preset(false),
      since('2015.1'),
    ),
    'X-Account-Meta': map('Key-value pairs set on the account.', preset({})),
    'X-Container-Meta': map('Key-value pairs kept with the container.', preset({})),
    'X-Container-Read': text('Who may read its objects, as an access list.'),
    'X-Container-Write': text('Who may write its objects, as an access list.'),
    name: text('Name of the container.'),
  },
  attributes: {
    BytesUsed: integer('Bytes in it.', lives),
    DomainName: text('Host of its address.'),
    HeadContainer: map('All its headers.', lives),
    ObjectCount: integer('Objects in it.', lives),
    RootURL: text('Address of the account.'),
    WebsiteURL: text('Its address.'),
  },
  service: 'object-store',
  // A PUT of a container that is there changes nothing, so an interrupted create is simply done again.
  async create(op) {
    const { properties } = op;
    const name = nameOf(op);
    const headers = metaHeaders('X-Container-Meta-', properties['X-Container-Meta']);
    for (const key of ['X-Container-Read', 'X-Container-Write'] as const) {
      if (properties[key] != null) headers[key] = properties[key];
    }
    await op.cloud.request('object-store', { method: 'PUT', path: at`/${name}`, headers });
    const account = metaHeaders('X-Account-Meta-', properties['X-Account-Meta']);
    if (Object.keys(account).length > 0) {
      await op.cloud.request('object-store', { method: 'POST', path: '', headers: account, repeatable: true });
    }
    return name;
  },
  sharesIds: true,
  async find(op) {
    const name = nameOf(op);
    const headers = await head(op, name);
    if (headers === null) return null;
    // One with a name of the template's may have been there before.
    const isOwn = name === op.physicalName || Number(headers['x-timestamp']) * 1000 >= op.begun - SKEW_MS;
    return isOwn ? name : null;
  },
  async delete(op) {
    if (op.physicalId === null) return;
    if (!op.properties.PurgeOnDelete && ((await objects(op, 1))?.length ?? 0) > 0) {
      const what = `Deleting non-empty container (${op.physicalId}) when PurgeOnDelete is False`;
      throw new HeatError('ResourceActionNotSupported', `${what} is not supported for resource.`);
    }
  },
  /** Takes some objects away at every tick, and the container when it is empty. */
  async deleted(op) {
    if (op.physicalId === null) return true;
    if (op.properties.PurgeOnDelete) {
      const left = await objects(op, 100);
      if (left === null) return true;
      await Promise.all(left.map((name) => removeObject(op, name)));
      if (left.length > 0) return false;
    }
    await unlessGone(op.cloud.request('object-store', { method: 'DELETE', path: address(op) }));
    return true;
  },
  async check(op) {
    if ((await head(op)) === null)
      throw new HeatError('NotFound', `The container ${op.physicalId} could not be found.`);
  },
  async attribute(op, name) {
    const root = new URL((await op.cloud.endpoint('object-store')) ?? 'http://unknown');
    if (name === 'DomainName') return root.hostname;
    if (name === 'RootURL') return root.href;
    if (name === 'WebsiteURL') return `${root.href}/${op.physicalId ?? op.name}`;
    const headers = op.physicalId === null ? null : await head(op);
    if (headers === null) return null;
    if (name === 'ObjectCount') return headers['x-container-object-count'] ?? null;
    if (name === 'BytesUsed') return headers['x-container-bytes-used'] ?? null;
    return headers;
  },
});

/** Clocks of the cloud and of the engine may differ by this much. */
const SKEW_MS = 30_000;

function nameOf({ properties: { name }, physicalName }: ResourceOperation): string {
  return typeof name === 'string' && name !== '' ? name : physicalName;
}

function metaHeaders(prefix: string, meta: Value | undefined): Record<string, string> {
  if (!isMap(meta)) return {};
  return Object.fromEntries(Object.entries(meta).map(([key, value]) => [`${prefix}${key}`, String(value)]));
}

function address(op: ResourceOperation): string {
  return `/${encodeURIComponent(op.physicalId ?? '')}`;
}

/** Names of some objects; null when the container is gone. */
async function objects(op: ResourceOperation, limit: number): Promise<string[] | null> {
  const query = { format: 'json', limit };
  const answer = await unlessGone(
    op.cloud.request<{ name: string }[] | null>('object-store', { path: address(op), query }),
  );
  return answer === null ? null : (answer.body ?? []).map(({ name }) => name);
}

async function removeObject(op: ResourceOperation, name: string): Promise<void> {
  const path = `${address(op)}/${name.split('/').map(encodeURIComponent).join('/')}`;
  await unlessGone(op.cloud.request('object-store', { method: 'DELETE', path }));
}

async function head(op: ResourceOperation, name = op.physicalId ?? ''): Promise<ValueMap | null> {
  const path = at`/${name}`;
  const answer = await unlessGone(op.cloud.request('object-store', { method: 'HEAD', path }));
  if (answer === null) return null;
  return Object.fromEntries(Object.entries(answer.headers).map(([key, value]) => [key, String(value)]));
}
