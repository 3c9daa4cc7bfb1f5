/**
 * Options of the dev cloud and their defaults. Everything may be left out.
 *
 * The users `admin`, `demo`, `heat` (service user) and `heat_domain_admin` get the passwords named here; unless told
 * otherwise each is `devcloud`. The cloud listens on loopback only, so this is a convenience, not a secret.
 */

import type { BusyOptions } from './busy/busy.ts';

/** How long the asynchronous states take, in milliseconds; 0 means: done when next looked at. */
export interface Delays {
  serverBuildMs: number;
  /** stop, start, reboot, suspend, resize, rebuild … */
  serverActionMs: number;
  serverDeleteMs: number;
  /** Volume creation, extension, retype. */
  volumeMs: number;
  volumeAttachMs: number;
  volumeDeleteMs: number;
  snapshotMs: number;
  backupMs: number;
  /** Images made from servers and volumes. */
  imageMs: number;
  loadBalancerMs: number;
  /** Every other change of a load balancer and its parts. */
  loadBalancerChangeMs: number;
}

/** Limits of a project; -1 is unlimited. The names are those of Nova, Neutron, Cinder and Octavia. */
export interface Quotas {
  instances: number;
  cores: number;
  ram: number;
  key_pairs: number;
  server_groups: number;
  server_group_members: number;
  network: number;
  subnet: number;
  subnetpool: number;
  port: number;
  router: number;
  floatingip: number;
  security_group: number;
  security_group_rule: number;
  rbac_policy: number;
  trunk: number;
  volumes: number;
  snapshots: number;
  gigabytes: number;
  backups: number;
  backup_gigabytes: number;
  load_balancer: number;
  listener: number;
  pool: number;
  member: number;
  health_monitor: number;
  l7policy: number;
  l7rule: number;
}

export interface DevCloudOptions {
  /** Port wanted (0: any). If it is taken, another one is used. */
  port?: number;
  /** Default `127.0.0.1`. */
  host?: string;
  /** State is kept here between runs; without it, in memory. */
  dataDirectory?: string;
  region?: string;
  passwords?: Partial<Record<'admin' | 'demo' | 'heat' | 'heat_domain_admin', string>>;
  /** More projects like `demo`, each with a user of the same name and the password of `demo`. */
  projects?: readonly string[];
  delays?: Partial<Delays>;
  /** Sets all delays that `delays` does not name. */
  delayMs?: number;
  /** A cloud that is short of processors, of whose time each request takes some. Delays are then what the work takes of it. */
  busy?: BusyOptions;
  /** Limits for every project, unless its own are set. Default: unlimited. */
  quotas?: Partial<Quotas>;
  /** Default 4 hours. */
  tokenLifetimeMs?: number;
  /** Seed of the faults' randomness. */
  seed?: number;
  /** URLs may contain `%(tenant_id)s`. */
  orchestrationUrl?: string;
  cloudformationUrl?: string;
  /** The largest accepted request body in bytes (images, objects). Default 1 GiB. */
  maxBodyBytes?: number;
  /** The clock, milliseconds since the epoch. */
  now?: () => number;
  /** Is told of every request that may have changed something, as it was acted upon. */
  journal?: (entry: JournalEntry) => void;
}

export interface JournalEntry {
  time: string;
  service: string;
  method: string;
  path: string;
  status: number;
  /** Of the object that a POST made. */
  id?: string;
}

export interface Settings {
  port: number;
  host: string;
  dataDirectory: string | undefined;
  region: string;
  passwords: Record<'admin' | 'demo' | 'heat' | 'heat_domain_admin', string>;
  projects: readonly string[];
  delays: Delays;
  busy: BusyOptions | undefined;
  quotas: Quotas;
  tokenLifetimeMs: number;
  seed: number;
  orchestrationUrl: string | undefined;
  cloudformationUrl: string | undefined;
  maxBodyBytes: number;
  now: () => number;
  journal: ((entry: JournalEntry) => void) | undefined;
}

export const DEFAULT_PASSWORD = 'devcloud';

const DELAY_NAMES: readonly (keyof Delays)[] = [
  'serverBuildMs',
  'serverActionMs',
  'serverDeleteMs',
  'volumeMs',
  'volumeAttachMs',
  'volumeDeleteMs',
  'snapshotMs',
  'backupMs',
  'imageMs',
  'loadBalancerMs',
  'loadBalancerChangeMs',
];

export const QUOTA_NAMES: readonly (keyof Quotas)[] = [
  'instances',
  'cores',
  'ram',
  'key_pairs',
  'server_groups',
  'server_group_members',
  'network',
  'subnet',
  'subnetpool',
  'port',
  'router',
  'floatingip',
  'security_group',
  'security_group_rule',
  'rbac_policy',
  'trunk',
  'volumes',
  'snapshots',
  'gigabytes',
  'backups',
  'backup_gigabytes',
  'load_balancer',
  'listener',
  'pool',
  'member',
  'health_monitor',
  'l7policy',
  'l7rule',
];

export function settle(options: DevCloudOptions): Settings {
  const password = DEFAULT_PASSWORD;
  const delays = Object.fromEntries(DELAY_NAMES.map((name) => [name, options.delayMs ?? 0])) as unknown as Delays;
  const quotas = Object.fromEntries(QUOTA_NAMES.map((name) => [name, -1])) as unknown as Quotas;
  return {
    port: options.port ?? 0,
    host: options.host ?? '127.0.0.1',
    dataDirectory: options.dataDirectory,
    region: options.region ?? 'RegionOne',
    passwords: { admin: password, demo: password, heat: password, heat_domain_admin: password, ...options.passwords },
    projects: options.projects ?? [],
    delays: { ...delays, ...options.delays },
    busy: options.busy,
    quotas: { ...quotas, ...options.quotas },
    tokenLifetimeMs: options.tokenLifetimeMs ?? 4 * 3600_000,
    seed: options.seed ?? 1,
    orchestrationUrl: options.orchestrationUrl,
    cloudformationUrl: options.cloudformationUrl,
    maxBodyBytes: options.maxBodyBytes ?? 1024 ** 3,
    now: options.now ?? Date.now,
    journal: options.journal,
  };
}
