/**
 * The services of the dev cloud, a folder each: from this table come Keystone's catalogue, where each answers, what of
 * it takes its time, and what of it is limited. cloud.ts makes them.
 */
interface Entry {
  /** `''` for Keystone, which answers for everything that no other service takes. */
  prefix: string;
  /** Names and types in the catalogue. */
  catalogue: readonly (readonly [name: string, type: string])[];
  /** Below the prefix; may contain `%(tenant_id)s`. */
  path: string;
  /** What takes its time, in milliseconds. */
  delays: readonly string[];
  /** What is limited per project, as its own API names it. */
  quotas: readonly string[];
}

export const SERVICES = {
  identity: { prefix: '', catalogue: [['keystone', 'identity']], path: '/v3', delays: [], quotas: [] },
  compute: {
    prefix: '/compute',
    catalogue: [['nova', 'compute']],
    path: '/v2.1',
    // Actions: stop, start, reboot, suspend, resize, rebuild …
    delays: ['serverBuildMs', 'serverActionMs', 'serverDeleteMs'],
    quotas: ['instances', 'cores', 'ram', 'key_pairs', 'server_groups', 'server_group_members'],
  },
  placement: { prefix: '/placement', catalogue: [['placement', 'placement']], path: '', delays: [], quotas: [] },
  network: {
    prefix: '/network',
    catalogue: [['neutron', 'network']],
    path: '',
    delays: [],
    quotas: [
      ...(['network', 'subnet', 'subnetpool', 'port', 'router', 'floatingip'] as const),
      ...(['security_group', 'security_group_rule', 'rbac_policy', 'trunk'] as const),
    ],
  },
  volume: {
    prefix: '/volume',
    catalogue: [
      ['cinderv3', 'volumev3'],
      ['cinder', 'block-storage'],
    ],
    path: '/v3/%(tenant_id)s',
    // A volume is created, extended, retyped.
    delays: ['volumeMs', 'volumeAttachMs', 'volumeDeleteMs', 'snapshotMs', 'backupMs'],
    quotas: ['volumes', 'snapshots', 'gigabytes', 'backups', 'backup_gigabytes'],
  },
  // Images are made from servers and volumes.
  image: { prefix: '/image', catalogue: [['glance', 'image']], path: '', delays: ['imageMs'], quotas: [] },
  object: {
    prefix: '/object',
    catalogue: [['swift', 'object-store']],
    path: '/v1/AUTH_%(tenant_id)s',
    delays: [],
    quotas: [],
  },
  'load-balancer': {
    prefix: '/load-balancer',
    catalogue: [['octavia', 'load-balancer']],
    path: '',
    // The first is a balancer's creation, the second every other change of one and its parts.
    delays: ['loadBalancerMs', 'loadBalancerChangeMs'],
    quotas: ['load_balancer', 'listener', 'pool', 'member', 'health_monitor', 'l7policy', 'l7rule'],
  },
} as const satisfies Readonly<Record<string, Entry>>;

export type ServiceName = keyof typeof SERVICES;
export type DelayName = (typeof SERVICES)[ServiceName]['delays'][number];
export type QuotaName = (typeof SERVICES)[ServiceName]['quotas'][number];

const all = Object.values<Entry>(SERVICES);
export const DELAY_NAMES = all.flatMap(({ delays }) => delays) as DelayName[];
export const QUOTA_NAMES = all.flatMap(({ quotas }) => quotas) as QuotaName[];

export const CATALOGUE = all.flatMap(({ catalogue, prefix, path }) =>
  catalogue.map(([name, type]) => ({ name, type, path: `${prefix}${path}` })),
);

/** The endpoints by type. */
export const endpointUrls = (baseUrl: string): Record<string, string> =>
  Object.fromEntries(CATALOGUE.map(({ type, path }) => [type, `${baseUrl}${path}`]));
