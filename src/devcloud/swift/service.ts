/** Swift v1: accounts, containers, objects. */
import { createHash } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { ApiError, badRequest, conflict, forbidden, notFound, unauthorized } from '../http/apiError.ts';
import type { Call } from '../http/call.ts';
import { integer, list, record, text } from '../http/fields.ts';
import type { Reply, Route } from '../http/router.ts';
import type { Service } from '../http/service.ts';
import { isoMicros } from '../state/timestamps.ts';
import type { Container, StoredObject } from './swift.ts';
import { hasValidSignature, OBJECT_PREFIX } from './tempUrl.ts';

const routes: readonly Route[] = [
  ['GET', '/info', () => ({ status: 200, body: { swift: { version: '2.30.0', max_file_size: 5368709122, container_listing_limit: 10000, account_listing_limit: 10000 }, tempurl: { methods: ['GET', 'HEAD', 'PUT', 'POST', 'DELETE'], allowed_digests: ['sha1', 'sha256', 'sha512'] }, slo: { max_manifest_segments: 1000 } } }), 'open'],
  ['GET', '/healthcheck', () => ({ status: 200, body: 'OK' }), 'open'],
  ['HEAD', '/v1/{account}', showAccount],
  ['GET', '/v1/{account}', listContainers],
  ['POST', '/v1/{account}', updateAccount],
  ['PUT', '/v1/{account}/{container}', putContainer],
  ['POST', '/v1/{account}/{container}', postContainer],
  ['HEAD', '/v1/{account}/{container}', showContainer, 'open'],
  ['GET', '/v1/{account}/{container}', listObjects, 'open'],
  ['DELETE', '/v1/{account}/{container}', deleteContainer],
  ['PUT', '/v1/{account}/{container}/{object*}', putObject, 'open'],
  ['POST', '/v1/{account}/{container}/{object*}', postObject, 'open'],
  ['COPY', '/v1/{account}/{container}/{object*}', copyObject],
  ['HEAD', '/v1/{account}/{container}/{object*}', getObject, 'open'],
  ['GET', '/v1/{account}/{container}/{object*}', getObject, 'open'],
  ['DELETE', '/v1/{account}/{container}/{object*}', deleteObject, 'open'],
];

export const objectService: Service = {
  name: 'object',
  prefix: OBJECT_PREFIX,
  routes,
  errorReply: (error: ApiError): Reply => {
    const title = STATUS_CODES[error.status] ?? 'Error';
    return { status: error.status, body: `<html><h1>${title}</h1><p>${error.message}</p></html>`, headers: { 'Content-Type': 'text/html; charset=UTF-8' } };
  },
  headers: (call) => ({ 'X-Trans-Id': `tx${call.requestId.slice(4).replaceAll('-', '').slice(0, 21)}-devcloud`, Date: new Date(call.now()).toUTCString() }),
};

const missing = (): ApiError => notFound('The resource could not be found.');

/** The project whose account the path names. @throws 401, 403 */
function own(call: Call): string {
  const project = call.param('account').replace(/^AUTH_/, '');
  if (project !== call.projectId && !call.isAdmin) throw forbidden('Access was denied to this resource.');
  return project;
}

/** Who may read or write: the owner, a holder of a TempURL, everyone if the container's ACL says so. */
function reach(call: Call, write: boolean): string {
  const project = call.param('account').replace(/^AUTH_/, '');
  const { swift } = call.cloud;
  if (call.query.has('temp_url_sig')) {
    if (!hasValidSignature(call, swift, project, call.param('container'))) throw unauthorized('Temp URL invalid');
    return project;
  }
  const acl = swift.containers.get(`${project}/${call.param('container')}`)?.headers[write ? 'x-container-write' : 'x-container-read'];
  if (acl?.includes('.r:*')) return project;
  const allowed = call.projectId === project || call.isAdmin || acl?.split(',').some((part) => part.startsWith(`${call.projectId}:`) || part === '*:*');
  if (!allowed) throw forbidden('Access was denied to this resource.');
  return project;
}

const asHeaders = (prefix: string, metadata: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`${prefix}${name}`, value]));

/** Applies `X-…-Meta-Name` and `X-Remove-…-Meta-Name` headers to metadata. */
function applyMeta(call: Call, kind: string, metadata: Record<string, string>): void {
  for (const [header, value] of Object.entries(call.headers)) {
    const text_ = Array.isArray(value) ? value.join(',') : (value ?? '');
    const set = header.startsWith(`x-${kind}-meta-`) ? header.slice(`x-${kind}-meta-`.length) : undefined;
    const remove = header.startsWith(`x-remove-${kind}-meta-`) ? header.slice(`x-remove-${kind}-meta-`.length) : undefined;
    if (remove || (set && text_ === '')) delete metadata[remove ?? set ?? ''];
    else if (set) metadata[set] = text_;
  }
}

