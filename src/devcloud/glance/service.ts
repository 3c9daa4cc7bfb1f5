/** Glance v2: images with data, tags, members; import; schemas and stores as far as clients look at them. */
import { STATUS_CODES } from 'node:http';
import { type ApiError, badRequest, conflict, forbidden, notFound } from '../http/api-error.ts';
import { type Fields, flag, integer, list, maybeText, record, text } from '../http/fields.ts';
import { paginate, sorted } from '../http/paging.ts';
import { type Reply, routesWithin } from '../http/router.ts';
import type { Service } from '../http/service.ts';
import { isUuid } from '../state/identifiers.ts';
import { isoSeconds } from '../state/timestamps.ts';
import { find, findOwn, save } from './access.ts';
import type { Call, Neighbours, Route } from './call.ts';
import type { Image } from './glance.ts';
import { memberRoutes } from './members.ts';

const version = (call: Call, minor: number): Fields => ({
  id: `v2.${minor}`,
  status: minor === 15 ? 'CURRENT' : 'SUPPORTED',
  links: [{ rel: 'self', href: `${call.baseUrl}/image/v2/` }],
});
const versions = (call: Call): Reply => ({
  status: 300,
  body: { versions: [15, 9, 7, 6, 5, 4, 3, 2, 1, 0].map((minor) => version(call, minor)) },
});

const routes: readonly Route[] = [
  ['GET', '/', versions, 'open'],
  ['GET', '/versions', (call) => ({ ...versions(call), status: 200 }), 'open'],
  ['GET', '/v2/images', listImages],
  ['POST', '/v2/images', createImage],
  ['GET', '/v2/images/{id}', (call) => ({ status: 200, body: show(find(call)) })],
  ['PATCH', '/v2/images/{id}', patchImage],
  ['DELETE', '/v2/images/{id}', deleteImage],
  ['PUT', '/v2/images/{id}/file', upload],
  ['PUT', '/v2/images/{id}/stage', stage],
  ['GET', '/v2/images/{id}/file', download],
  ['POST', '/v2/images/{id}/import', importImage],
  ['POST', '/v2/images/{id}/actions/deactivate', (call) => setStatus(call, 'deactivated')],
  ['POST', '/v2/images/{id}/actions/reactivate', (call) => setStatus(call, 'active')],
  ['PUT', '/v2/images/{id}/tags/{tag}', (call) => changeTags(call, true)],
  ['DELETE', '/v2/images/{id}/tags/{tag}', (call) => changeTags(call, false)],
  [
    'GET',
    '/v2/info/import',
    () => ({
      status: 200,
      body: {
        'import-methods': {
          description: 'Import methods available.',
          type: 'array',
          value: ['glance-direct', 'web-download'],
        },
      },
    }),
  ],
  ['GET', '/v2/info/stores', () => ({ status: 200, body: { stores: [{ id: 'devcloud', default: 'true' }] } })],
  [
    'GET',
    '/v2/schemas/image',
    () => ({ status: 200, body: { name: 'image', properties: {}, additionalProperties: { type: 'string' } } }),
  ],
  ['GET', '/v2/schemas/images', () => ({ status: 200, body: { name: 'images', properties: {} } })],
  [
    'GET',
    '/v2/metadefs/namespaces',
    () => ({
      status: 200,
      body: { namespaces: [], first: '/v2/metadefs/namespaces', schema: '/v2/schemas/metadefs/namespaces' },
    }),
  ],
];

export const imageService = (neighbours: Neighbours): Service => ({
  routes: routesWithin(neighbours, [...routes, ...memberRoutes]),
  errorReply,
});

/** Glance's errors are small HTML pages. */
function errorReply(error: ApiError): Reply {
  const title = `${error.status} ${STATUS_CODES[error.status] ?? 'Error'}`;
  const body = `<html>\n <head>\n  <title>${title}</title>\n </head>\n <body>\n  <h1>${title}</h1>\n  ${error.message}<br /><br />\n\n\n </body>\n</html>`;
  return { status: error.status, body, headers: { 'Content-Type': 'text/html; charset=UTF-8' } };
}

function show(image: Image): Fields {
  return {
    ...image.properties,
    id: image.id,
    name: image.name,
    owner: image.owner,
    status: image.status,
    visibility: image.visibility,
    protected: image.protected,
    os_hidden: image.os_hidden,
    disk_format: image.disk_format,
    container_format: image.container_format,
    min_disk: image.min_disk,
    min_ram: image.min_ram,
    size: image.size,
    virtual_size: null,
    checksum: image.checksum,
    os_hash_algo: image.os_hash_value === null ? null : 'sha512',
    os_hash_value: image.os_hash_value,
    tags: image.tags,
    created_at: isoSeconds(image.created_at),
    updated_at: isoSeconds(image.updated_at),
    self: `/v2/images/${image.id}`,
    file: `/v2/images/${image.id}/file`,
    schema: '/v2/schemas/image',
  };
}

