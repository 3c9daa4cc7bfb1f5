/** Servers: list, show, change, delete, metadata, tags, addresses. Creation is in create-server.ts. */
import { badRequest, conflict, notFound } from '../http/api-error.ts';
import { type Fields, flag, list, maybeText, strings, text } from '../http/fields.ts';
import { paginate, sorted } from '../http/paging.ts';
import type { Reply } from '../http/router.ts';
import type { Call, Route } from './call.ts';
import { createServer } from './create-server.ts';
import { findServer } from './find-server.ts';
import { recordAction } from './instance-actions.ts';
import type { Server } from './model.ts';
import { addressesOf } from './server-ports.ts';
import { briefServer, showServer } from './server-view.ts';

export const serverRoutes: readonly Route[] = [
  ['GET', '/servers', (call) => listServers(call, false)],
  ['GET', '/servers/detail', (call) => listServers(call, true)],
  ['POST', '/servers', createServer],
  ['POST', '/os-volumes_boot', createServer],
  ['GET', '/servers/{id}', (call) => ({ status: 200, body: { server: showServer(call, findServer(call), true) } })],
  ['PUT', '/servers/{id}', updateServer],
  ['DELETE', '/servers/{id}', (call) => deleteServer(call, findServer(call))],
  ['GET', '/servers/{id}/ips', (call) => ({ status: 200, body: { addresses: bareAddresses(call) } })],
  ['GET', '/servers/{id}/ips/{network}', oneNetwork],
  ['GET', '/servers/{id}/metadata', (call) => ({ status: 200, body: { metadata: findServer(call).metadata } })],
  [
    'POST',
    '/servers/{id}/metadata',
    (call) => changeMetadata(call, (old) => ({ ...old, ...strings(call.json1('metadata')) })),
  ],
  ['PUT', '/servers/{id}/metadata', (call) => changeMetadata(call, () => strings(call.json1('metadata')))],
  ['GET', '/servers/{id}/metadata/{key}', showMeta],
  ['PUT', '/servers/{id}/metadata/{key}', setMeta],
  ['DELETE', '/servers/{id}/metadata/{key}', dropMeta],
  ['GET', '/servers/{id}/tags', (call) => ({ status: 200, body: { tags: findServer(call).tags } })],
  ['PUT', '/servers/{id}/tags', (call) => changeTags(call, () => list(call.json().tags).map((tag) => text(tag)), 200)],
  ['DELETE', '/servers/{id}/tags', (call) => changeTags(call, () => [], 204)],
  ['GET', '/servers/{id}/tags/{tag}', (call) => ({ status: mustHaveTag(call) ? 204 : 404 })],
  ['PUT', '/servers/{id}/tags/{tag}', putTag],
  [
    'DELETE',
    '/servers/{id}/tags/{tag}',
    (call) => mustHaveTag(call) && changeTags(call, (tags) => tags.filter((t) => t !== call.param('tag')), 204),
  ],
  ['GET', '/servers/{id}/os-security-groups', securityGroupsOf],
  [
    'GET',
    '/servers/{id}/diagnostics',
    (call) => ({ status: 200, body: { state: findServer(call).power_state === 1 ? 'running' : 'shutdown' } }),
  ],
];

type Filter = (server: Server, wanted: string) => boolean;

const FILTERS: Record<string, Filter> = {
  status: (server, wanted) => server.status === wanted.toUpperCase(),
  vm_state: (server, wanted) => server.vm_state === wanted,
  task_state: (server, wanted) => (server.task_state ?? '') === wanted,
  power_state: (server, wanted) => String(server.power_state) === wanted,
  flavor: (server, wanted) => server.flavor.id === wanted,
  image: (server, wanted) => server.image_id === wanted,
  uuid: (server, wanted) => server.id === wanted,
  user_id: (server, wanted) => server.user_id === wanted,
  key_name: (server, wanted) => server.key_name === wanted,
  availability_zone: (server, wanted) => server.availability_zone === wanted,
  reservation_id: (server, wanted) => server.reservation_id === wanted,
  locked: (server, wanted) => server.locked === flag(wanted),
  host: (_server, wanted) => wanted === 'devcloud',
  tags: (server, wanted) => wanted.split(',').every((tag) => server.tags.includes(tag)),
  'tags-any': (server, wanted) => wanted.split(',').some((tag) => server.tags.includes(tag)),
  'not-tags': (server, wanted) => !wanted.split(',').every((tag) => server.tags.includes(tag)),
  'not-tags-any': (server, wanted) => !wanted.split(',').some((tag) => server.tags.includes(tag)),
  'changes-since': (server, wanted) => server.updated >= Date.parse(wanted),
  'changes-before': (server, wanted) => server.updated <= Date.parse(wanted),
};