function accountHeaders(call: Call, project: string): Record<string, string> {
  const { swift } = call.cloud;
  const containers = swift.containers.by('project', project);
  const sum = (value: (item: Container) => number): string => String(containers.reduce((total, item) => total + value(item), 0));
  return {
    'X-Account-Container-Count': String(containers.length),
    'X-Account-Object-Count': sum((item) => item.count),
    'X-Account-Bytes-Used': sum((item) => item.bytes),
    'X-Timestamp': '1700000000.00000',
    ...asHeaders('X-Account-Meta-', swift.accounts.get(project)?.metadata ?? {}),
  };
}
function showAccount(call: Call): Reply {
  return { status: 204, headers: accountHeaders(call, own(call)) };
}
function updateAccount(call: Call): Reply {
  const account = call.cloud.swift.account(own(call));
  applyMeta(call, 'account', account.metadata);
  call.cloud.swift.accounts.save(account);
  return { status: 204 };
}

interface Row {
  name: string;
  json: Record<string, unknown>;
}

/** Marker, end_marker, prefix, delimiter, limit, reverse; as text or JSON. */
function listing(call: Call, rows: Row[], headers: Record<string, string>): Reply {
  const { query } = call;
  const prefix = query.get('prefix') ?? '';
  const marker = query.get('marker') ?? '';
  const end = query.get('end_marker') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const reverse = query.has('reverse') && query.get('reverse') !== 'false';
  let found = rows.filter(({ name }) => name.startsWith(prefix)).sort((a, b) => (a.name < b.name ? -1 : 1));
  if (delimiter) {
    const seen = new Map<string, Row>();
    for (const row of found) {
      const at = row.name.indexOf(delimiter, prefix.length);
      const name = at < 0 ? row.name : row.name.slice(0, at + delimiter.length);
      if (!seen.has(name)) seen.set(name, at < 0 ? row : { name, json: { subdir: name } });
    }
    found = [...seen.values()];
  }
  if (reverse) found.reverse();
  found = found.filter(({ name }) => (!marker || (reverse ? name < marker : name > marker)) && (!end || (reverse ? name > end : name < end)));
  found = found.slice(0, integer(query.get('limit'), 10_000));
  const wantsJson = query.get('format') === 'json' || (call.header('accept') ?? '').includes('application/json');
  if (wantsJson) return { status: 200, body: found.map((row) => row.json), headers: { ...headers, 'Content-Type': 'application/json; charset=utf-8' } };
  if (found.length === 0) return { status: 204, headers };
  return { status: 200, body: `${found.map((row) => row.name).join('\n')}\n`, headers: { ...headers, 'Content-Type': 'text/plain; charset=utf-8' } };
}

const stamp = (ms: number): string => isoMicros(ms);

function listContainers(call: Call): Reply {
  const project = own(call);
  const rows = call.cloud.swift.containers.by('project', project).map((item) => ({
    name: item.name,
    json: { name: item.name, count: item.count, bytes: item.bytes, last_modified: stamp(item.created_at) },
  }));
  return listing(call, rows, accountHeaders(call, project));
}

const ACL_HEADERS = ['x-container-read', 'x-container-write', 'x-versions-location', 'x-history-location', 'x-container-sync-to', 'x-container-sync-key', 'x-versions-enabled'];

function applyContainer(call: Call, container: Container): void {
  applyMeta(call, 'container', container.metadata);
  for (const name of ACL_HEADERS) {
    const value = call.header(name);
    if (value === '' || call.headers[name.replace('x-', 'x-remove-')] !== undefined) delete container.headers[name];
    else if (value !== undefined) container.headers[name] = value;
  }
  call.cloud.swift.containers.save(container);
}

