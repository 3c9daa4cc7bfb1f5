/** POST /servers/{id}/action: one table of actions, with the states in which each may be asked for. */
import { badRequest, conflict, forbidden, notFound } from '../http/api-error.ts';
import { type Fields, flag, maybeText, record, strings, text } from '../http/fields.ts';
import type { Reply } from '../http/router.ts';
import { groupsByName } from '../neutron/security-groups.ts';
import { randomToken } from '../state/identifiers.ts';
import type { Call, Route } from './call.ts';
import { flavorData } from './create-server.ts';
import { findServer } from './find-server.ts';
import { findFlavor } from './flavors.ts';
import { recordAction } from './instance-actions.ts';
import type { Server } from './model.ts';
import { showServer } from './server-view.ts';
import { deleteServer } from './servers.ts';

interface Action {
  /** vm_states in which the action is allowed; none named: all. */
  from?: readonly string[];
  /** Nova's name of the action in its refusals. */
  verb?: string;
  admin?: boolean;
  run(call: Call, server: Server, body: Fields): Reply;
}

const accepted: Reply = { status: 202 };
const ACTIVE = { status: 'ACTIVE', vm_state: 'active', power_state: 1 };

/** An action that is done when its time has come. */
const change =
  (task: string, end: Partial<Server>, during?: string) =>
  (call: Call, server: Server): Reply => {
    server.task_state = task;
    if (during) server.status = during;
    call.cloud.nova.settle(server, call.cloud.world.settings.delays.serverActionMs, end, call);
    return accepted;
  };

const ACTIONS: Record<string, Action> = {
  'os-start': { verb: 'start', from: ['stopped'], run: change('powering-on', ACTIVE) },
  'os-stop': {
    verb: 'stop',
    from: ['active', 'error', 'rescued'],
    run: change('powering-off', { status: 'SHUTOFF', vm_state: 'stopped', power_state: 4 }),
  },
  reboot: { verb: 'reboot', from: ['active', 'stopped', 'paused', 'suspended', 'error'], run: reboot },
  pause: {
    verb: 'pause',
    from: ['active'],
    run: change('pausing', { status: 'PAUSED', vm_state: 'paused', power_state: 3 }),
  },
  unpause: { verb: 'unpause', from: ['paused'], run: change('unpausing', ACTIVE) },
  suspend: {
    verb: 'suspend',
    from: ['active'],
    run: change('suspending', { status: 'SUSPENDED', vm_state: 'suspended', power_state: 4 }),
  },
  resume: { verb: 'resume', from: ['suspended'], run: change('resuming', ACTIVE) },
  shelve: {
    verb: 'shelve',
    from: ['active', 'stopped', 'paused', 'suspended'],
    run: change('shelving', { status: 'SHELVED_OFFLOADED', vm_state: 'shelved_offloaded', power_state: 4 }),
  },
  shelveOffload: {
    verb: 'shelve_offload',
    from: ['shelved'],
    run: change('shelving_offloading', { status: 'SHELVED_OFFLOADED', vm_state: 'shelved_offloaded' }),
  },
  unshelve: { verb: 'unshelve', from: ['shelved', 'shelved_offloaded'], run: change('unshelving', ACTIVE) },
  rescue: {
    verb: 'rescue',
    from: ['active', 'stopped', 'error'],
    run: (call, server, body) => {
      change('rescuing', { status: 'RESCUE', vm_state: 'rescued', power_state: 1 })(call, server);
      return { status: 200, body: { adminPass: text(body.adminPass) || randomToken(9) } };
    },
  },
  unrescue: { verb: 'unrescue', from: ['rescued'], run: change('unrescuing', ACTIVE) },
  resize: { verb: 'resize', from: ['active', 'stopped'], run: resize },
  confirmResize: { verb: 'confirmResize', from: ['resized'], run: confirmResize },
  revertResize: { verb: 'revertResize', from: ['resized'], run: revertResize },
  migrate: {
    admin: true,
    verb: 'migrate',
    from: ['active', 'stopped'],
    run: change('resize_prep', { status: 'VERIFY_RESIZE', vm_state: 'resized' }, 'RESIZE'),
  },
  'os-migrateLive': {
    admin: true,
    verb: 'os-migrateLive',
    from: ['active', 'paused'],
    run: change('migrating', ACTIVE, 'MIGRATING'),
  },
  evacuate: { admin: true, run: change('rebuilding', ACTIVE, 'REBUILD') },
  rebuild: { verb: 'rebuild', from: ['active', 'stopped', 'error'], run: rebuild },
  createImage: { verb: 'createImage', from: ['active', 'stopped', 'paused', 'suspended'], run: createImage },
  createBackup: { verb: 'createBackup', from: ['active', 'stopped', 'paused', 'suspended'], run: createImage },
  changePassword: { verb: 'changePassword', from: ['active'], run: () => accepted },
  addSecurityGroup: { run: (call, server, body) => changeGroups(call, server, text(body.name), true) },
  removeSecurityGroup: { run: (call, server, body) => changeGroups(call, server, text(body.name), false) },
  addFloatingIp: { run: addFloatingIp },
  removeFloatingIp: { run: removeFloatingIp },
  lock: { run: (call, server, body) => setLock(call, server, true, maybeText(body.locked_reason) ?? null) },
  unlock: { run: (call, server) => setLock(call, server, false, null) },
  forceDelete: { run: deleteServer },
  'os-resetState': {
    admin: true,
    run: (call, server, body) => {
      const error = text(body.state) === 'error';
      Object.assign(server, error ? { status: 'ERROR', vm_state: 'error' } : ACTIVE, { task_state: null });
      delete server.due;
      call.cloud.nova.model.servers.save(server);
      return accepted;
    },
  },
  'os-getConsoleOutput': { run: consoleOutput },
  'os-getVNCConsole': { run: (call, server, body) => openConsole(call, server, text(body.type, 'novnc')) },
  'os-getSPICEConsole': { run: (call, server, body) => openConsole(call, server, text(body.type, 'spice-html5')) },
  'os-getSerialConsole': { run: (call, server, body) => openConsole(call, server, text(body.type, 'serial')) },
  'os-getRDPConsole': { run: (call, server, body) => openConsole(call, server, text(body.type, 'rdp-html5')) },
};

