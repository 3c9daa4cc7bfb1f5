/** Cinder's discovery, limits, quotas, attachments API, zones, services. */
import { badRequest, forbidden, notFound } from '../http/api-error.ts';
import { type Fields, flag, maybeText, record, text } from '../http/fields.ts';
import type { Reply } from '../http/router.ts';
import type { Quotas } from '../options.ts';
import { uuid } from '../state/identifiers.ts';
import { isoMicros } from '../state/timestamps.ts';
import type { Call, Route } from './call.ts';
import type { Reservation } from './model.ts';
import { cinderList, findVolume } from './volumes.ts';

export const CINDER_VERSIONS = { service: 'volume', major: 3, min: 0, max: 70 };

const version = (call: Call): Fields => ({
  id: 'v3.0',
  status: 'CURRENT',
  version: `3.${CINDER_VERSIONS.max}`,
  min_version: '3.0',
  updated: '2022-03-30T00:00:00Z',
  links: [{ rel: 'self', href: `${call.baseUrl}/volume/v3/` }],
  'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.volume+json;version=3' }],
});

/** Outside any project. */
export const cinderDiscovery: readonly Route[] = [
  ['GET', '/', (call) => ({ status: 300, body: { versions: [version(call)] } }), 'open'],
  ['GET', '/v3', (call) => ({ status: 200, body: { versions: [version(call)] } }), 'open'],
];

const QUOTAS: readonly (keyof Quotas)[] = ['volumes', 'snapshots', 'gigabytes', 'backups', 'backup_gigabytes'];

function usage(call: Call, project: string): Record<string, number> {
  const { volumes, snapshots, backups } = call.cloud.cinder.model;
  const sum = (items: { size: number }[]): number => items.reduce((total, item) => total + item.size, 0);
  return {
    volumes: volumes.count('project', project),
    snapshots: snapshots.count('project', project),
    gigabytes: sum(volumes.by('project', project)) + sum(snapshots.by('project', project)),
    backups: backups.count('project', project),
    backup_gigabytes: sum(backups.by('project', project)),
  };
}

function limits(call: Call): Reply {
  const quota = call.cloud.quotas.of(call.projectId);
  const used = usage(call, call.projectId);
  return {
    status: 200,
    body: {
      limits: {
        rate: [],
        absolute: {
          maxTotalVolumes: quota.volumes,
          maxTotalSnapshots: quota.snapshots,
          maxTotalVolumeGigabytes: quota.gigabytes,
          maxTotalBackups: quota.backups,
          maxTotalBackupGigabytes: quota.backup_gigabytes,
          totalVolumesUsed: used.volumes,
          totalSnapshotsUsed: used.snapshots,
          totalGigabytesUsed: used.gigabytes,
          totalBackupsUsed: used.backups,
          totalBackupGigabytesUsed: used.backup_gigabytes,
        },
      },
    },
  };
}

function quotaSet(call: Call, project: string): Fields {
  const all = call.cloud.quotas.of(project);
  const used = usage(call, project);
  const withUsage = flag(call.query.get('usage'));
  const entries = QUOTAS.map((name) => [
    name,
    withUsage ? { limit: all[name], in_use: used[name], reserved: 0 } : all[name],
  ]);
  const fixed = { per_volume_gigabytes: -1, groups: -1 };
  const shownFixed = Object.entries(fixed).map(([name, limit]) => [
    name,
    withUsage ? { limit, in_use: 0, reserved: 0 } : limit,
  ]);
  return { id: project, ...Object.fromEntries([...entries, ...shownFixed]) };
}

function showQuota(call: Call): Reply {
  const project = call.param('target');
  if (project !== call.projectId && !call.isAdmin)
    throw forbidden("Policy doesn't allow volume_extension:quotas:show to be performed.");
  return { status: 200, body: { quota_set: quotaSet(call, project) } };
}

function setQuota(call: Call): Reply {
  if (!call.isAdmin) throw forbidden("Policy doesn't allow volume_extension:quotas:update to be performed.");
  const wanted = record(call.json().quota_set);
  const changes = Object.fromEntries(
    QUOTAS.filter((name) => name in wanted).map((name) => [name, Number(wanted[name])]),
  );
  call.cloud.quotas.set(call.param('target'), changes);
  return { status: 200, body: { quota_set: quotaSet(call, call.param('target')) } };
}

const showAttachment = (item: Reservation): Fields => ({
  id: item.id,
  status: item.status,
  instance: item.instance,
  volume_id: item.volume_id,
  attach_mode: item.mode,
  attached_at: item.attached_at === null ? '' : isoMicros(item.attached_at),
  detached_at: '',
  connection_info: item.connection_info,
});

function findAttachment(call: Call): Reservation {
  const item = call.cloud.cinder.model.attachments.get(call.param('id'));
  if (!item || !call.owns(item))
    throw notFound(`Volume attachment could not be found with filter: attachment_id = ${call.param('id')}.`);
  return item;
}