function putContainer(call: Call): Reply {
  const project = own(call);
  const name = call.param('container');
  if (name.length > 256) throw badRequest(`Container name length of ${name.length} longer than 256`);
  const { containers } = call.cloud.swift;
  const before = containers.get(`${project}/${name}`);
  const container =
    before ?? containers.insert({ id: `${project}/${name}`, project_id: project, name, metadata: {}, headers: {}, created_at: call.now(), count: 0, bytes: 0 });
  applyContainer(call, container);
  return { status: before ? 202 : 201 };
}
function findContainer(call: Call, project: string, name = call.param('container')): Container {
  const container = call.cloud.swift.containers.get(`${project}/${name}`);
  if (!container) throw missing();
  return container;
}
function postContainer(call: Call): Reply {
  applyContainer(call, findContainer(call, own(call)));
  return { status: 204 };
}
const containerHeaders = (item: Container): Record<string, string> => ({
  'X-Container-Object-Count': String(item.count),
  'X-Container-Bytes-Used': String(item.bytes),
  'X-Timestamp': (item.created_at / 1000).toFixed(5),
  'Last-Modified': new Date(item.created_at).toUTCString(),
  'X-Storage-Policy': 'Policy-0',
  ...item.headers,
  ...asHeaders('X-Container-Meta-', item.metadata),
});
function showContainer(call: Call): Reply {
  return { status: 204, headers: containerHeaders(findContainer(call, reach(call, false))) };
}
function listObjects(call: Call): Reply {
  const container = findContainer(call, reach(call, false));
  const rows = call.cloud.swift.objects.by('container', container.id).map((item) => ({
    name: item.name,
    json: { name: item.name, hash: item.hash, bytes: item.bytes, content_type: item.content_type, last_modified: stamp(item.last_modified) },
  }));
  return listing(call, rows, containerHeaders(container));
}
function deleteContainer(call: Call): Reply {
  const container = findContainer(call, own(call));
  if (container.count > 0) throw conflict('There was a conflict when trying to complete your request.');
  call.cloud.swift.containers.remove(container.id);
  return { status: 204 };
}

const KEPT_HEADERS = ['content-encoding', 'content-disposition', 'x-object-manifest', 'cache-control', 'content-language', 'expires'];

function expiry(call: Call): number | null {
  const after = call.header('x-delete-after');
  const at = call.header('x-delete-at');
  if (after !== undefined) return call.now() + Number(after) * 1000;
  return at === undefined ? null : Number(at) * 1000;
}

function putObject(call: Call): Reply {
  const project = reach(call, true);
  const container = findContainer(call, project);
  const name = call.param('object');
  const from = call.header('x-copy-from');
  if (from !== undefined) return copy(call, project, decodeURIComponent(from), container.name, name);
  const isManifest = call.query.get('multipart-manifest') === 'put';
  const segments = isManifest ? segmentsOf(call, project) : null;
  const data = isManifest ? Buffer.alloc(0) : call.body;
  const hash = createHash('md5').update(data).digest('hex');
  const claimed = call.header('etag')?.replaceAll('"', '');
  if (claimed && !isManifest && claimed !== hash) throw new ApiError(422, 'Unable to process the contained instructions');
  if (call.header('if-none-match') === '*' && call.cloud.swift.objects.has(`${container.id}/${name}`)) {
    throw new ApiError(412, 'A precondition for this request was not met.');
  }
  const metadata: Record<string, string> = {};
  applyMeta(call, 'object', metadata);
  const item: StoredObject = {
    id: `${container.id}/${name}`,
    project_id: project,
    container: container.name,
    name,
    bytes: segments ? segments.reduce((sum, part) => sum + part.bytes, 0) : data.length,
    hash: segments ? createHash('md5').update(segments.map((part) => part.hash).join('')).digest('hex') : hash,
    content_type: call.header('content-type') ?? 'application/octet-stream',
    last_modified: call.now(),
    delete_at: expiry(call),
    metadata,
    headers: Object.fromEntries(KEPT_HEADERS.flatMap((key) => (call.header(key) === undefined ? [] : [[key, call.header(key) ?? '']]))),
    segments,
  };
  call.cloud.swift.put(item, data);
  return { status: 201, headers: { Etag: item.hash, 'Last-Modified': new Date(item.last_modified).toUTCString(), 'Content-Type': 'text/html; charset=UTF-8' } };
}

