/**
 * The control endpoint of tests that run in another process than the dev cloud, below `/_devcloud`:
 *
 *   GET    /faults            the rules, with how often each struck
 *   POST   /faults            adds a rule (FaultRule); answers `{ id }`
 *   DELETE /faults            removes all;  DELETE /faults/{id} one
 *   PUT    /quotas/{project}  sets limits; DELETE resets them
 *   GET    /inspect           counts per project; `?objects=1` the objects, `?project_id=` one project only
 *   POST   /tokens/revoke     `{ project_id?, user_id?, token? }`; without any, all tokens
 *   PUT    /delays            changes how long the asynchronous states take
 *   POST   /endpoints         `{ type, url }`: puts a service into the catalogue
 *   GET    /requests          requests so far by service, method, status, and by route; DELETE starts anew
 *
 * It asks for no token: the dev cloud listens on loopback only.
 */
import { type ApiError, badRequest, notFound } from '../http/api-error.ts';
import type { Call as Request } from '../http/call.ts';
import { integer, isRecord, maybeText, text } from '../http/fields.ts';
import type { RequestCounts } from '../http/request-counts.ts';
import { type Route as AnyRoute, ok, openRoute, type Reply, routesWithin } from '../http/router.ts';
import type { Mounted } from '../http/service.ts';
import { type Inspected, inspect } from '../inspection.ts';
import type { Delays, Quotas } from '../options.ts';
import type { QuotaBook } from '../quotas.ts';
import { addService } from '../seed.ts';
import { QUOTA_NAMES } from '../services.ts';
import type { FaultRule, Faults } from './faults.ts';

export interface Controlled extends Inspected {
  faults: Faults;
  quotas: QuotaBook;
  requests: RequestCounts;
}

type Call = Request<Controlled>;
type Route = AnyRoute<Controlled>;

const routes: readonly Route[] = [
  openRoute('GET', '/faults', (call) => ok({ faults: call.cloud.faults.list() })),
  openRoute('POST', '/faults', addFault),
  openRoute('DELETE', '/faults', (call) => {
    call.cloud.faults.clear();
    return { status: 204 };
  }),
  openRoute('DELETE', '/faults/{id}', removeFault),
  openRoute('PUT', '/quotas/{project}', setQuotas),
  openRoute('DELETE', '/quotas/{project}', (call) => {
    call.cloud.quotas.reset(call.param('project'));
    return { status: 204 };
  }),
  openRoute('GET', '/inspect', showAll),
  openRoute('POST', '/tokens/revoke', revoke),
  openRoute('PUT', '/delays', setDelays),
  openRoute('POST', '/endpoints', (call) => {
    const { type, url, name } = call.json();
    addService(call.cloud, text(name, text(type)), text(type), text(url));
    return ok({});
  }),
  openRoute('GET', '/requests', ({ cloud: { requests } }) =>
    ok({ requests: requests.toJSON(), routes: requests.routes, total: requests.total }),
  ),
  openRoute('DELETE', '/requests', (call) => {
    call.cloud.requests.reset();
    return { status: 204 };
  }),
];

export const controlService = (cloud: Controlled): Mounted => ({
  name: 'control',
  prefix: '/_devcloud',
  routes: routesWithin(cloud, routes),
  errorReply: (error: ApiError): Reply => ({ status: error.status, body: { error: error.message } }),
});

function addFault(call: Call): Reply {
  const rule = call.json();
  if (!isRecord(rule.effect)) throw badRequest('A fault rule needs an effect.');
  try {
    return { status: 201, body: { id: call.cloud.faults.add(rule as unknown as FaultRule) } };
  } catch (error) {
    if (error instanceof SyntaxError) throw badRequest(error.message);
    throw error;
  }
}
function removeFault(call: Call): Reply {
  if (!call.cloud.faults.remove(call.param('id'))) throw notFound();
  return { status: 204 };
}
function setQuotas(call: Call): Reply {
  const limits: Partial<Quotas> = {};
  for (const [name, value] of Object.entries(call.json())) {
    const known = QUOTA_NAMES.find((quota) => quota === name);
    if (!known) throw badRequest(`There is no quota ${name}.`);
    limits[known] = integer(value, -1);
  }
  call.cloud.quotas.set(call.param('project'), limits);
  return ok(call.cloud.quotas.of(call.param('project')));
}
function showAll(call: Call): Reply {
  const projectId = call.query.get('project_id') ?? undefined;
  return ok(inspect(call.cloud, { ...(projectId !== undefined && { projectId }), objects: call.query.has('objects') }));
}
function revoke(call: Call): Reply {
  const body = call.json();
  const project = maybeText(body.project_id);
  const user = maybeText(body.user_id);
  const id = maybeText(body.token);
  const revoked = call.cloud.keystone.tokens.revokeWhere(
    (token) =>
      (project === undefined || token.project_id === project) &&
      (user === undefined || token.user_id === user) &&
      (id === undefined || token.id === id),
  );
  return ok({ revoked });
}
function setDelays(call: Call): Reply {
  const { delays } = call.cloud.world.settings;
  for (const [name, value] of Object.entries(call.json())) {
    if (!(name in delays)) throw badRequest(`There is no delay ${name}.`);
    delays[name as keyof Delays] = integer(value, 0);
  }
  return ok(delays);
}
