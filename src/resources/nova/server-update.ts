/** Changes of a server in place: what can be done at once, and the steps that take time. */
import { HeatError } from '../../errors.ts';
import { at } from '../../openstack/path.ts';
import { isMap, type Value, type ValueMap } from '../../template/value.ts';
import { unlessGone } from '../deletion.ts';
import { beginStages, type Stage, type StageHandler } from '../stages.ts';
import { unknownStatus } from '../status.ts';
import { isActive, requireServer, serverAction, statusOf } from './profile.ts';
import { serverName, textValues, userDataOf } from './server-create.ts';
import { interfacesOf, planNetworks } from './server-networks.ts';
import type { ServerOperation, ServerProperties, ServerUpdate } from './server-terms.ts';

export async function updateServer(op: ServerUpdate): Promise<void> {
  const changed = (name: string) => op.changed.includes(name);
  const id = op.physicalId ?? '';
  if (changed('metadata')) await updateMetadata(op, id);
  if (changed('tags')) await setServerTags(op);
  if (changed('name')) {
    const body = { server: { name: serverName(op) } };
    await op.cloud.request('compute', { method: 'PUT', path: at`/servers/${id}`, body });
  }
  if (changed('admin_pass') && !changed('image') && op.properties.admin_pass) {
    await serverAction(op.cloud, id, { changePassword: { adminPass: op.properties.admin_pass } });
  }
  await beginStages(op, () => planUpdate(op));
}

async function planUpdate(op: ServerUpdate): Promise<Stage[]> {
  const { properties, changed } = op;
  const stages: Stage[] = [];
  if (changed.includes('networks')) stages.push(...(await planNetworks(op)));
  if (changed.includes('flavor')) {
    stages.push({ kind: 'resize', args: { flavor: properties.flavor ?? null } }, { kind: 'confirm', args: {} });
  }
  const image = changed.includes('image');
  const userData = changed.includes('user_data') && properties.user_data_update_policy === 'REBUILD';
  if (image || userData) {
    const preserve = image && properties.image_update_policy === 'REBUILD_PRESERVE_EPHEMERAL';
    stages.push({ kind: 'rebuild', args: { image: properties.image ?? null, preserve, userData } });
  }
  return stages;
}

export async function setServerTags(op: ServerOperation): Promise<void> {
  const path = at`/servers/${op.physicalId}/tags`;
  await op.cloud.request('compute', {
    method: 'PUT',
    path,
    body: { tags: op.properties.tags ?? [] },
    microversion: '2.26',
  });
}

async function updateMetadata(op: ServerUpdate, id: string): Promise<void> {
  const wanted = isMap(op.properties.metadata) ? textValues(op.properties.metadata) : {};
  const server = await requireServer(op.cloud, id);
  const present = isMap(server.metadata) ? server.metadata : {};
  for (const key of Object.keys(present)) {
    if (Object.hasOwn(wanted, key)) continue;
    const path = at`/servers/${id}/metadata/${key}`;
    await unlessGone(op.cloud.request('compute', { method: 'DELETE', path }));
  }
  if (Object.keys(wanted).length > 0) {
    await op.cloud.request('compute', {
      path: at`/servers/${id}/metadata`,
      body: { metadata: wanted },
      repeatable: true,
    });
  }
}

const flavorOf = (server: ValueMap) =>
  isMap(server.flavor) ? String(server.flavor.id ?? server.flavor.original_name) : '';