function createAttachment(call: Call): Reply {
  const body = call.json1('attachment');
  const volume = findVolume(call, text(body.volume_uuid));
  if (volume.status !== 'available' && !(volume.multiattach && volume.status === 'in-use')) {
    throw badRequest(
      `Invalid volume: Volume ${volume.id} status must be available or in-use or downloading, but the current status is ${volume.status}.`,
    );
  }
  volume.status = 'reserved';
  call.cloud.cinder.model.volumes.save(volume);
  const item = call.cloud.cinder.model.attachments.insert({
    id: uuid(),
    project_id: volume.project_id,
    volume_id: volume.id,
    instance: maybeText(body.instance_uuid) ?? null,
    status: 'reserved',
    mode: text(body.mode, 'rw'),
    connection_info: {},
    attached_at: null,
  });
  return { status: 200, body: { attachment: showAttachment(item) } };
}

function connectAttachment(call: Call): Reply {
  const item = findAttachment(call);
  item.connection_info = { driver_volume_type: 'local', device_path: `/dev/${item.volume_id}` };
  item.status = 'attaching';
  call.cloud.cinder.model.attachments.save(item);
  return { status: 200, body: { attachment: showAttachment(item) } };
}

function completeAttachment(call: Call): Reply {
  const item = findAttachment(call);
  const volume = findVolume(call, item.volume_id);
  if (item.status !== 'attached') {
    item.status = 'attached';
    item.attached_at = call.now();
    call.cloud.cinder.model.attachments.save(item);
    call.cloud.cinder.attach(volume, item.instance ?? '', '/dev/vdb', 0, undefined, item.id);
  }
  return { status: 204 };
}

function deleteAttachment(call: Call): Reply {
  const item = findAttachment(call);
  const volume = findVolume(call, item.volume_id);
  if (volume.attachments.some((attachment) => attachment.id === item.id)) call.cloud.cinder.detach(volume, item.id, 0);
  else {
    volume.status = volume.attachments.length > 0 ? 'in-use' : 'available';
    call.cloud.cinder.model.volumes.save(volume);
  }
  call.cloud.cinder.model.attachments.remove(item.id);
  return { status: 200, body: { attachments: [] } };
}

const SERVICES = ['cinder-scheduler', 'cinder-volume', 'cinder-backup'];

export const cinderPlainRoutes: readonly Route[] = [
  ['GET', '/limits', limits],
  ['GET', '/os-quota-sets/{target}', showQuota],
  [
    'GET',
    '/os-quota-sets/{target}/defaults',
    (call) => ({
      status: 200,
      body: {
        quota_set: {
          id: call.param('target'),
          ...Object.fromEntries(QUOTAS.map((name) => [name, call.cloud.quotas.defaults[name]])),
        },
      },
    }),
  ],
  ['PUT', '/os-quota-sets/{target}', setQuota],
  [
    'GET',
    '/os-quota-class-sets/{target}',
    (call) => ({
      status: 200,
      body: {
        quota_class_set: {
          id: call.param('target'),
          ...Object.fromEntries(QUOTAS.map((name) => [name, call.cloud.quotas.defaults[name]])),
        },
      },
    }),
  ],
  [
    'GET',
    '/attachments',
    (call) =>
      cinderList(
        call,
        'attachments',
        call.cloud.cinder.model.attachments.by('project', call.projectId),
        showAttachment,
      ),
  ],
  [
    'GET',
    '/attachments/detail',
    (call) =>
      cinderList(
        call,
        'attachments',
        call.cloud.cinder.model.attachments.by('project', call.projectId),
        showAttachment,
      ),
  ],
  ['POST', '/attachments', createAttachment],
  ['GET', '/attachments/{id}', (call) => ({ status: 200, body: { attachment: showAttachment(findAttachment(call)) } })],
  ['PUT', '/attachments/{id}', connectAttachment],
  ['POST', '/attachments/{id}/action', completeAttachment],
  ['DELETE', '/attachments/{id}', deleteAttachment],
  [
    'GET',
    '/os-availability-zone',
    () => ({ status: 200, body: { availabilityZoneInfo: [{ zoneName: 'nova', zoneState: { available: true } }] } }),
  ],
  [
    'GET',
    '/os-services',
    (call) => ({
      status: 200,
      body: {
        services: SERVICES.map((binary) => ({
          binary,
          host: 'devcloud',
          zone: 'nova',
          status: 'enabled',
          state: 'up',
          updated_at: isoMicros(call.now()),
          disabled_reason: null,
        })),
      },
    }),
  ],
  [
    'GET',
    '/extensions',
    () => ({
      status: 200,
      body: {
        extensions: ['os-services', 'backups', 'os-availability-zone', 'os-volume-actions'].map((alias) => ({
          alias,
          name: alias,
          description: alias,
          links: [],
          updated: '2013-01-01T00:00:00Z',
        })),
      },
    }),
  ],
  [
    'GET',
    '/scheduler-stats/get_pools',
    () => ({ status: 200, body: { pools: [{ name: 'devcloud@lvmdriver-1#lvmdriver-1' }] } }),
  ],
];