/** `in:a,b` or one value. */
const oneOf = (wanted: string): string[] =>
  wanted.startsWith('in:')
    ? wanted
        .slice(3)
        .split(',')
        .map((part) => part.replaceAll('"', ''))
    : [wanted.replace(/^eq:/, '')];

function listImages(call: Call): Reply {
  const { images } = call.cloud.glance;
  const { query } = call;
  const visibility = query.get('visibility');
  const hidden = flag(query.get('os_hidden'));
  const name = query.get('name');
  const plain = name !== null && !name.startsWith('in:') && !name.startsWith('eq:');
  let items = (plain ? images.by('name', name) : [...images.all()]).filter(
    (image) => call.cloud.glance.mayUse(call, image) && image.os_hidden === hidden,
  );
  items = visibility
    ? items.filter((image) => visibility === 'all' || image.visibility === visibility)
    : items.filter((image) => image.visibility !== 'community' || image.owner === call.projectId);
  for (const [key, wanted] of query) {
    if (['limit', 'marker', 'sort', 'sort_key', 'sort_dir', 'visibility', 'os_hidden', 'member_status'].includes(key))
      continue;
    if (key === 'tag') items = items.filter((image) => image.tags.includes(wanted));
    else if (key === 'size_min') items = items.filter((image) => (image.size ?? 0) >= Number(wanted));
    else if (key === 'size_max') items = items.filter((image) => (image.size ?? 0) <= Number(wanted));
    else items = items.filter((image) => oneOf(wanted).includes(String(show(image)[key] ?? '')));
  }
  items = sorted(call, items.reverse(), (image, key) => (image as unknown as Fields)[key]);
  const page = paginate(call, items, (image) => image.id, 1000);
  const next = page.next && page.next.slice(page.next.indexOf('/v2/'));
  return {
    status: 200,
    body: { images: page.items.map(show), first: '/v2/images', schema: '/v2/schemas/images', ...(next && { next }) },
  };
}

/** Attributes that clients may set, with their conversion; everything else is a property of its own. */
const SETTABLE: Record<string, (value: unknown) => unknown> = {
  name: (value) => maybeText(value) ?? null,
  visibility: (value) => {
    if (!['public', 'private', 'shared', 'community'].includes(text(value)))
      throw badRequest(`Invalid visibility value: ${text(value)}`);
    return value;
  },
  protected: (value) => flag(value),
  os_hidden: (value) => flag(value),
  disk_format: (value) => {
    if (
      value !== null &&
      !['ami', 'ari', 'aki', 'vhd', 'vhdx', 'vmdk', 'raw', 'qcow2', 'vdi', 'iso', 'ploop'].includes(text(value))
    ) {
      throw badRequest(`Invalid disk format '${text(value)}' for image.`);
    }
    return value;
  },
  container_format: (value) => value,
  min_disk: (value) => integer(value, 0),
  min_ram: (value) => integer(value, 0),
  tags: (value) => list(value).map((tag) => text(tag)),
  owner: (value) => value,
};
const READ_ONLY = [
  'id',
  'status',
  'checksum',
  'size',
  'virtual_size',
  'created_at',
  'updated_at',
  'self',
  'file',
  'schema',
  'direct_url',
  'os_hash_algo',
  'os_hash_value',
  'locations',
  'stores',
];

function setAttribute(
  call: Call,
  image: Partial<Image> & { properties: Record<string, unknown> },
  key: string,
  value: unknown,
): void {
  if (READ_ONLY.includes(key)) throw forbidden(`Attribute '${key}' is read-only.`);
  if (key === 'visibility' && value === 'public' && !call.isAdmin)
    throw forbidden('You are not authorized to complete publicize_image action.');
  const convert = SETTABLE[key];
  if (convert) Object.assign(image, { [key]: convert(value) });
  else image.properties[key] = value;
}

function createImage(call: Call): Reply {
  const body = call.json();
  const { images } = call.cloud.glance;
  const part: Partial<Image> & { properties: Record<string, unknown> } = { properties: {} };
  const id = maybeText(body.id);
  if (id !== undefined) {
    if (!isUuid(id)) throw badRequest(`Invalid image id format`);
    if (images.has(id)) throw conflict(`Image ID ${id} already exists!`);
    part.id = id;
  }
  for (const [key, value] of Object.entries(body)) if (key !== 'id') setAttribute(call, part, key, value);
  const image = call.cloud.glance.insert(part.owner && call.isAdmin ? part.owner : call.projectId, {
    ...part,
    owner: part.owner ?? call.projectId,
  });
  return {
    status: 201,
    body: show(image),
    headers: {
      Location: `${call.baseUrl}/image/v2/images/${image.id}`,
      'OpenStack-image-import-methods': 'glance-direct,web-download',
    },
  };
}