function segmentsOf(call: Call, project: string): StoredObject['segments'] {
  let parts: unknown;
  try {
    parts = JSON.parse(call.body.toString('utf8'));
  } catch {
    throw badRequest('Manifest must be valid JSON.');
  }
  return list(parts).map((part) => {
    const path = text(record(part).path).replace(/^\//, '');
    const item = call.cloud.swift.objects.get(`${project}/${path}`);
    if (!item) throw badRequest(`Errors:\n/${path}, 404 Not Found`);
    return { path, bytes: item.bytes, hash: item.hash };
  });
}

function findObject(call: Call, project: string): StoredObject {
  const item = call.cloud.swift.objects.get(`${project}/${call.param('container')}/${call.param('object')}`);
  if (!item) throw missing();
  return item;
}

/** The whole content: of its segments, for large objects. */
function contentOf(call: Call, item: StoredObject): Buffer {
  const { swift } = call.cloud;
  if (item.segments) {
    return Buffer.concat(item.segments.flatMap(({ path }) => swift.objects.get(`${item.project_id}/${path}`) ?? []).map((part) => swift.data(part)));
  }
  const manifest = item.headers['x-object-manifest'];
  if (manifest) {
    const [container = '', ...rest] = decodeURIComponent(manifest).split('/');
    const parts = swift.objects
      .by('container', `${item.project_id}/${container}`)
      .filter((part) => part.name.startsWith(rest.join('/')))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    return Buffer.concat(parts.map((part) => swift.data(part)));
  }
  return swift.data(item);
}

function getObject(call: Call): Reply {
  const item = findObject(call, reach(call, false));
  const headers: Record<string, string> = {
    'Content-Type': item.content_type,
    Etag: item.hash,
    'Last-Modified': new Date(item.last_modified).toUTCString(),
    'X-Timestamp': (item.last_modified / 1000).toFixed(5),
    'Accept-Ranges': 'bytes',
    ...(item.delete_at !== null && { 'X-Delete-At': String(Math.floor(item.delete_at / 1000)) }),
    ...(item.segments && { 'X-Static-Large-Object': 'True' }),
    ...item.headers,
    ...asHeaders('X-Object-Meta-', item.metadata),
  };
  if (call.header('if-none-match')?.replaceAll('"', '') === item.hash) return { status: 304, headers };
  if (call.method === 'HEAD' && !item.headers['x-object-manifest']) return { status: 200, headers: { ...headers, 'Content-Length': String(item.bytes) } };
  const data = contentOf(call, item);
  const range = /^bytes=(\d*)-(\d*)$/.exec(call.header('range') ?? '');
  if (!range || (range[1] === '' && range[2] === '')) return { status: 200, body: data, headers };
  const start = range[1] === '' ? Math.max(0, data.length - Number(range[2])) : Number(range[1]);
  const end = range[1] === '' || range[2] === '' ? data.length - 1 : Math.min(Number(range[2]), data.length - 1);
  if (start > end) return { status: 416, headers: { 'Content-Range': `bytes */${data.length}` } };
  return { status: 206, body: data.subarray(start, end + 1), headers: { ...headers, 'Content-Range': `bytes ${start}-${end}/${data.length}` } };
}

function postObject(call: Call): Reply {
  const item = findObject(call, reach(call, true));
  item.metadata = {};
  applyMeta(call, 'object', item.metadata);
  item.content_type = call.header('content-type') ?? item.content_type;
  for (const key of KEPT_HEADERS) if (call.header(key) !== undefined) item.headers[key] = call.header(key) ?? '';
  const at = expiry(call);
  item.delete_at = at;
  delete item.due;
  if (at !== null) call.cloud.world.timeline.schedule(call.cloud.swift.objects, item, at - call.now(), 'vanishes');
  call.cloud.swift.objects.save(item);
  return { status: 202 };
}

function copyObject(call: Call): Reply {
  const project = own(call);
  const [container = '', ...rest] = decodeURIComponent(call.header('destination') ?? '').replace(/^\//, '').split('/');
  return copy(call, project, `${call.param('container')}/${call.param('object')}`, container, rest.join('/'));
}
function copy(call: Call, project: string, from: string, container: string, name: string): Reply {
  const source = call.cloud.swift.objects.get(`${project}/${from.replace(/^\//, '')}`);
  if (!source) throw missing();
  const target = findContainer(call, project, container);
  const { due: _, ...rest } = source;
  const metadata = { ...source.metadata };
  applyMeta(call, 'object', metadata);
  const item = { ...rest, id: `${target.id}/${name}`, container, name, last_modified: call.now(), metadata };
  call.cloud.swift.put(item, call.cloud.swift.data(source));
  return { status: 201, headers: { Etag: item.hash, 'X-Copied-From': from } };
}

function deleteObject(call: Call): Reply {
  const project = reach(call, true);
  const item = findObject(call, project);
  if (call.query.get('multipart-manifest') === 'delete') {
    for (const { path } of item.segments ?? []) {
      const part = call.cloud.swift.objects.get(`${project}/${path}`);
      if (part) call.cloud.swift.remove(part);
    }
  }
  call.cloud.swift.remove(item);
  return { status: 204 };
}