export const SERVER_STAGES: Record<string, StageHandler<ServerProperties>> = {
  resize: {
    async call(op, { flavor }) {
      const server = await requireServer(op.cloud, op.physicalId ?? '');
      const status = statusOf(server);
      // Called before already, or there already.
      if (status === 'VERIFY_RESIZE' || status === 'RESIZE' || flavorOf(server) === flavor) return true;
      await serverAction(op.cloud, op.physicalId ?? '', { resize: { flavorRef: flavor ?? null } });
      return true;
    },
    async done(op, { flavor }) {
      const server = await requireServer(op.cloud, op.physicalId ?? '');
      const status = statusOf(server);
      if (status === 'VERIFY_RESIZE') return true;
      // Clouds that confirm by themselves go from RESIZE to ACTIVE with the new flavor.
      if (status === 'ACTIVE' && flavorOf(server) === flavor && server['OS-EXT-STS:task_state'] == null) return true;
      if (status === 'RESIZE' || status === 'ACTIVE') return false;
      throw new HeatError('HeatException', `Resizing to '${flavor}' failed, status '${status}'`);
    },
  },
  confirm: {
    async call(op) {
      const server = await requireServer(op.cloud, op.physicalId ?? '');
      if (statusOf(server) === 'VERIFY_RESIZE')
        await serverAction(op.cloud, op.physicalId ?? '', { confirmResize: null });
    },
    async done(op) {
      const server = await requireServer(op.cloud, op.physicalId ?? '');
      const status = statusOf(server);
      if (status === 'ACTIVE') return true;
      if (status === 'VERIFY_RESIZE' || String(server['OS-EXT-STS:task_state'] ?? '').includes('resize')) return false;
      throw unknownStatus(`Confirm resize for server ${op.physicalId} failed`, status);
    },
  },
  rebuild: {
    async call(op, { image, preserve, userData }) {
      const server = await requireServer(op.cloud, op.physicalId ?? '');
      if (statusOf(server) === 'REBUILD') return true;
      const { metadata, admin_pass: password } = op.properties;
      const present = isMap(server.image) ? (server.image.id ?? null) : null;
      const rebuild: ValueMap = { imageRef: image ?? present };
      if (preserve === true) rebuild.preserve_ephemeral = true;
      if (isMap(metadata) && Object.keys(metadata).length > 0) rebuild.metadata = textValues(metadata);
      if (password) rebuild.adminPass = password;
      if (userData === true) rebuild.user_data = Buffer.from(await userDataOf(op)).toString('base64');
      await serverAction(op.cloud, op.physicalId ?? '', { rebuild }, userData === true ? '2.57' : undefined);
      return true;
    },
    async done(op) {
      const server = await requireServer(op.cloud, op.physicalId ?? '');
      const status = statusOf(server);
      if (status === 'REBUILD' || server['OS-EXT-STS:task_state'] != null) return false;
      if (status === 'ERROR') throw new HeatError('HeatException', `Rebuilding server failed, status '${status}'`);
      return true;
    },
  },
  detach: {
    call: (op, { port }) => detachInterface(op, String(port)),
    done: async (op, { port }) =>
      (await interfacesOf(op, op.physicalId ?? '')).every((present) => present.port !== port),
  },
  attach: {
    async call(op, { port, network, fixed_ip: address, groups }) {
      const present = await interfacesOf(op, op.physicalId ?? '');
      if (port != null && present.some((one) => one.port === port)) return;
      await attachInterface(op, { port, network, address, groups });
    },
    async done(op, { port }) {
      if (port == null) return true;
      return (await interfacesOf(op, op.physicalId ?? '')).some((present) => present.port === port);
    },
  },
};

export async function detachInterface(op: ServerOperation, port: string): Promise<void> {
  const path = at`/servers/${op.physicalId}/os-interface/${port}`;
  await unlessGone(op.cloud.request('compute', { method: 'DELETE', path }));
}

type Attachment = Record<'port' | 'network' | 'address' | 'groups', Value | undefined>;

export async function attachInterface(
  op: ServerOperation,
  { port, network, address, groups }: Attachment,
): Promise<void> {
  const interfaceAttachment: ValueMap = {};
  if (port != null) interfaceAttachment.port_id = port;
  else if (network != null) {
    interfaceAttachment.net_id = network;
    if (address != null) interfaceAttachment.fixed_ips = [{ ip_address: address }];
  }
  const { body } = await op.cloud.request<{ interfaceAttachment: { port_id: string } }>('compute', {
    path: at`/servers/${op.physicalId}/os-interface`,
    body: { interfaceAttachment },
  });
  if (port == null && Array.isArray(groups)) {
    const path = at`/ports/${body.interfaceAttachment.port_id}`;
    await op.cloud.request('network', { method: 'PUT', path, body: { port: { security_groups: groups } } });
  }
}

export async function isServerActive(op: ServerOperation): Promise<boolean> {
  return isActive(await requireServer(op.cloud, op.physicalId ?? ''));
}
