/** `os-quota-sets`, as Nova and Cinder have them. */
import { forbidden } from './http/api-error.ts';
import type { Call } from './http/call.ts';
import { type Fields, flag, record } from './http/fields.ts';
import { ok, type Reply, type Route, route } from './http/router.ts';
import type { Quotas } from './options.ts';
import type { QuotaBook } from './quotas.ts';

interface QuotaSets {
  names: readonly (keyof Quotas)[];
  /** Limits that nobody sets. */
  fixed(call: Call, all: Quotas): Readonly<Record<string, number>>;
  used(project: string): Readonly<Record<string, number>>;
  /** Of the policies, before the verb. */
  policy: string;
}

export function quotaSetRoutes(quotas: QuotaBook, { names, fixed, used, policy }: QuotaSets): Route[] {
  const target = (call: Call): string => call.param('target');
  const setOf = (call: Call, all: Quotas, detailed = flag(call.query.get('usage'))): Fields => {
    const limits = { ...Object.fromEntries(names.map((name) => [name, all[name]])), ...fixed(call, all) };
    if (!detailed) return { id: target(call), ...limits };
    const inUse = used(target(call));
    const details = Object.entries(limits).map(([name, limit]) => [
      name,
      { limit, in_use: inUse[name] ?? 0, reserved: 0 },
    ]);
    return { id: target(call), ...Object.fromEntries(details) };
  };
  const allow = (call: Call, verb: string, isAllowed = call.isAdmin): void => {
    if (!isAllowed) throw forbidden(`Policy doesn't allow ${policy}:${verb} to be performed.`);
  };
  const show =
    (detailed?: true) =>
    (call: Call): Reply => {
      allow(call, 'show', call.isAdmin || target(call) === call.projectId);
      return ok({ quota_set: setOf(call, quotas.of(target(call)), detailed) });
    };
  return [
    route('GET', '/os-quota-sets/{target}', show()),
    route('GET', '/os-quota-sets/{target}/detail', show(true)),
    route('GET', '/os-quota-sets/{target}/defaults', (call) => ok({ quota_set: setOf(call, quotas.defaults) })),
    route('GET', '/os-quota-class-sets/{target}', (call) => ok({ quota_class_set: setOf(call, quotas.defaults) })),
    route('PUT', '/os-quota-sets/{target}', (call) => {
      allow(call, 'update');
      const wanted = record(call.json().quota_set);
      const known = names.filter((name) => name in wanted).map((name) => [name, Number(wanted[name])]);
      quotas.set(target(call), Object.fromEntries(known));
      return ok({ quota_set: setOf(call, quotas.of(target(call))) });
    }),
    route('DELETE', '/os-quota-sets/{target}', (call) => {
      allow(call, 'delete');
      quotas.reset(target(call), names);
      return { status: 202 };
    }),
  ];
}
