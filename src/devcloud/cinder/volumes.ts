/** Volumes: create, list, show, change, delete, metadata. */
import { badRequest, notFound } from '../http/api-error.ts';
import { absent, type Fields, flag, integer, maybeText, record, strings, text } from '../http/fields.ts';
import { paginate, sorted } from '../http/paging.ts';
import type { Reply } from '../http/router.ts';
import type { Collection, Stored } from '../state/collection.ts';
import { uuid } from '../state/identifiers.ts';
import { isoMicros } from '../state/timestamps.ts';
import type { Call, Route } from './call.ts';
import type { Volume } from './model.ts';

export const volumeRoutes: readonly Route[] = [
  ['GET', '/volumes', (call) => listVolumes(call, false)],
  ['GET', '/volumes/detail', (call) => listVolumes(call, true)],
  ['GET', '/volumes/summary', summary],
  [
    'POST',
    '/volumes',
    (call) => ({ status: 202, body: { volume: showVolume(call, createVolume(call, call.json1('volume'))) } }),
  ],
  ['GET', '/volumes/{id}', (call) => ({ status: 200, body: { volume: showVolume(call, findVolume(call)) } })],
  ['PUT', '/volumes/{id}', updateVolume],
  ['DELETE', '/volumes/{id}', deleteVolume],
  ...metadataRoutes('volumes', (call) => call.cloud.cinder.model.volumes, findVolume),
];

/** @throws 404 */
export function findVolume(call: Call, id = call.param('id')): Volume {
  const volume = call.cloud.cinder.model.volumes.get(id);
  if (!volume || !call.owns(volume)) throw notFound(`Volume ${id} could not be found.`);
  return volume;
}

export const cinderLinks = (call: Call, kind: string, id: string): unknown[] => [
  { rel: 'self', href: `${call.baseUrl}/volume/v3/${call.projectId}/${kind}/${id}` },
  { rel: 'bookmark', href: `${call.baseUrl}/volume/${call.projectId}/${kind}/${id}` },
];

export function showVolume(call: Call, volume: Volume): Fields {
  const minor = call.minor;
  const hasImage = Object.keys(volume.image_metadata).length > 0;
  return {
    id: volume.id,
    name: volume.name,
    description: volume.description,
    status: volume.status,
    size: volume.size,
    availability_zone: volume.availability_zone,
    created_at: isoMicros(volume.created_at),
    updated_at: volume.updated_at === null ? null : isoMicros(volume.updated_at),
    attachments: volume.attachments.map((item) => ({
      id: volume.id,
      attachment_id: item.id,
      volume_id: volume.id,
      server_id: item.server_id,
      host_name: call.isAdmin ? item.host_name : null,
      device: item.device,
      attached_at: isoMicros(item.attached_at),
    })),
    volume_type: volume.volume_type,
    snapshot_id: volume.snapshot_id,
    source_volid: volume.source_volid,
    metadata: { ...volume.metadata, ...(volume.readonly && { readonly: 'True' }) },
    user_id: volume.user_id,
    bootable: volume.bootable ? 'true' : 'false',
    encrypted: volume.encrypted,
    replication_status: null,
    consistencygroup_id: null,
    multiattach: volume.multiattach,
    migration_status: null,
    links: cinderLinks(call, 'volumes', volume.id),
    'os-vol-tenant-attr:tenant_id': volume.project_id,
    ...(hasImage && { volume_image_metadata: volume.image_metadata }),
    ...(call.isAdmin && {
      'os-vol-host-attr:host': 'devcloud@lvmdriver-1#lvmdriver-1',
      'os-vol-mig-status-attr:migstat': null,
      'os-vol-mig-status-attr:name_id': null,
    }),
    ...(minor >= 13 && { group_id: null }),
    ...(minor >= 21 && { provider_id: null }),
    ...(minor >= 48 && { shared_targets: false, service_uuid: null }),
    ...(minor >= 63 && {
      volume_type_id: call.cloud.cinder.model.types.first('name', volume.volume_type ?? '')?.id ?? null,
    }),
    ...(minor >= 65 && { consumes_quota: true }),
  };
}

/** The objects of a kind that a list request asks for, newest first. */
export function asked<T extends Stored & { project_id: string; created_at: number }>(
  call: Call,
  collection: Collection<T>,
  filters: Record<string, (item: T, wanted: string) => boolean>,
): T[] {
  const all = call.isAdmin && flag(call.query.get('all_tenants'));
  const name = call.query.get('name');
  const project = call.isAdmin ? call.query.get('project_id') : null;
  let items: T[];
  if (name)
    items = collection.by('name', name).filter((item) => all || item.project_id === (project ?? call.projectId));
  else items = all && !project ? [...collection.all()] : collection.by('project', project ?? call.projectId);
  for (const [key, test] of Object.entries(filters)) {
    const wanted = call.query.get(key);
    if (wanted !== null) items = items.filter((item) => test(item, wanted));
  }
  items.reverse();
  return sorted(call, items, (item, key) => (item as unknown as Fields)[key]);
}

