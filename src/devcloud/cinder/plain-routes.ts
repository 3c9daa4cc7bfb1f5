/** Cinder's discovery, limits, quotas, zones, services. */
import type { Call } from '../http/call.ts';
import type { Fields } from '../http/fields.ts';
import { fixed, ok, type Route, route } from '../http/router.ts';
import { quotaSetRoutes } from '../quota-sets.ts';
import { isoMicros } from '../state/timestamps.ts';
import type { BlockStorage } from './block-storage.ts';

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
  route('GET', '/', (call) => ({ status: 300, body: { versions: [version(call)] } }), 'open'),
  route('GET', '/v3', (call) => ok({ versions: [version(call)] }), 'open'),
];

const SERVICES = ['cinder-scheduler', 'cinder-volume', 'cinder-backup'];
const EXTENSIONS = ['os-services', 'backups', 'os-availability-zone', 'os-volume-actions'];

export function cinderPlainRoutes({ model, quotas }: BlockStorage): Route[] {
  const { volumes, snapshots, backups } = model;
  const used = (project: string) => {
    const sum = (items: { size: number }[]): number => items.reduce((total, item) => total + item.size, 0);
    return {
      volumes: volumes.count('project', project),
      snapshots: snapshots.count('project', project),
      gigabytes: sum(volumes.by('project', project)) + sum(snapshots.by('project', project)),
      backups: backups.count('project', project),
      backup_gigabytes: sum(backups.by('project', project)),
    };
  };
  return [
    route('GET', '/limits', (call) => {
      const most = quotas.of(call.projectId);
      const now = used(call.projectId);
      const absolute = {
        maxTotalVolumes: most.volumes,
        maxTotalSnapshots: most.snapshots,
        maxTotalVolumeGigabytes: most.gigabytes,
        maxTotalBackups: most.backups,
        maxTotalBackupGigabytes: most.backup_gigabytes,
        totalVolumesUsed: now.volumes,
        totalSnapshotsUsed: now.snapshots,
        totalGigabytesUsed: now.gigabytes,
        totalBackupsUsed: now.backups,
        totalBackupGigabytesUsed: now.backup_gigabytes,
      };
      return ok({ limits: { rate: [], absolute } });
    }),
    ...quotaSetRoutes(quotas, {
      names: ['volumes', 'snapshots', 'gigabytes', 'backups', 'backup_gigabytes'],
      fixed: () => ({ per_volume_gigabytes: -1, groups: -1 }),
      used,
      policy: 'volume_extension:quotas',
    }),
    fixed('/os-availability-zone', { availabilityZoneInfo: [{ zoneName: 'nova', zoneState: { available: true } }] }),
    fixed('/scheduler-stats/get_pools', { pools: [{ name: 'devcloud@lvmdriver-1#lvmdriver-1' }] }),
    fixed('/extensions', {
      extensions: EXTENSIONS.map((alias) => ({
        alias,
        name: alias,
        description: alias,
        links: [],
        updated: '2013-01-01T00:00:00Z',
      })),
    }),
    route('GET', '/os-services', (call) => {
      const rest = { host: 'devcloud', zone: 'nova', status: 'enabled', state: 'up', disabled_reason: null };
      const updated_at = isoMicros(call.now());
      return ok({ services: SERVICES.map((binary) => ({ binary, ...rest, updated_at })) });
    }),
  ];
}
