/**
 * Options of the dev cloud and their defaults. Everything may be left out.
 *
 * The users `admin`, `demo`, `heat` (service user) and `heat_domain_admin` get the passwords named here; unless told
 * otherwise each is `devcloud`. The cloud listens on loopback only, so this is a convenience, not a secret.
 */

import type { BusyOptions } from './busy/busy.ts';
import { DELAY_NAMES, type DelayName, QUOTA_NAMES, type QuotaName } from './services.ts';

/** How long the asynchronous states take, in milliseconds; 0 means: done when next looked at. */
export type Delays = Record<DelayName, number>;

/** Limits of a project; -1 is unlimited. */
export type Quotas = Record<QuotaName, number>;

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

/** The same number under each of the names. */
const each = <Name extends string>(names: readonly Name[], value: number): Record<Name, number> =>
  Object.fromEntries(names.map((name) => [name, value])) as Record<Name, number>;

export function settle(options: DevCloudOptions): Settings {
  const password = DEFAULT_PASSWORD;
  return {
    port: options.port ?? 0,
    host: options.host ?? '127.0.0.1',
    dataDirectory: options.dataDirectory,
    region: options.region ?? 'RegionOne',
    passwords: { admin: password, demo: password, heat: password, heat_domain_admin: password, ...options.passwords },
    projects: options.projects ?? [],
    delays: { ...each(DELAY_NAMES, options.delayMs ?? 0), ...options.delays },
    busy: options.busy,
    quotas: { ...each(QUOTA_NAMES, -1), ...options.quotas },
    tokenLifetimeMs: options.tokenLifetimeMs ?? 4 * 3600_000,
    seed: options.seed ?? 1,
    orchestrationUrl: options.orchestrationUrl,
    cloudformationUrl: options.cloudformationUrl,
    maxBodyBytes: options.maxBodyBytes ?? 1024 ** 3,
    now: options.now ?? Date.now,
    journal: options.journal,
  };
}
