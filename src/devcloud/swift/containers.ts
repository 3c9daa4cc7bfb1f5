/** Accounts and containers. */
import { badRequest, conflict } from '../http/api-error.ts';
import type { Reply } from '../http/router.ts';
import { isoMicros } from '../state/timestamps.ts';
import { applyMeta, asHeaders, missing, own, reach } from './access.ts';
import type { Call, Route } from './call.ts';
import { listing } from './listing.ts';
import type { Container } from './swift.ts';

export const containerRoutes: readonly Route[] = [
  ['HEAD', '/v1/{account}', showAccount],
  ['GET', '/v1/{account}', listContainers],
  ['POST', '/v1/{account}', updateAccount],
  ['PUT', '/v1/{account}/{container}', putContainer],
  ['POST', '/v1/{account}/{container}', postContainer],
  ['HEAD', '/v1/{account}/{container}', showContainer, 'open'],
  ['GET', '/v1/{account}/{container}', listObjects, 'open'],
  ['DELETE', '/v1/{account}/{container}', deleteContainer],
];

function accountHeaders(call: Call, project: string): Record<string, string> {
  const { swift } = call.cloud;
  const containers = swift.containers.by('project', project);
  const sum = (value: (item: Container) => number): string =>
    String(containers.reduce((total, item) => total + value(item), 0));
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

const stamp = (ms: number): string => isoMicros(ms);

function listContainers(call: Call): Reply {
  const project = own(call);
  const rows = call.cloud.swift.containers.by('project', project).map((item) => ({
    name: item.name,
    json: { name: item.name, count: item.count, bytes: item.bytes, last_modified: stamp(item.created_at) },
  }));
  return listing(call, rows, accountHeaders(call, project));
}

const ACL_HEADERS = [
  'x-container-read',
  'x-container-write',
  'x-versions-location',
  'x-history-location',
  'x-container-sync-to',
  'x-container-sync-key',
  'x-versions-enabled',
];

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
    before ??
    containers.insert({
      id: `${project}/${name}`,
      project_id: project,
      name,
      metadata: {},
      headers: {},
      created_at: call.now(),
      count: 0,
      bytes: 0,
    });
  applyContainer(call, container);
  return { status: before ? 202 : 201 };
}
export function findContainer(call: Call, project: string, name = call.param('container')): Container {
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
    json: {
      name: item.name,
      hash: item.hash,
      bytes: item.bytes,
      content_type: item.content_type,
      last_modified: stamp(item.last_modified),
    },
  }));
  return listing(call, rows, containerHeaders(container));
}
function deleteContainer(call: Call): Reply {
  const container = findContainer(call, own(call));
  if (container.count > 0) throw conflict('There was a conflict when trying to complete your request.');
  call.cloud.swift.containers.remove(container.id);
  return { status: 204 };
}