export function cinderList<T extends { id: string }>(
  call: Call,
  key: string,
  items: T[],
  show: (item: T) => Fields,
): Reply {
  const page = paginate(call, items, (item) => item.id, 1000);
  const offset = integer(call.query.get('offset'), 0);
  return {
    status: 200,
    body: {
      [key]: page.items.slice(offset).map(show),
      ...(page.next && { [`${key}_links`]: [{ rel: 'next', href: page.next }] }),
      ...(flag(call.query.get('with_count')) && { count: items.length }),
    },
  };
}

function listVolumes(call: Call, detail: boolean): Reply {
  const items = asked(call, call.cloud.cinder.model.volumes, {
    status: (volume, wanted) => volume.status === wanted,
    id: (volume, wanted) => wanted.split(',').includes(volume.id),
    bootable: (volume, wanted) => volume.bootable === flag(wanted),
    size: (volume, wanted) => volume.size === Number(wanted),
    volume_type: (volume, wanted) => volume.volume_type === wanted,
    metadata: (volume, wanted) => matchesMetadata(volume.metadata, wanted),
    availability_zone: (volume, wanted) => volume.availability_zone === wanted,
  });
  return cinderList(call, 'volumes', items, (volume) =>
    detail
      ? showVolume(call, volume)
      : { id: volume.id, name: volume.name, links: cinderLinks(call, 'volumes', volume.id) },
  );
}

