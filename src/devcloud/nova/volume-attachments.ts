/** Volumes of servers. */
import { badRequest, conflict, notFound } from '../http/api-error.ts';
import { type Fields, flag, maybeText, text } from '../http/fields.ts';
import type { Reply } from '../http/router.ts';
import { uuid } from '../state/identifiers.ts';
import type { Call, Route } from './call.ts';
import { findServer } from './find-server.ts';
import type { Server, ServerVolume } from './model.ts';

export const volumeAttachmentRoutes: readonly Route[] = [
  ['GET', '/servers/{id}/os-volume_attachments', listAttachments],
  ['POST', '/servers/{id}/os-volume_attachments', attachVolume],
  [
    'GET',
    '/servers/{id}/os-volume_attachments/{volume}',
    (call) => ({ status: 200, body: { volumeAttachment: show(call, findServer(call), find(call)) } }),
  ],
  ['PUT', '/servers/{id}/os-volume_attachments/{volume}', updateAttachment],
  ['DELETE', '/servers/{id}/os-volume_attachments/{volume}', detachVolume],
];

function show(call: Call, server: Server, item: ServerVolume): Fields {
  const minor = call.minor;
  return {
    ...(minor < 89 && { id: item.volume_id }),
    volumeId: item.volume_id,
    serverId: server.id,
    device: item.device,
    ...(minor >= 70 && { tag: item.tag }),
    ...(minor >= 79 && { delete_on_termination: item.delete_on_termination }),
    ...(minor >= 89 && { attachment_id: item.attachment_id, bdm_uuid: item.bdm_uuid }),
  };
}

function find(call: Call): ServerVolume {
  const item = findServer(call).volumes.find((volume) => volume.volume_id === call.param('volume'));
  if (!item) throw notFound(`volume_id not found: ${call.param('volume')}`);
  return item;
}

function listAttachments(call: Call): Reply {
  const server = findServer(call);
  return { status: 200, body: { volumeAttachments: server.volumes.map((item) => show(call, server, item)) } };
}

function nextDevice(server: Server): string {
  const used = new Set(server.volumes.map((item) => item.device));
  for (let code = server.image_id ? 98 : 97; ; code++) {
    const letters =
      code <= 122
        ? String.fromCharCode(code)
        : `${String.fromCharCode(97 + Math.floor((code - 123) / 26))}${String.fromCharCode(97 + ((code - 123) % 26))}`;
    if (!used.has(`/dev/vd${letters}`)) return `/dev/vd${letters}`;
  }
}

function attachVolume(call: Call): Reply {
  const server = findServer(call);
  const body = call.json1('volumeAttachment');
  if (
    !['active', 'stopped', 'paused', 'suspended', 'resized', 'shelved', 'shelved_offloaded'].includes(server.vm_state)
  ) {
    throw conflict(`Cannot 'attach_volume' instance ${server.id} while it is in vm_state ${server.vm_state}`);
  }
  const { cinder, nova, world } = call.cloud;
  const id = text(body.volumeId);
  const volume = cinder.model.volumes.get(id);
  if (!volume || !call.owns(volume)) throw notFound(`Volume ${id} could not be found.`);
  if (volume.status !== 'available' && !(volume.multiattach && volume.status === 'in-use')) {
    throw badRequest(
      `Invalid volume: volume ${volume.id} status must be available or downloading to reserve, but the current status is ${volume.status}.`,
    );
  }
  if (server.volumes.some((item) => item.volume_id === id))
    throw badRequest(`Volume ${id} is already attached to instance ${server.id}`);
  const wanted = maybeText(body.device);
  const device = wanted && !server.volumes.some((item) => item.device === wanted) ? wanted : nextDevice(server);
  const attachment = cinder.attach(volume, server.id, device, world.settings.delays.volumeAttachMs, call.fate?.status);
  const item: ServerVolume = {
    volume_id: id,
    attachment_id: attachment.id,
    bdm_uuid: uuid(),
    device,
    tag: maybeText(body.tag) ?? null,
    delete_on_termination: flag(body.delete_on_termination),
  };
  server.volumes.push(item);
  nova.model.servers.save(server);
  return { status: 200, body: { volumeAttachment: show(call, server, item) } };
}

function updateAttachment(call: Call): Reply {
  const item = find(call);
  item.delete_on_termination = flag(call.json1('volumeAttachment').delete_on_termination, item.delete_on_termination);
  call.cloud.nova.model.servers.save(findServer(call));
  return { status: 202 };
}

function detachVolume(call: Call): Reply {
  const server = findServer(call);
  const item = find(call);
  const volume = call.cloud.cinder.model.volumes.get(item.volume_id);
  if (!volume) throw notFound(`Volume ${item.volume_id} could not be found.`);
  if (volume.status !== 'in-use')
    throw badRequest(
      `Invalid volume: Invalid input received: Invalid volume: Unable to detach volume. Volume status must be 'in-use' and attach_status must be 'attached' to detach. Currently: status: '${volume.status}'.`,
    );
  if (item.device === '/dev/vda' && !server.image_id) throw badRequest(`Cannot detach a root device volume`);
  call.cloud.cinder.detach(volume, item.attachment_id, call.cloud.world.settings.delays.volumeAttachMs);
  return { status: 202 };
}