function patchImage(call: Call): Reply {
  const image = findOwn(call, 'modify');
  let changes: unknown;
  try {
    changes = JSON.parse(call.body.toString('utf8'));
  } catch {
    throw badRequest('Malformed JSON in request body.');
  }
  for (const part of list(changes)) {
    const { op, path, value, add, replace, remove } = record(part);
    const pointer = text(path ?? add ?? replace ?? remove);
    const key = pointer.replace(/^\//, '').replaceAll('~1', '/').replaceAll('~0', '~');
    const verb = text(op) || (remove !== undefined ? 'remove' : 'replace');
    if (verb === 'remove') {
      if (!(key in image.properties)) throw conflict(`Property ${key} does not exist.`);
      delete image.properties[key];
    } else setAttribute(call, image, key, value);
  }
  save(call, image);
  return { status: 200, body: show(image) };
}

function deleteImage(call: Call): Reply {
  const image = findOwn(call, 'delete');
  if (image.protected) throw forbidden(`Image ${image.id} is protected and cannot be deleted.`);
  call.cloud.glance.images.remove(image.id);
  call.cloud.world.storage.eraseBlob(`image/${image.id}`);
  return { status: 204 };
}

function upload(call: Call): Reply {
  const image = findOwn(call, 'upload to');
  if (image.status !== 'queued' && image.status !== 'uploading') {
    throw conflict(`Image status transition from ${image.status} to saving is not allowed`);
  }
  if (!image.disk_format || !image.container_format)
    throw badRequest('Properties disk_format, container_format must be set prior to saving data.');
  call.cloud.glance.fill(image, call.body);
  return { status: 204 };
}
function stage(call: Call): Reply {
  const image = findOwn(call, 'upload to');
  if (image.status !== 'queued')
    throw conflict(`Image status transition from ${image.status} to uploading is not allowed`);
  call.cloud.world.storage.putBlob(`image/${image.id}`, call.body);
  image.status = 'uploading';
  save(call, image);
  return { status: 204 };
}
/** glance-direct takes the staged data; web-download stores the address in place of what is there (nothing is fetched). */
function importImage(call: Call): Reply {
  const image = findOwn(call, 'import into');
  const method = record(call.json().method);
  const name = text(method.name);
  if (name === 'glance-direct') {
    const staged = call.cloud.world.storage.getBlob(`image/${image.id}`);
    if (image.status !== 'uploading' || !staged) throw conflict('Only images with status uploading can be imported');
    call.cloud.glance.fill(image, staged);
  } else if (name === 'web-download') {
    const uri = text(method.uri);
    if (!/^https?:\/\//.test(uri)) throw badRequest('URI for web-download does not pass filtering: ' + uri);
    if (image.status !== 'queued') throw conflict("Only images with status 'queued' can be imported");
    call.cloud.glance.fill(image, Buffer.from(uri));
  } else throw badRequest(`Unknown import method name '${name}'.`);
  if (call.cloud.world.settings.delays.imageMs > 0) {
    image.status = 'importing';
    call.cloud.world.timeline.schedule(
      call.cloud.glance.images,
      image,
      call.cloud.world.settings.delays.imageMs,
      'becomes',
      { status: 'active' },
    );
  }
  return { status: 202 };
}

function download(call: Call): Reply {
  const image = find(call);
  if (image.status === 'deactivated' && !call.isAdmin)
    throw forbidden('The requested image has been deactivated. Image data download is forbidden.');
  const data = call.cloud.world.storage.getBlob(`image/${image.id}`);
  if (!data) return { status: 204 };
  return {
    status: 200,
    body: data,
    headers: { 'Content-Type': 'application/octet-stream', 'Content-MD5': image.checksum ?? '' },
  };
}

function setStatus(call: Call, status: string): Reply {
  const image = findOwn(call, 'modify');
  image.status = status;
  save(call, image);
  return { status: 204 };
}
function changeTags(call: Call, add: boolean): Reply {
  const image = findOwn(call, 'modify');
  const tag = call.param('tag');
  if (!add && !image.tags.includes(tag)) throw notFound();
  image.tags = add ? [...new Set([...image.tags, tag])] : image.tags.filter((other) => other !== tag);
  save(call, image);
  return { status: 204 };
}
