/** POST …/volumes/{id}/action: one table of actions. */
import { badRequest, conflict, notFound } from '../http/api-error.ts';
import type { Call } from '../http/call.ts';
import { type Fields, flag, integer, maybeText, strings, text } from '../http/fields.ts';
import { ok, type Reply } from '../http/router.ts';
import { type Actions, accepted } from '../rest/actions.ts';
import type { Volume } from './attributes.ts';
import type { BlockStorage } from './block-storage.ts';
import { mustBeAdmin } from './dialect.ts';
import { checkGigabytes } from './volumes.ts';

const ADMIN_RULE = 'volume_extension:volume_admin_actions';

export function volumeActions(cinder: BlockStorage): Actions<Volume> {
  const { rest, kinds, model, delays } = cinder;
  const change = (volume: Volume, changes: Partial<Volume>, reply: Reply = accepted): Reply => {
    model.volumes.save(Object.assign(volume, changes));
    return reply;
  };
  const move = (from: readonly string[], to: (volume: Volume) => string): Actions<Volume>[string] => {
    return (_call, volume) => {
      mustBe(volume, from, `become ${to(volume)}`);
      return change(volume, { status: to(volume) });
    };
  };
  const setFlag = (name: 'bootable' | 'readonly', reply: Reply): Actions<Volume>[string] => {
    return (_call, volume, body) => change(volume, { [name]: flag(body[name]) }, reply);
  };
  /** What takes its time; afterwards the volume is as it was, but for the changes. */
  const pass = (call: Call, volume: Volume, during: string, changes: Fields): Reply => {
    const end = { status: volume.status, ...changes };
    volume.status = during;
    cinder.later(kinds.volumes, volume, delays.volumeMs, call.fate ? { status: call.fate.status } : end);
    return accepted;
  };
  return {
    'os-reserve': move(['available'], () => 'reserved'),
    'os-unreserve': move(['reserved', 'attaching'], ({ attachments }) =>
      attachments.length > 0 ? 'in-use' : 'available',
    ),
    'os-begin_detaching': move(['in-use'], () => 'detaching'),
    'os-roll_detaching': move(['detaching'], () => 'in-use'),
    'os-initialize_connection': (_call, { id }) =>
      ok({ connection_info: { driver_volume_type: 'local', data: { device_path: `/dev/${id}` } } }),
    'os-terminate_connection': () => accepted,
    'os-set_bootable': setFlag('bootable', { status: 200 }),
    'os-update_readonly_flag': setFlag('readonly', accepted),
    'os-set_image_metadata'(_call, volume, body) {
      const image_metadata = { ...volume.image_metadata, ...strings(body.metadata) };
      return change(volume, { image_metadata }, ok({ metadata: image_metadata }));
    },
    'os-show_image_metadata': (_call, volume) => ok({ metadata: volume.image_metadata }),
    'os-unset_image_metadata'(_call, volume, body) {
      const { [text(body.key)]: _, ...image_metadata } = volume.image_metadata;
      return change(volume, { image_metadata }, { status: 200 });
    },
    'os-reset_status'(call, volume, body) {
      mustBeAdmin(call, ADMIN_RULE);
      delete volume.due;
      const attachments = body.attach_status === 'detached' ? [] : volume.attachments;
      return change(volume, { status: text(body.status, volume.status), attachments });
    },
    'os-force_delete'(call, volume) {
      mustBeAdmin(call, ADMIN_RULE);
      call.query.set('cascade', 'true');
      rest.remove(kinds.volumes, call, Object.assign(volume, { attachments: [], status: 'available' }));
      return accepted;
    },
    'os-extend'(call, volume, body) {
      const size = integer(body.new_size, -1);
      mustBe(volume, ['available', 'in-use'], 'extend');
      if (size <= volume.size)
        throw badRequest(
          `Invalid input received: New size for extend must be greater than current size. (current: ${volume.size}, extended: ${size}).`,
        );
      checkGigabytes(cinder, volume.project_id, size - volume.size);
      return pass(call, volume, 'extending', { size });
    },
    'os-retype'(call, volume, body) {
      const type = cinder.typeNamed(text(body.new_type));
      mustBe(volume, ['available', 'in-use'], 'retype');
      if (type.name === volume.volume_type)
        throw badRequest(`Invalid input received: New volume_type same as original: ${type.id}.`);
      return pass(call, volume, 'retyping', { volume_type: type.name });
    },
    revert(call, volume, body) {
      const snapshot = model.snapshots.get(text(body.snapshot_id));
      if (!snapshot) throw notFound(`Snapshot ${text(body.snapshot_id)} could not be found.`);
      if (snapshot.volume_id !== volume.id) throw conflict('The snapshot is not of this volume.');
      mustBe(volume, ['available'], 'revert');
      return pass(call, volume, 'reverting', {});
    },
    'os-attach'(_call, volume, body) {
      cinder.attach(volume, text(body.instance_uuid), text(body.mountpoint), 0);
      return accepted;
    },
    'os-detach'(_call, volume, body) {
      const id = maybeText(body.attachment_id) ?? volume.attachments[0]?.id;
      if (!id || !volume.attachments.some((item) => item.id === id))
        throw badRequest(`Invalid volume: Volume ${volume.id} is not attached.`);
      cinder.detach(volume, id, 0);
      return accepted;
    },
    'os-volume_upload_image'(call, volume, body) {
      const { id, size, status, volume_type } = volume;
      if (status !== 'available' && !flag(body.force))
        throw badRequest(`Invalid volume: Volume ${id} status must be available, but the current status is ${status}.`);
      const {
        id: image_id,
        name: image_name,
        ...image
      } = cinder.glance.createFrom(call, {
        name: text(body.image_name),
        disk_format: text(body.disk_format, 'raw'),
        container_format: text(body.container_format, 'bare'),
        min_disk: size,
        content: Buffer.alloc(1024),
      });
      const { container_format, disk_format } = image;
      const told = { id, image_id, image_name, size, container_format, disk_format, volume_type };
      const rest = { status: 'uploading', display_description: volume.description, updated_at: null };
      return { status: 202, body: { 'os-volume_upload_image': { ...told, ...rest } } };
    },
  };
}

function mustBe({ id, status }: Volume, allowed: readonly string[], what: string): void {
  if (allowed.includes(status)) return;
  throw badRequest(
    `Invalid volume: Volume ${id} status must be ${allowed.join(' or ')} to ${what}, but the current status is ${status}.`,
  );
}
