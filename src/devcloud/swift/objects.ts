/** Objects: put, get, copy, delete; large objects made of segments. */
import { createHash } from 'node:crypto';
import { ApiError, badRequest } from '../http/api-error.ts';
import { list, record, text } from '../http/fields.ts';
import type { Reply } from '../http/router.ts';
import { applyMeta, asHeaders, missing, own, reach } from './access.ts';
import type { Call, Route } from './call.ts';
import { findContainer } from './containers.ts';
import type { StoredObject } from './swift.ts';

export const objectRoutes: readonly Route[] = [
  ['PUT', '/v1/{account}/{container}/{object*}', putObject, 'open'],
  ['POST', '/v1/{account}/{container}/{object*}', postObject, 'open'],
  ['COPY', '/v1/{account}/{container}/{object*}', copyObject],
  ['HEAD', '/v1/{account}/{container}/{object*}', getObject, 'open'],
  ['GET', '/v1/{account}/{container}/{object*}', getObject, 'open'],
  ['DELETE', '/v1/{account}/{container}/{object*}', deleteObject, 'open'],
];

const KEPT_HEADERS = [
  'content-encoding',
  'content-disposition',
  'x-object-manifest',
  'cache-control',
  'content-language',
  'expires',
];

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
  if (claimed && !isManifest && claimed !== hash)
    throw new ApiError(422, 'Unable to process the contained instructions');
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
    hash: segments
      ? createHash('md5')
          .update(segments.map((part) => part.hash).join(''))
          .digest('hex')
      : hash,
    content_type: call.header('content-type') ?? 'application/octet-stream',
    last_modified: call.now(),
    delete_at: expiry(call),
    metadata,
    headers: Object.fromEntries(
      KEPT_HEADERS.flatMap((key) => (call.header(key) === undefined ? [] : [[key, call.header(key) ?? '']])),
    ),
    segments,
  };
  call.cloud.swift.put(item, data);
  return {
    status: 201,
    headers: {
      Etag: item.hash,
      'Last-Modified': new Date(item.last_modified).toUTCString(),
      'Content-Type': 'text/html; charset=UTF-8',
    },
  };
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
    return Buffer.concat(
      item.segments
        .flatMap(({ path }) => swift.objects.get(`${item.project_id}/${path}`) ?? [])
        .map((part) => swift.data(part)),
    );
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
  if (call.method === 'HEAD' && !item.headers['x-object-manifest'])
    return { status: 200, headers: { ...headers, 'Content-Length': String(item.bytes) } };
  const data = contentOf(call, item);
  const range = /^bytes=(\d*)-(\d*)$/.exec(call.header('range') ?? '');
  if (!range || (range[1] === '' && range[2] === '')) return { status: 200, body: data, headers };
  const start = range[1] === '' ? Math.max(0, data.length - Number(range[2])) : Number(range[1]);
  const end = range[1] === '' || range[2] === '' ? data.length - 1 : Math.min(Number(range[2]), data.length - 1);
  if (start > end) return { status: 416, headers: { 'Content-Range': `bytes */${data.length}` } };
  return {
    status: 206,
    body: data.subarray(start, end + 1),
    headers: { ...headers, 'Content-Range': `bytes ${start}-${end}/${data.length}` },
  };
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
  if (at !== null) call.cloud.world.timeline.scheduleAt(call.cloud.swift.objects, item, at, 'vanishes');
  call.cloud.swift.objects.save(item);
  return { status: 202 };
}

function copyObject(call: Call): Reply {
  const project = own(call);
  const [container = '', ...rest] = decodeURIComponent(call.header('destination') ?? '')
    .replace(/^\//, '')
    .split('/');
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
