/** Limits of projects (octavia/api/v2/types/quotas.py and controllers/quotas.py). */
import type { Call } from '../http/call.ts';
import { integer, isRecord } from '../http/fields.ts';
import type { Reply, Route } from '../http/router.ts';
import type { Quotas } from '../options.ts';
import type { QuotaBook } from '../quotas.ts';
import { DIALECT, unknownMembers } from './dialect.ts';
import { fault } from './faults.ts';

/** As the API says it → as it is kept. Two of them have an older spelling as well. */
const NAMES = {
  loadbalancer: 'load_balancer',
  load_balancer: 'load_balancer',
  listener: 'listener',
  member: 'member',
  pool: 'pool',
  healthmonitor: 'health_monitor',
  health_monitor: 'health_monitor',
  l7policy: 'l7policy',
  l7rule: 'l7rule',
} as const satisfies Record<string, keyof Quotas>;

/** A list shows both spellings, a single project's limits the older one. */
const every = (limits: Quotas): Record<string, number> =>
  Object.fromEntries(Object.entries(NAMES).map(([name, kept]) => [name, limits[kept]]));
const body = (limits: Quotas): Record<string, number> =>
  Object.fromEntries(Object.values(NAMES).map((kept) => [kept, limits[kept]]));

export function quotaRoutes(quotas: QuotaBook, base: string): Route[] {
  const own = (call: Call): string => {
    const project = call.param('project');
    if (project !== call.projectId && !call.isAdmin) throw fault('PolicyForbidden');
    return project;
  };
  const ofAdmin = (call: Call): string => {
    if (!call.isAdmin) throw fault('PolicyForbidden');
    return call.param('project');
  };
  const shown = (project: string): Reply['body'] => ({ quota: body(quotas.of(project)) });
  return [
    [
      'GET',
      `${base}/lbaas/quotas`,
      (call) => {
        const projects = quotas.projects().filter((project) => call.isAdmin || project === call.projectId);
        const all = projects.map((project) => ({ project_id: project, ...every(quotas.of(project)) }));
        return { status: 200, body: { quotas: all, quotas_links: [] } };
      },
    ],
    ['GET', `${base}/lbaas/quotas/{project}`, (call) => ({ status: 200, body: shown(own(call)) })],
    [
      'GET',
      `${base}/lbaas/quotas/{project}/default`,
      (call) => {
        own(call);
        return { status: 200, body: { quota: body(quotas.defaults) } };
      },
    ],
    [
      'PUT',
      `${base}/lbaas/quotas/{project}`,
      (call) => {
        const project = ofAdmin(call);
        const { quota } = call.json();
        if (!isRecord(quota)) throw DIALECT.requiredMember('quota');
        const unknown = Object.keys(quota).filter((name) => !Object.hasOwn(NAMES, name));
        if (unknown.length > 0) throw unknownMembers('quota', unknown);
        const limits: Partial<Quotas> = {};
        for (const [name, kept] of Object.entries(NAMES)) {
          const given = quota[name];
          if (given === undefined) continue;
          limits[kept] = given === null ? quotas.defaults[kept] : limitOf(name, given);
        }
        quotas.set(project, limits);
        return { status: 202, body: shown(project) };
      },
    ],
    [
      'DELETE',
      `${base}/lbaas/quotas/{project}`,
      (call) => {
        quotas.reset(ofAdmin(call), Object.values(NAMES));
        return { status: 202 };
      },
    ],
  ];
}

/** octavia/common/constants.py: MIN_QUOTA, MAX_QUOTA. */
function limitOf(name: string, given: unknown): number {
  const limit = integer(given, Number.NaN);
  if (Number.isNaN(limit)) throw DIALECT.invalidValue(name, given, 'Value should be an integer');
  if (limit < -1) throw DIALECT.invalidValue(name, given, 'Value should be greater or equal to -1');
  if (limit > 2_000_000_000) throw DIALECT.invalidValue(name, given, 'Value should be lower or equal to 2000000000');
  return limit;
}
