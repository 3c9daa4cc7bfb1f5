import { HeatError } from '../../errors.ts';
import { at } from '../../openstack/path.ts';
import { dumpJson, pythonText } from '../../template/schema/index.ts';
import { isMap, type Value, type ValueMap } from '../../template/value.ts';
import { deleteObject, unlessGone } from '../deletion.ts';
import { conflict } from '../exclusive.ts';
import { displaced, findObject, type Marker, marked } from '../marker.ts';
import { ownType } from '../own-type.ts';
import { questions } from '../questions/index.ts';
import { gone, type Rest } from '../rest.ts';
import { schedulerHints } from '../scheduler-hints.ts';
import { runStages } from '../stages.ts';
import { inError, unknownStatus } from '../status.ts';
import { findNamed, release, snapshotName, takeOnce } from '../taking.ts';
import * as t from '../terms/index.ts';
import type { Properties, ResourceOperation, Taking } from '../type.ts';
import { valueAt } from '../value-at.ts';
import { BACKUPS, requireVolume, VOLUMES, volumeAction } from './profile.ts';
import { updateVolume, VOLUME_STAGES } from './volume-update.ts';

const rest: Rest = {
  collection: VOLUMES,
  beside(op): ValueMap {
    const hints = schedulerHints(op);
    return hints === null ? {} : { 'OS-SCH-HNT:scheduler_hints': hints };
  },
};

const MARKER: Marker = { mark: 'description' };

/** Cinder does not delete volumes in these states; they pass. */
const BUSY = [
  'attaching',
  'backing-up',
  'creating',
  'deleting',
  'detaching',
  'downloading',
  'extending',
  'in-use',
  'maintenance',
  'reserved',
  'restoring-backup',
  'retyping',
  'uploading',
];
const MAKING = ['creating', 'restoring-backup', 'downloading'];
const BACKUP = 'backup_id';