export const serverActionRoutes: readonly Route[] = [
  ['POST', '/servers/{id}/action', act],
  ['POST', '/servers/{id}/remote-consoles', remoteConsole],
];

function act(call: Call): Reply {
  const server = findServer(call);
  const [name, body] = Object.entries(call.json())[0] ?? ['', null];
  const action = ACTIONS[name];
  if (!action) throw badRequest(`There is no such action: ${name}`);
  if (action.admin && !call.isAdmin)
    throw forbidden(`Policy doesn't allow os_compute_api:os-admin-actions:${name} to be performed.`);
  if (action.from) {
    if (server.locked && !call.isAdmin) throw conflict(`Instance ${server.id} is locked`);
    const verb = action.verb ?? name;
    if (!action.from.includes(server.vm_state))
      throw conflict(`Cannot '${verb}' instance ${server.id} while it is in vm_state ${server.vm_state}`);
    if (server.task_state !== null)
      throw conflict(`Cannot '${verb}' instance ${server.id} while it is in task_state ${server.task_state}`);
  }
  recordAction(call, server, action.verb ?? name);
  return action.run(call, server, record(body));
}

function reboot(call: Call, server: Server, body: Fields): Reply {
  const hard = text(body.type).toUpperCase() === 'HARD';
  if (!hard && server.vm_state !== 'active')
    throw conflict(`Cannot 'reboot' instance ${server.id} while it is in vm_state ${server.vm_state}`);
  return change(hard ? 'rebooting_hard' : 'rebooting', ACTIVE, hard ? 'HARD_REBOOT' : 'REBOOT')(call, server);
}

function resize(call: Call, server: Server, body: Fields): Reply {
  const id = text(body.flavorRef).split('/').at(-1) ?? '';
  const flavor = findFlavor(call, id);
  if (!flavor) throw badRequest('Unable to locate requested flavor.');
  if (flavor.id === server.flavor.id) throw badRequest('When resizing, instances must change flavor!');
  const end: Partial<Server> = {
    status: 'VERIFY_RESIZE',
    vm_state: 'resized',
    old_flavor: server.flavor,
    flavor: flavorData(flavor),
  };
  return change('resize_prep', end, 'RESIZE')(call, server);
}
function confirmResize(call: Call, server: Server): Reply {
  Object.assign(server, server.power_state === 4 ? { status: 'SHUTOFF', vm_state: 'stopped' } : ACTIVE, {
    old_flavor: null,
    updated: call.now(),
  });
  call.cloud.nova.model.servers.save(server);
  return { status: 204 };
}
function revertResize(call: Call, server: Server): Reply {
  return change(
    'resize_reverting',
    { ...ACTIVE, flavor: server.old_flavor ?? server.flavor, old_flavor: null },
    'REVERT_RESIZE',
  )(call, server);
}