/** Cinder takes Python's and JSON's notation of a map: `{'key': 'value'}`. */
export function matchesMetadata(metadata: Record<string, string>, wanted: string): boolean {
  try {
    const map = strings(JSON.parse(wanted.replaceAll(/u?'/g, '"')));
    return Object.entries(map).every(([key, value]) => metadata[key] === value);
  } catch {
    return false;
  }
}

function summary(call: Call): Reply {
  const items = call.cloud.cinder.model.volumes.by('project', call.projectId);
  const size = items.reduce((sum, volume) => sum + volume.size, 0);
  return { status: 200, body: { 'volume-summary': { total_count: items.length, total_size: size, metadata: {} } } };
}

/** Makes a volume; Nova calls it too, for servers that boot from a new volume. @throws 400, 404, 413 */
export function createVolume(call: Call, body: Fields): Volume {
  const { model } = call.cloud.cinder;
  const { settings } = call.cloud.world;
  const snapshotId = maybeText(body.snapshot_id);
  const sourceId = maybeText(body.source_volid);
  const backupId = maybeText(body.backup_id);
  const imageId = maybeText(body.imageRef) ?? maybeText(body.image_id);
  const snapshot = snapshotId === undefined ? undefined : model.snapshots.get(snapshotId);
  if (snapshotId !== undefined && (!snapshot || !call.owns(snapshot)))
    throw notFound(`Snapshot ${snapshotId} could not be found.`);
  if (snapshot && snapshot.status !== 'available')
    throw badRequest(`Invalid snapshot: Originating snapshot status must be one of 'available' values`);
  const source = sourceId === undefined ? undefined : findVolume(call, sourceId);
  const backup = backupId === undefined ? undefined : model.backups.get(backupId);
  if (backupId !== undefined && (!backup || !call.owns(backup)))
    throw notFound(`Backup ${backupId} could not be found.`);
  const image = imageId === undefined ? undefined : call.cloud.glance.findForUse(call, imageId);
  if (imageId !== undefined && !image)
    throw badRequest(`Invalid image identifier or unable to access requested image.`);
  const size = integer(body.size, snapshot?.size ?? source?.size ?? backup?.size ?? -1);
  if (
    body.size !== undefined &&
    body.size !== null &&
    (!Number.isInteger(Number(body.size)) || Number(body.size) <= 0)
  ) {
    throw badRequest(
      `Invalid input received: Volume size '${String(body.size)}' must be an integer and greater than 0`,
    );
  }
  if (size <= 0) throw badRequest('Invalid input received: volume size must be an integer and greater than 0');
  const least = snapshot?.size ?? source?.size ?? backup?.size ?? image?.min_disk ?? 0;
  if (size < least)
    throw badRequest(`Invalid input received: Volume size ${size}GB cannot be smaller than original size ${least}GB.`);
  const typeName = maybeText(body.volume_type);
  const type = typeName ? (model.types.get(typeName) ?? model.types.first('name', typeName)) : undefined;
  if (typeName && !type) throw notFound(`Volume type ${typeName} could not be found.`);
  const zone = maybeText(body.availability_zone);
  if (zone !== undefined && zone !== 'nova')
    throw badRequest(`Invalid input received: Availability zone '${zone}' is invalid.`);
  const defaultType = model.types.first('name', 'lvmdriver-1')?.name ?? null;
  call.cloud.cinder.checkQuota(call.projectId, size, 1);
  const volume: Volume = {
    id: uuid(),
    project_id: call.projectId,
    user_id: call.auth.userId,
    name: text(body.name ?? body.display_name),
    description: maybeText(body.description ?? body.display_description) ?? null,
    size,
    status: snapshot || source || image || backup ? (image ? 'downloading' : 'creating') : 'creating',
    created_at: call.now(),
    updated_at: null,
    availability_zone: 'nova',
    volume_type: type?.name ?? source?.volume_type ?? defaultType,
    snapshot_id: snapshot?.id ?? null,
    source_volid: source?.id ?? null,
    backup_id: backup?.id ?? null,
    bootable: image !== undefined || source?.bootable === true,
    multiattach: flag(body.multiattach) || type?.extra_specs.multiattach === '<is> True',
    encrypted: !absent(type?.encryption),
    readonly: false,
    metadata: strings(body.metadata),
    image_metadata: image
      ? {
          image_id: image.id,
          image_name: image.name ?? '',
          disk_format: image.disk_format ?? '',
          container_format: image.container_format ?? '',
          min_disk: String(image.min_disk),
          min_ram: String(image.min_ram),
          size: String(image.size ?? 0),
          checksum: image.checksum ?? '',
        }
      : (source?.image_metadata ?? {}),
    attachments: [],
  };
  if (image) volume.status = 'creating';
  model.volumes.insert(volume);
  call.cloud.cinder.finish(model.volumes, volume, settings.delays.volumeMs, { status: 'available' }, call);
  return volume;
}

function updateVolume(call: Call): Reply {
  const volume = findVolume(call);
  const body = call.json1('volume');
  if (body.name !== undefined || body.display_name !== undefined) volume.name = text(body.name ?? body.display_name);
  if ('description' in body) volume.description = maybeText(body.description) ?? null;
  if (body.metadata !== undefined) volume.metadata = strings(body.metadata);
  volume.updated_at = call.now();
  call.cloud.cinder.model.volumes.save(volume);
  return { status: 200, body: { volume: showVolume(call, volume) } };
}

const DELETABLE = ['available', 'error', 'error_restoring', 'error_extending', 'error_managing', 'error_deleting'];

function deleteVolume(call: Call): Reply {
  removeVolume(call, findVolume(call), flag(call.query.get('cascade')), flag(call.query.get('force')) && call.isAdmin);
  return { status: 202 };
}

/** @throws 400 as Cinder does for volumes in use and volumes with snapshots */
export function removeVolume(call: Call, volume: Volume, cascade: boolean, force: boolean): void {
  const { cinder, world } = call.cloud;
  if (volume.status === 'deleting') return;
  const snapshots = cinder.model.snapshots.by('volume', volume.id);
  const free = (force || DELETABLE.includes(volume.status)) && volume.attachments.length === 0;
  if (!free || (snapshots.length > 0 && !cascade)) {
    throw badRequest(
      `Invalid volume: Volume status must be available or error or error_restoring or error_extending or error_managing and must not be migrating, attached, belong to a group, have snapshots, awaiting a transfer, or be disassociated from snapshots after volume transfer.`,
    );
  }
  for (const snapshot of snapshots) cinder.vanish(cinder.model.snapshots, snapshot, world.settings.delays.snapshotMs);
  volume.status = 'deleting';
  cinder.vanish(cinder.model.volumes, volume, world.settings.delays.volumeDeleteMs, call);
}

/** The sub-resource `metadata` of volumes, snapshots, backups. */
export function metadataRoutes<T extends Stored & { metadata: Record<string, string> }>(
  kind: string,
  collection: (call: Call) => Collection<T>,
  find: (call: Call) => T,
): Route[] {
  const base = `/${kind}/{id}/metadata`;
  const change = (call: Call, next: (before: Record<string, string>) => Record<string, string>): T => {
    const item = find(call);
    item.metadata = next(item.metadata);
    return collection(call).save(item);
  };
  const key = (call: Call): string => call.param('key');
  const mustHave = (call: Call, metadata: Record<string, string>): void => {
    if (!(key(call) in metadata)) throw notFound(`Metadata item was not found`);
  };
  return [
    ['GET', base, (call) => ({ status: 200, body: { metadata: find(call).metadata } })],
    [
      'POST',
      base,
      (call) => ({
        status: 200,
        body: { metadata: change(call, (old) => ({ ...old, ...strings(call.json().metadata) })).metadata },
      }),
    ],
    [
      'PUT',
      base,
      (call) => ({ status: 200, body: { metadata: change(call, () => strings(call.json().metadata)).metadata } }),
    ],
    [
      'GET',
      `${base}/{key}`,
      (call) => {
        const { metadata } = find(call);
        mustHave(call, metadata);
        return { status: 200, body: { meta: { [key(call)]: metadata[key(call)] } } };
      },
    ],
    [
      'PUT',
      `${base}/{key}`,
      (call) => {
        const meta = strings(record(call.json().meta));
        change(call, (old) => ({ ...old, ...meta }));
        return { status: 200, body: { meta } };
      },
    ],
    [
      'DELETE',
      `${base}/{key}`,
      (call) => {
        change(call, (old) => {
          mustHave(call, old);
          const { [key(call)]: _, ...rest } = old;
          return rest;
        });
        return { status: 200 };
      },
    ],
  ];
}