export const volume = ownType({
  name: 'OS::Cinder::Volume',
  className: 'CinderVolume',
  description: 'A block storage volume: blank, or from an image, snapshot, volume or backup.',
  deletionPolicies: ['Delete', 'Retain', 'Snapshot'],
  properties: {
    availability_zone: t.text('Zone in which it is placed.'),
    backup_id: t.text(
      'Backup from which it is made; on t.update, which is restored into it.',
      t.checked('cinder.backup'),
      t.update,
      t.unsent,
    ),
    description: t.text('What it is for.', t.update),
    image: t.text('Name or id of the image from which it is made.', t.checked('glance.image'), t.sentAs('imageRef')),
    imageRef: t.renamedTo(
      'image',
      'Image from which it is made, by id. Use `image`.',
      t.unchecked,
      t.hidden('5.0.0', t.deprecated('2014.1')),
    ),
    metadata: t.map('Key-value pairs kept with it.', t.preset({}), t.update),
    multiattach: t.flag(
      'Whether several servers may attach it.',
      t.preset(false),
      t.hidden('13.0.0', t.since('6.0.0')),
    ),
    name: t.text('Name of the volume; by default made from the stack, the resource and a random part.', t.update),
    read_only: t.flag('Whether it is attached read-only.', t.update, t.since('5.0.0'), t.unsent),
    scheduler_hints: t.map('Key-value pairs that guide the choice of a back end.', t.since('2015.1'), t.unsent),
    size: t.integer(
      'Size in GiB. May grow in place. Needed unless it is made from a backup, snapshot or volume.',
      t.range(1),
      t.update,
    ),
    snapshot_id: t.text('Snapshot from which it is made.', t.checked('cinder.snapshot')),
    source_volid: t.text('Volume of which it is a copy.', t.checked('cinder.volume')),
    volume_type: t.text('Its type. A change is made by retyping.', t.checked('cinder.vtype'), t.update),
  },
  attributes: {
    attachments: t.text(
      'Where it is attached, as text.',
      t.uncached,
      t.deprecated('9.0.0', 'Use `attachments_list` instead.', t.since('2015.1')),
    ),
    attachments_list: t.list('Where it is attached.', t.uncached, t.since('9.0.0')),
    availability_zone: t.text('Zone in which it lies.'),
    bootable: t.text('Whether a server can boot from it.', t.lives),
    created_at: t.text('When it was made.'),
    display_description: t.text('Its description.'),
    display_name: t.text('Its name.'),
    encrypted: t.text('Whether it is encrypted.'),
    metadata: t.text('Its key-value pairs as JSON text.'),
    metadata_values: t.map('Its key-value pairs.'),
    multiattach: t.flag('Whether several servers may attach it.', t.since('6.0.0')),
    size: t.text('Size in GiB.'),
    snapshot_id: t.text('Snapshot from which it was made.'),
    source_volid: t.text('Volume of which it is a copy.'),
    status: t.text('Its status.', t.uncached),
    volume_type: t.text('Its type.'),
  },
  service: 'volume',
  validate: ({ properties }) => checkSources(properties),
  async create(op) {
    const backup = op.properties.backup_id;
    if (backup == null) return createVolume(op);
    const { body } = await op.cloud.request<{ restore: { volume_id: string } }>('volume', {
      path: at`/backups/${backup}/restore`,
      // A name of its own makes the volume findable should the answer get lost; the one wanted comes afterwards.
      body: { restore: { name: op.physicalName } },
    });
    return body.restore.volume_id;
  },
  find: (op) =>
    op.properties.backup_id == null ? findObject(op, rest, MARKER) : findObject(op, { ...rest, named: null }),
  async created(op) {
    const shown = await requireVolume(op, op.physicalId ?? '');
    const status = String(shown.status);
    if (MAKING.includes(status)) return false;
    if (status === 'error') throw inError(status);
    if (status !== 'available') throw unknownStatus('Volume create failed', status);
    if (op.properties.backup_id != null || isDescriptionLate(op)) await rename(op);
    if (op.properties.read_only != null) await setReadOnly(op, op.properties.read_only);
    return true;
  },
  // A volume that is attached is detached for these, and attached again.
  disturbs(property) {
    if (property === 'backup_id') return 'rebuild';
    return property === 'read_only' ? 'detach' : null;
  },
  update: updateVolume,
  updated: (op) => runStages(op, VOLUME_STAGES),
  async delete(op) {
    if (op.physicalId === null) return;
    const shown = await op.cloud.observe(VOLUMES, op.physicalId);
    // Its attachment or a backup may be on the way out; `deleted` asks again.
    if (shown !== null && !BUSY.includes(String(shown.status))) await deleteObject(op, rest);
  },
  async deleted(op) {
    if (op.physicalId === null) return true;
    const shown = await op.cloud.observe(VOLUMES, op.physicalId);
    if (shown === null) return true;
    const status = String(shown.status);
    if (status === 'error_deleting') throw inError(status, 'delete');
    if (status === 'in-use' && op.elapsed() > IN_USE_MS) throw new HeatError('HeatException', 'Volume in use');
    if (!BUSY.includes(status)) await deleteObject(op, rest);
    return false;
  },
  async check(op) {
    const { status } = await requireVolume(op, op.physicalId ?? '');
    if (status !== 'available' && status !== 'in-use') {
      throw new HeatError('HeatException', `'status': expected '['available', 'in-use']', got '${status}'`);
    }
  },
  async snapshot(op, taking) {
    op.setData(BACKUP, await takeBackup(op, taking, true));
  },
  snapshotted: backupReady,
  async deleteSnapshot(op, snapshot, marker) {
    const noted = (snapshot as { resource_data?: Record<string, Value> }).resource_data?.[BACKUP];
    await release(op, BACKUPS, { noted, marker });
  },
  restoreProperties(properties, snapshot): Properties {
    const backup = (snapshot as { resource_data?: Record<string, Value> }).resource_data?.[BACKUP] ?? null;
    const { image: _image, imageRef: _ref, source_volid: _source, ...other } = properties;
    return { ...other, backup_id: backup };
  },
  async snapshotBeforeDelete(op, taking) {
    if (op.physicalId !== null) op.setData(BACKUP, await unlessGone(takeBackup(op, taking, false)));
  },
  snapshotBeforeDeleted: backupReady,
  async attribute(op, name) {
    if (op.physicalId === null) return null;
    const shown = (await op.cloud.observe(VOLUMES, op.physicalId)) as ValueMap | null;
    if (shown === null) return null;
    return volumeAttribute(shown, name);
  },
  async keepFailed(op) {
    if (op.physicalId === null) return false;
    const shown = await op.cloud.observe(VOLUMES, op.physicalId);
    return shown !== null && shown.status !== 'error' && shown.status !== 'deleting';
  },
  async liveProperties(op) {
    const shown = (await op.cloud.observe(VOLUMES, op.physicalId ?? '')) as ValueMap | null;
    if (shown === null) throw gone(op);
    const { readonly, ...metadata } = isMap(shown.metadata) ? shown.metadata : {};
    const live: Properties = {
      name: shown.name ?? null,
      description: shown.description ?? null,
      size: shown.size ?? null,
      metadata,
    };
    if (readonly !== undefined) live.read_only = String(readonly) === 'True';
    if (shown.volume_type !== undefined) live.volume_type = shown.volume_type;
    return live;
  },
});

/** How long an attachment may take to go before the volume is said to be in use. */
const IN_USE_MS = 60_000;

function nameOf(op: ResourceOperation): string {
  const { name } = op.properties;
  return typeof name === 'string' && name !== '' ? name : op.physicalName;
}

