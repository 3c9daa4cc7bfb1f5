/** Volumes (cinder/api/schemas/volumes.py). */
import { badRequest, notFound } from '../http/api-error.ts';
import type { Call } from '../http/call.ts';
import { absent, flag, maybeText, strings } from '../http/fields.ts';
import { ok, type Route, route } from '../http/router.ts';
import { called, type Kind } from '../rest/kind.ts';
import { mapRoutes } from '../rest/map.ts';
import { type Owned, VOLUME, type Volume } from './attributes.ts';
import type { BlockStorage } from './block-storage.ts';
import { linksTo, overLimit, stateOf } from './dialect.ts';

const STATE = stateOf(
  (delays, verb) => (verb === 'delete' ? delays.volumeDeleteMs : delays.volumeMs),
  'error_restoring',
  'error_extending',
  'error_managing',
);
const isDeletable = ({ status }: Volume) => status === STATE.ready || STATE.deletable.includes(status);
const undeletable = () =>
  badRequest(
    'Invalid volume: Volume status must be available or error or error_restoring or error_extending or error_managing and must not be migrating, attached, belong to a group, have snapshots, awaiting a transfer, or be disassociated from snapshots after volume transfer.',
  );

export const volumes = (cinder: BlockStorage): Kind<Volume> => ({
  ...called('volume', 'Volume', '/volumes'),
  collection: cinder.model.volumes,
  attributes: VOLUME,
  strictSince: 53,
  brief: ['id', 'name', 'links'],
  quota: 'volumes',
  refers: { snapshot_id: { kind: 'snapshot' }, source_volid: { kind: 'volume' }, backup_id: { kind: 'backup' } },
  state: STATE,
  filters: { metadata: (volume, wanted) => hasMetadata(volume.metadata, wanted) },
  create(call, item, body) {
    const { model } = cinder;
    const snapshot = model.snapshots.get(item.snapshot_id);
    if (snapshot && snapshot.status !== 'available')
      throw badRequest("Invalid snapshot: Originating snapshot status must be one of 'available' values");
    const source = model.volumes.get(item.source_volid);
    const imageId = maybeText(body.imageRef) ?? maybeText(body.image_id);
    const image = imageId === undefined ? undefined : cinder.glance.findForUse(call, imageId);
    if (imageId !== undefined && !image)
      throw badRequest('Invalid image identifier or unable to access requested image.');
    const origin = (snapshot ?? source ?? model.backups.get(item.backup_id))?.size;
    item.size ||= origin ?? 0;
    if (item.size === 0) throw badRequest('Invalid input received: volume size must be an integer and greater than 0');
    const least = origin ?? image?.min_disk ?? 0;
    if (item.size < least)
      throw badRequest(
        `Invalid input received: Volume size ${item.size}GB cannot be smaller than original size ${least}GB.`,
      );
    const type = item.volume_type ? cinder.typeNamed(item.volume_type) : undefined;
    item.availability_zone ??= 'nova';
    if (item.availability_zone !== 'nova')
      throw badRequest(`Invalid input received: Availability zone '${item.availability_zone}' is invalid.`);
    checkGigabytes(cinder, call.projectId, item.size);
    item.volume_type = type?.name ?? source?.volume_type ?? model.types.first('name', 'lvmdriver-1')?.name ?? null;
    item.bootable = image !== undefined || source?.bootable === true;
    item.multiattach ||= type?.extra_specs.multiattach === '<is> True';
    item.encrypted = !absent(type?.encryption);
    item.image_metadata = source?.image_metadata ?? {};
    if (image === undefined) return;
    const { id, name: title, min_disk, min_ram, size: bytes, disk_format, container_format, checksum } = image;
    const all = { image_id: id, image_name: title, disk_format, container_format, min_disk, min_ram, checksum };
    item.image_metadata = strings({ ...all, size: bytes ?? 0, image_name: title ?? '' });
  },
  remove(call, volume) {
    const isForced = call.isAdmin && flag(call.query.get('force'));
    const snapshots = cinder.model.snapshots.by('volume_id', volume.id);
    const isHeld = volume.attachments.length > 0 || (snapshots.length > 0 && !flag(call.query.get('cascade')));
    if (isForced && !isHeld) volume.status = 'available';
    if (isHeld || !isDeletable(volume)) throw undeletable();
    for (const snapshot of snapshots) cinder.rest.remove(cinder.kinds.snapshots, call, snapshot);
  },
  show: (call, volume) => ({
    bootable: String(volume.bootable),
    metadata: { ...volume.metadata, ...(volume.readonly && { readonly: 'True' }) },
    attachments: volume.attachments.map(({ id, host_name, ...attachment }) => ({
      ...attachment,
      id: volume.id,
      attachment_id: id,
      host_name: call.isAdmin ? host_name : null,
    })),
    volume_type_id: cinder.model.types.first('name', volume.volume_type ?? '')?.id ?? null,
    links: linksTo(call, 'volumes', volume.id),
    'os-vol-tenant-attr:tenant_id': volume.project_id,
    volume_image_metadata: Object.keys(volume.image_metadata).length > 0 ? volume.image_metadata : undefined,
    image_metadata: undefined,
    readonly: undefined,
    ...(call.isAdmin && {
      'os-vol-host-attr:host': 'devcloud@lvmdriver-1#lvmdriver-1',
      'os-vol-mig-status-attr:migstat': null,
      'os-vol-mig-status-attr:name_id': null,
    }),
  }),
});

/** Cinder takes Python's and JSON's notation of a map: `{'key': 'value'}`. */
function hasMetadata(metadata: Record<string, string>, wanted: string): boolean {
  try {
    const texts = strings(JSON.parse(wanted.replaceAll(/u?'/g, '"')));
    return Object.entries(texts).every(([key, value]) => metadata[key] === value);
  } catch {
    return false;
  }
}

/** @throws 413 when a project would have more than its gigabytes */
export function checkGigabytes({ model, quotas }: BlockStorage, projectId: string, more: number): void {
  const limit = quotas.of(projectId).gigabytes;
  if (limit < 0) return;
  const used = model.volumes.by('project', projectId).reduce((sum, volume) => sum + volume.size, 0);
  if (used + more > limit)
    throw overLimit(
      `VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed gigabytes quota. Requested ${more}G, quota is ${limit}G and ${used}G has been consumed.`,
    );
}

export const metadataRoutes = <T extends Owned>({ rest }: BlockStorage, kind: Kind<T>): Route[] =>
  mapRoutes(rest, kind, {
    member: 'metadata',
    entry: 'meta',
    deleted: 200,
    missing: () => notFound('Metadata item was not found'),
  });

export const summary = ({ model }: BlockStorage): Route =>
  route('GET', '/volumes/summary', (call: Call) => {
    const items = model.volumes.by('project', call.projectId);
    const total_size = items.reduce((sum, volume) => sum + volume.size, 0);
    return ok({ 'volume-summary': { total_count: items.length, total_size, metadata: {} } });
  });