function listServers(call: Call, detail: boolean): Reply {
  const { servers } = call.cloud.nova.model;
  const { query } = call;
  const all = flag(query.get('all_tenants')) || flag(query.get('all_projects'));
  if (all && !call.isAdmin)
    throw Object.assign(
      badRequest("Policy doesn't allow os_compute_api:servers:detail:get_all_tenants to be performed."),
      { status: 403 },
    );
  const project = all ? (query.get('project_id') ?? query.get('tenant_id')) : call.projectId;
  const name = query.get('name');
  // A name without wildcards, as ^name$, is looked up directly.
  const exact = name && /^\^[\w-]+\$$/.test(name) ? name.slice(1, -1) : undefined;
  let items = exact
    ? servers.by('name', exact).filter((server) => project === null || server.project_id === project)
    : project === null
      ? [...servers.all()]
      : servers.by('project', project);
  if (name && !exact) {
    const pattern = nameToPattern(name);
    items = items.filter((server) => pattern.test(server.name));
  }
  if (flag(query.get('deleted')) && call.isAdmin) items = [];
  for (const [key, test] of Object.entries(FILTERS)) {
    const wanted = query.getAll(key);
    if (wanted.length > 0) items = items.filter((server) => wanted.some((value) => test(server, value)));
  }
  const ip = query.get('ip') ?? query.get('ip6');
  if (ip) {
    const pattern = nameToPattern(ip);
    items = items.filter((server) =>
      call.cloud.neutron.model.ports
        .by('device_id', server.id)
        .some((port) => port.fixed_ips.some((f) => pattern.test(f.ip_address))),
    );
  }
  items.reverse();
  const order: Record<string, string> = {
    display_name: 'name',
    created_at: 'created',
    updated_at: 'updated',
    uuid: 'id',
  };
  items = sorted(call, items, (server, key) => (server as unknown as Fields)[order[key] ?? key]);
  const page = paginate(call, items, (server) => server.id, 1000);
  return {
    status: 200,
    body: {
      servers: page.items.map((server) => (detail ? showServer(call, server, false) : briefServer(call, server))),
      ...(page.next && { servers_links: [{ rel: 'next', href: page.next }] }),
    },
  };
}

/** Names are matched as regular expressions, as the database does; what is no expression is matched literally. */
function nameToPattern(name: string): RegExp {
  try {
    return new RegExp(name);
  } catch {
    return new RegExp(name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  }
}

function save(call: Call, server: Server): Server {
  server.updated = call.now();
  return call.cloud.nova.model.servers.save(server);
}

function updateServer(call: Call): Reply {
  const server = findServer(call);
  const body = call.json1('server');
  const name = maybeText(body.name);
  if (name !== undefined) {
    if (name.trim() === '' || name.length > 255)
      throw badRequest(`Invalid input for field/attribute name. Value: ${name}.`);
    server.name = name.trim();
  }
  if ('description' in body) server.description = maybeText(body.description) ?? null;
  if (body['OS-DCF:diskConfig'] !== undefined) server.disk_config = text(body['OS-DCF:diskConfig']);
  if (body.hostname !== undefined) server.hostname = text(body.hostname);
  save(call, server);
  return { status: 200, body: { server: showServer(call, server, true) } };
}

export function deleteServer(call: Call, server: Server): Reply {
  if (server.locked && !call.isAdmin) throw conflict(`Instance ${server.id} is locked`);
  if (server.task_state === 'deleting') return { status: 204 };
  const { nova, world } = call.cloud;
  recordAction(call, server, 'delete');
  server.task_state = 'deleting';
  server.updated = call.now();
  if (call.fate) nova.settle(server, world.settings.delays.serverDeleteMs, {}, call);
  else world.timeline.schedule(nova.model.servers, server, world.settings.delays.serverDeleteMs, 'vanishes');
  return { status: 204 };
}

function bareAddresses(call: Call): Record<string, Fields[]> {
  const all = addressesOf(call, findServer(call).id);
  return Object.fromEntries(
    Object.entries(all).map(([name, items]) => [name, items.map(({ version, addr }) => ({ version, addr }))]),
  );
}
function oneNetwork(call: Call): Reply {
  const found = bareAddresses(call)[call.param('network')];
  if (!found) throw notFound('Network not found for Instance');
  return { status: 200, body: { [call.param('network')]: found } };
}

function changeMetadata(call: Call, next: (old: Record<string, string>) => Record<string, string>): Reply {
  const server = findServer(call);
  server.metadata = next(server.metadata);
  save(call, server);
  return { status: 200, body: { metadata: server.metadata } };
}
function showMeta(call: Call): Reply {
  const value = findServer(call).metadata[call.param('key')];
  if (value === undefined) throw notFound('Metadata item was not found');
  return { status: 200, body: { meta: { [call.param('key')]: value } } };
}
function setMeta(call: Call): Reply {
  const meta = strings(call.json1('meta'));
  changeMetadata(call, (old) => ({ ...old, ...meta }));
  return { status: 200, body: { meta } };
}
function dropMeta(call: Call): Reply {
  showMeta(call);
  changeMetadata(call, ({ [call.param('key')]: _, ...rest }) => rest);
  return { status: 204 };
}

function changeTags(call: Call, next: (tags: string[]) => string[], status: number): Reply {
  const server = findServer(call);
  server.tags = [...new Set(next(server.tags))];
  save(call, server);
  return status === 200 ? { status, body: { tags: server.tags } } : { status };
}
function mustHaveTag(call: Call): true {
  const server = findServer(call);
  if (!server.tags.includes(call.param('tag'))) throw notFound(`Server ${server.id} has no tag '${call.param('tag')}'`);
  return true;
}
function putTag(call: Call): Reply {
  const isNew = !findServer(call).tags.includes(call.param('tag'));
  changeTags(call, (tags) => [...tags, call.param('tag')], 204);
  return { status: isNew ? 201 : 204 };
}

function securityGroupsOf(call: Call): Reply {
  const model = call.cloud.neutron.model;
  const ids = new Set(model.ports.by('device_id', findServer(call).id).flatMap((port) => port.security_groups));
  const groups = [...ids].flatMap((id) => model.securityGroups.get(id) ?? []);
  return {
    status: 200,
    body: {
      security_groups: groups.map(({ id, name, description, project_id }) => ({
        id,
        name,
        description,
        tenant_id: project_id,
        rules: [],
      })),
    },
  };
}