async function createVolume(op: ResourceOperation): Promise<string> {
  const { properties } = op;
  const given: Record<string, Value | undefined> = {
    size: properties.size,
    availability_zone: properties.availability_zone || null,
    description: properties.description,
    imageRef: await imageOf(op),
    snapshot_id: properties.snapshot_id,
    volume_type: properties.volume_type,
    source_volid: properties.source_volid,
    metadata:
      isMap(properties.metadata) && Object.keys(properties.metadata).length > 0
        ? textMetadata(properties.metadata)
        : null,
    multiattach: properties.multiattach === true ? true : null,
  };
  const body: ValueMap = { name: nameOf(op), size: properties.size ?? null };
  for (const [member, value] of Object.entries(given)) if (value != null) body[member] = value;
  const volume = marked(op, rest, MARKER, body);
  const answer = await op.cloud.request<{ volume: { id: string } }>('volume', {
    path: '/volumes',
    body: { volume, ...rest.beside?.(op) },
    signal: op.signal,
  });
  return answer.body.volume.id;
}

/** `image` may be a name: no translation rule looks it up. */
async function imageOf({ cloud, properties }: ResourceOperation): Promise<Value> {
  const image = properties.image || properties.imageRef || null;
  return questions.lookup(cloud, { client: 'glance', finder: 'find_image_by_name_or_id' }, image);
}

export function textMetadata(metadata: ValueMap): ValueMap {
  return Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => [key, typeof value === 'string' ? value : dumpJson(value)]),
  );
}

function isDescriptionLate(op: ResourceOperation): boolean {
  return displaced(op, rest, MARKER, { description: op.properties.description ?? null }) !== null;
}

async function rename(op: ResourceOperation): Promise<void> {
  // Whoever takes over must not look for a mark that is gone: the id comes first.
  await op.save();
  const volume = { name: nameOf(op), description: op.properties.description ?? null };
  await op.cloud.request('volume', { method: 'PUT', path: at`/volumes/${op.physicalId}`, body: { volume } });
}

export function setReadOnly(op: ResourceOperation, readonly: Value): Promise<void> {
  return volumeAction(op, op.physicalId ?? '', { 'os-update_readonly_flag': { readonly } });
}

/** `force`: also of a volume in use. */
async function takeBackup(op: ResourceOperation, taking: Taking, force: boolean): Promise<string> {
  const name = snapshotName(op, taking.marker);
  const backup = { volume_id: op.physicalId, name, ...(force ? { force: true } : {}) };
  const take = () => op.cloud.request<{ backup: { id: string } }>('volume', { path: '/backups', body: { backup } });
  return takeOnce(
    taking,
    async () => (await take()).body.backup.id,
    () => findNamed(op, BACKUPS, name),
  );
}

async function backupReady(op: ResourceOperation): Promise<boolean> {
  const id = op.data.get(BACKUP);
  if (id === undefined) return true;
  const backup = await op.cloud.observe(BACKUPS, id);
  if (backup?.status === 'creating') return false;
  if (backup?.status === 'available') return true;
  const reason = backup?.fail_reason ?? null;
  if (reason === null) throw unknownStatus('Volume backup failed', String(backup?.status ?? 'deleted'));
  throw new HeatError('HeatException', String(reason));
}

/** Scalars are told as texts, as Heat's clients know them. */
function volumeAttribute(shown: ValueMap, name: string): Value {
  switch (name) {
    case 'show':
      return shown;
    case 'metadata':
      return dumpJson(shown.metadata ?? {});
    case 'metadata_values':
      return shown.metadata ?? {};
    case 'display_name':
      return shown.name ?? null;
    case 'display_description':
      return shown.description ?? null;
    case 'attachments_list':
      return shown.attachments ?? [];
    case 'attachments':
      return pythonText(shown.attachments ?? []);
    default:
      return pythonText(valueAt(shown, name));
  }
}

/** A volume is made of one thing: a size alone, an image, a snapshot, another volume or a backup. */
const SOURCES = ['snapshot_id', 'source_volid', 'image', 'imageRef'];

function checkSources(properties: Properties): void {
  const has = (name: string) => Boolean(properties[name]);
  const mayHave = (name: string) => has(name) || properties[name] === undefined;
  if (has('image') && has('imageRef')) throw conflict('image', 'imageRef');
  if (mayHave('backup_id')) return;
  const sources = SOURCES.filter(has);
  const named = `[${sources.map((source) => `'${source}'`).join(', ')}]`;
  const sizeless = sources.filter((source) => source === 'snapshot_id' || source === 'source_volid');
  const isKnown = SOURCES.every((source) => properties[source] !== undefined);
  if (!mayHave('size') && isKnown && (sizeless.length !== 1 || sources.length !== 1)) {
    const rule = 'one and only one of "source_volid", "snapshot_id" must be specified';
    throw new HeatError(
      'StackValidationFailed',
      `If neither "backup_id" nor "size" is provided, ${rule}, but currently specified options: ${named}.`,
    );
  }
  if (has('size') && sources.length > 1) {
    const rule = 'only one of "image", "imageRef", "source_volid", "snapshot_id" can be specified';
    throw new HeatError(
      'StackValidationFailed',
      `If "size" is provided, ${rule}, but currently specified options: ${named}.`,
    );
  }
}
