/** POST …/volumes/{id}/action: one table of actions. */
import { badRequest, conflict, forbidden, notFound } from '../http/api-error.ts';
import { type Fields, flag, integer, maybeText, record, strings, text } from '../http/fields.ts';
import type { Reply } from '../http/router.ts';
import type { Call, Route } from './call.ts';
import type { Volume } from './model.ts';
import { findVolume, removeVolume } from './volumes.ts';

type Action = (call: Call, volume: Volume, body: Fields) => Reply;

const done: Reply = { status: 202 };
const save = (call: Call, volume: Volume): void => void call.cloud.cinder.model.volumes.save(volume);

const ACTIONS: Record<string, Action> = {
  'os-extend': extend,
  'os-retype': retype,
  'os-attach': attach,
  'os-detach': detach,
  'os-reserve': (call, volume) => moveState(call, volume, ['available'], 'reserved'),
  'os-unreserve': (call, volume) =>
    moveState(call, volume, ['reserved', 'attaching'], volume.attachments.length > 0 ? 'in-use' : 'available'),
  'os-begin_detaching': (call, volume) => moveState(call, volume, ['in-use'], 'detaching'),
  'os-roll_detaching': (call, volume) => moveState(call, volume, ['detaching'], 'in-use'),
  'os-initialize_connection': (_call, volume) => ({
    status: 200,
    body: { connection_info: { driver_volume_type: 'local', data: { device_path: `/dev/${volume.id}` } } },
  }),
  'os-terminate_connection': () => done,
  'os-set_bootable': (call, volume, body) => {
    volume.bootable = flag(body.bootable);
    save(call, volume);
    return { status: 200 };
  },
  'os-update_readonly_flag': (call, volume, body) => {
    volume.readonly = flag(body.readonly);
    save(call, volume);
    return done;
  },
  'os-set_image_metadata': (call, volume, body) => {
    Object.assign(volume.image_metadata, strings(body.metadata));
    save(call, volume);
    return { status: 200, body: { metadata: volume.image_metadata } };
  },
  'os-show_image_metadata': (_call, volume) => ({ status: 200, body: { metadata: volume.image_metadata } }),
  'os-unset_image_metadata': (call, volume, body) => {
    delete volume.image_metadata[text(body.key)];
    save(call, volume);
    return { status: 200 };
  },
  'os-reset_status': (call, volume, body) => {
    adminOnly(call);
    volume.status = text(body.status, volume.status);
    if (body.attach_status === 'detached') volume.attachments = [];
    delete volume.due;
    save(call, volume);
    return done;
  },
  'os-force_delete': (call, volume) => {
    adminOnly(call);
    volume.attachments = [];
    removeVolume(call, volume, true, true);
    return done;
  },
  'os-volume_upload_image': uploadImage,
  revert,
};

export const volumeActionRoutes: readonly Route[] = [['POST', '/volumes/{id}/action', act]];

function act(call: Call): Reply {
  const volume = findVolume(call);
  const [name, body] = Object.entries(call.json())[0] ?? ['', null];
  const action = ACTIONS[name];
  if (!action) throw badRequest(`There is no such action: ${name}`);
  return action(call, volume, record(body));
}

function adminOnly(call: Call): void {
  if (!call.isAdmin) throw forbidden("Policy doesn't allow volume_extension:volume_admin_actions to be performed.");
}

function mustBe(volume: Volume, allowed: string[], what: string): void {
  if (allowed.includes(volume.status)) return;
  throw badRequest(
    `Invalid volume: Volume ${volume.id} status must be ${allowed.join(' or ')} to ${what}, but the current status is ${volume.status}.`,
  );
}

function moveState(call: Call, volume: Volume, from: string[], to: string): Reply {
  mustBe(volume, from, `become ${to}`);
  volume.status = to;
  save(call, volume);
  return done;
}

function extend(call: Call, volume: Volume, body: Fields): Reply {
  const size = integer(body.new_size, -1);
  mustBe(volume, ['available', 'in-use'], 'extend');
  if (size <= volume.size) {
    throw badRequest(
      `Invalid input received: New size for extend must be greater than current size. (current: ${volume.size}, extended: ${size}).`,
    );
  }
  call.cloud.cinder.checkQuota(volume.project_id, size - volume.size, 0);
  const before = volume.status;
  volume.status = 'extending';
  const end = call.fate ? { status: call.fate.status } : { status: before, size };
  call.cloud.cinder.finish(call.cloud.cinder.model.volumes, volume, call.cloud.world.settings.delays.volumeMs, end);
  return done;
}

function retype(call: Call, volume: Volume, body: Fields): Reply {
  const wanted = text(body.new_type);
  const { types, volumes } = call.cloud.cinder.model;
  const type = types.get(wanted) ?? types.first('name', wanted);
  if (!type) throw notFound(`Volume type ${wanted} could not be found.`);
  mustBe(volume, ['available', 'in-use'], 'retype');
  if (type.name === volume.volume_type)
    throw badRequest(`Invalid input received: New volume_type same as original: ${type.id}.`);
  const before = volume.status;
  volume.status = 'retyping';
  call.cloud.cinder.finish(
    volumes,
    volume,
    call.cloud.world.settings.delays.volumeMs,
    { status: before, volume_type: type.name },
    call,
  );
  return done;
}

function attach(call: Call, volume: Volume, body: Fields): Reply {
  call.cloud.cinder.attach(volume, text(body.instance_uuid), text(body.mountpoint), 0);
  return done;
}

function detach(call: Call, volume: Volume, body: Fields): Reply {
  const id = maybeText(body.attachment_id) ?? volume.attachments[0]?.id;
  if (!id || !volume.attachments.some((item) => item.id === id))
    throw badRequest(`Invalid volume: Volume ${volume.id} is not attached.`);
  call.cloud.cinder.detach(volume, id, 0);
  return done;
}

function uploadImage(call: Call, volume: Volume, body: Fields): Reply {
  if (volume.status !== 'available' && !flag(body.force)) {
    throw badRequest(
      `Invalid volume: Volume ${volume.id} status must be available, but the current status is ${volume.status}.`,
    );
  }
  const image = call.cloud.glance.createFrom(call, {
    name: text(body.image_name),
    disk_format: text(body.disk_format, 'raw'),
    container_format: text(body.container_format, 'bare'),
    min_disk: volume.size,
    content: Buffer.alloc(1024),
  });
  return {
    status: 202,
    body: {
      'os-volume_upload_image': {
        id: volume.id,
        image_id: image.id,
        image_name: image.name,
        status: 'uploading',
        size: volume.size,
        container_format: image.container_format,
        disk_format: image.disk_format,
        display_description: volume.description,
        volume_type: volume.volume_type,
        updated_at: null,
      },
    },
  };
}

function revert(call: Call, volume: Volume, body: Fields): Reply {
  const snapshot = call.cloud.cinder.model.snapshots.get(text(body.snapshot_id));
  if (!snapshot) throw notFound(`Snapshot ${text(body.snapshot_id)} could not be found.`);
  if (snapshot.volume_id !== volume.id) throw conflict('The snapshot is not of this volume.');
  mustBe(volume, ['available'], 'revert');
  volume.status = 'reverting';
  call.cloud.cinder.finish(
    call.cloud.cinder.model.volumes,
    volume,
    call.cloud.world.settings.delays.volumeMs,
    { status: 'available' },
    call,
  );
  return done;
}
