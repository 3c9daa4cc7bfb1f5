/** Limits of projects (octavia/api/v2/types/quotas.py and controllers/quotas.py). */
import type { Call } from '../http/call.ts';
import { isRecord } from '../http/fields.ts';
import { ok, type Route, route } from '../http/router.ts';
import type { Quotas } from '../options.ts';
import type { QuotaBook } from '../quotas.ts';
import { attributesForUpdate } from '../rest/attributes.ts';
import { number } from './attributes.ts';
import { DIALECT } from './dialect.ts';
import { mustBeAdmin } from './faults.ts';

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

/** octavia/common/constants.py: MIN_QUOTA, MAX_QUOTA. */
const LIMIT = number(-1, 2_000_000_000);
const LIMITS = { singular: 'quota', attributes: Object.fromEntries(Object.keys(NAMES).map((name) => [name, LIMIT])) };

/** A list shows both spellings, a single project's limits the older one. */
const every = (limits: Quotas): Record<string, number> =>
  Object.fromEntries(Object.entries(NAMES).map(([name, kept]) => [name, limits[kept]]));
const body = (limits: Quotas): Record<string, number> =>
  Object.fromEntries(Object.values(NAMES).map((kept) => [kept, limits[kept]]));

export function quotaRoutes(quotas: QuotaBook, base: string): Route[] {
  const at = `${base}/lbaas/quotas`;
  const own = (call: Call): string => {
    const project = call.param('project');
    if (project !== call.projectId) mustBeAdmin(call);
    return project;
  };
  const ofAdmin = (call: Call): string => {
    mustBeAdmin(call);
    return call.param('project');
  };
  return [
    route('GET', at, (call) => {
      const projects = quotas.projects().filter((project) => call.isAdmin || project === call.projectId);
      const all = projects.map((project) => ({ project_id: project, ...every(quotas.of(project)) }));
      return ok({ quotas: all, quotas_links: [] });
    }),
    route('GET', `${at}/{project}`, (call) => ok({ quota: body(quotas.of(own(call))) })),
    route('GET', `${at}/{project}/default`, (call) => {
      own(call);
      return ok({ quota: body(quotas.defaults) });
    }),
    route('PUT', `${at}/{project}`, (call) => {
      const project = ofAdmin(call);
      const { quota } = call.json();
      if (!isRecord(quota)) throw DIALECT.requiredMember('quota');
      const given = Object.entries(attributesForUpdate(DIALECT, LIMITS, quota, call)) as [
        keyof typeof NAMES,
        unknown,
      ][];
      quotas.set(
        project,
        Object.fromEntries(given.map(([name, limit]) => [NAMES[name], limit ?? quotas.defaults[NAMES[name]]])),
      );
      return { status: 202, body: { quota: body(quotas.of(project)) } };
    }),
    route('DELETE', `${at}/{project}`, (call) => {
      quotas.reset(ofAdmin(call), Object.values(NAMES));
      return { status: 202 };
    }),
  ];
}