function rebuild(call: Call, server: Server, body: Fields): Reply {
  const image = call.cloud.glance.findForUse(call, text(body.imageRef).split('/').at(-1) ?? '');
  if (!image) throw badRequest('Cannot find image for rebuild');
  if (body.name !== undefined) server.name = text(body.name);
  if (body.metadata !== undefined) server.metadata = strings(body.metadata);
  if ('description' in body) server.description = maybeText(body.description) ?? null;
  if ('key_name' in body) server.key_name = maybeText(body.key_name) ?? null;
  if ('user_data' in body) server.user_data = maybeText(body.user_data) ?? null;
  server.image_id = image.id;
  const stopped = server.vm_state === 'stopped';
  change(
    'rebuilding',
    stopped ? { status: 'SHUTOFF', vm_state: 'stopped', power_state: 4 } : { ...ACTIVE, fault: null },
    'REBUILD',
  )(call, server);
  return {
    status: 202,
    body: { server: { ...showServer(call, server, true), adminPass: text(body.adminPass) || randomToken(9) } },
    headers: { Location: `${call.baseUrl}/compute/v2.1/servers/${server.id}` },
  };
}

function createImage(call: Call, server: Server, body: Fields): Reply {
  const name = text(body.name);
  if (!name) throw badRequest("Invalid input for field/attribute name. 'name' is a required property");
  const image = call.cloud.glance.createFrom(call, {
    name,
    disk_format: 'qcow2',
    container_format: 'bare',
    min_disk: server.flavor.disk,
    content: Buffer.alloc(1024),
    properties: {
      ...strings(body.metadata),
      instance_uuid: server.id,
      image_type: 'snapshot',
      base_image_ref: server.image_id ?? '',
      user_id: server.user_id,
    },
  });
  const url = `${call.baseUrl}/compute/v2.1/images/${image.id}`;
  return call.minor >= 45 ? { status: 202, body: { image_id: image.id } } : { status: 202, headers: { Location: url } };
}

function changeGroups(call: Call, server: Server, name: string, add: boolean): Reply {
  const { ports } = call.cloud.neutron.model;
  const [id = ''] = groupsByName(call.cloud.neutron, call, [name], server.project_id);
  const own = ports.by('device_id', server.id);
  if (!add && !own.some((port) => port.security_groups.includes(id))) {
    throw notFound(`Security group ${name} not associated with the instance ${server.id}`);
  }
  for (const port of own) {
    const rest = port.security_groups.filter((group) => group !== id);
    port.security_groups = add ? [...rest, id] : rest;
    ports.save(port);
  }
  const rest = server.security_groups.filter((group) => group !== name);
  server.security_groups = add ? [...rest, name] : rest;
  call.cloud.nova.model.servers.save(server);
  return accepted;
}

function addFloatingIp(call: Call, server: Server, body: Fields): Reply {
  if (call.minor >= 44) throw badRequest('There is no such action: addFloatingIp');
  const { floatingIps, ports } = call.cloud.neutron.model;
  const item = floatingIps.by('floating_ip_address', text(body.address)).find((fip) => call.owns(fip));
  const port = ports.by('device_id', server.id)[0];
  if (!item || !port) throw notFound('floating IP not found');
  Object.assign(item, {
    port_id: port.id,
    fixed_ip_address: maybeText(body.fixed_address) ?? port.fixed_ips[0]?.ip_address ?? null,
    status: 'ACTIVE',
  });
  floatingIps.save(item);
  return accepted;
}
function removeFloatingIp(call: Call, server: Server, body: Fields): Reply {
  const { floatingIps, ports } = call.cloud.neutron.model;
  const item = floatingIps
    .by('floating_ip_address', text(body.address))
    .find((fip) => ports.get(fip.port_id)?.device_id === server.id);
  if (!item) throw notFound('floating IP not found');
  Object.assign(item, { port_id: null, fixed_ip_address: null, router_id: null, status: 'DOWN' });
  floatingIps.save(item);
  return accepted;
}

function setLock(call: Call, server: Server, locked: boolean, reason: string | null): Reply {
  server.locked = locked;
  server.locked_reason = reason;
  call.cloud.nova.model.servers.save(server);
  return accepted;
}

function consoleOutput(_call: Call, server: Server, body: Fields): Reply {
  const lines = [
    `[    0.000000] Linux version 6.1.0 (devcloud)`,
    `[    1.204511] cloud-init: ${server.hostname}`,
    `${server.hostname} login: `,
  ];
  const wanted = Number(body.length ?? lines.length);
  return { status: 200, body: { output: lines.slice(flag(body.length) || wanted > 0 ? -wanted : 0).join('\n') } };
}

const consoleUrl = (server: Server, type: string): string =>
  `http://127.0.0.1:6080/vnc_auto.html?path=%3Ftoken%3D${server.id}&type=${type}`;
function openConsole(_call: Call, server: Server, type: string): Reply {
  return { status: 200, body: { console: { type, url: consoleUrl(server, type) } } };
}
function remoteConsole(call: Call): Reply {
  const server = findServer(call);
  const body = call.json1('remote_console');
  const type = text(body.type);
  return {
    status: 200,
    body: { remote_console: { protocol: text(body.protocol), type, url: consoleUrl(server, type) } },
  };
}
