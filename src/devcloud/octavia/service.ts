/**
 * Octavia: load balancers and what hangs on them, as the API of 11.0.0 has them. Nothing is balanced: states pass, and
 * while a part of a balancer is in change, all of it is immutable.
 */
import type { ApiError } from '../http/api-error.ts';
import type { Reply } from '../http/router.ts';
import type { Service } from '../http/service.ts';
import { identityError } from '../keystone/identity-error.ts';
import type { QuotaBook } from '../quotas.ts';
import type { Kind } from '../rest/kind.ts';
import { Rest } from '../rest/rest.ts';
import type { World } from '../state/world.ts';
import { DIALECT } from './dialect.ts';
import { discoveryRoutes, versionRoute } from './discovery.ts';
import { kindsOf } from './kinds.ts';
import { memberBatch } from './members.ts';
import { declareOctavia } from './model.ts';
import type { VipNetwork } from './network.ts';
import { quotaRoutes } from './quotas.ts';
import { statusRoutes } from './status-tree.ts';
import { createParts } from './whole-balancer.ts';

export interface Neighbours {
  world: World;
  quotas: QuotaBook;
  network: VipNetwork;
}

export function loadBalancerService({ world, quotas, network }: Neighbours): Service {
  const model = declareOctavia(world);
  const { others, ...parts } = kindsOf(model, network);
  const kinds: Kind[] = [...Object.values(parts), ...others];
  const rest = new Rest(world, quotas, DIALECT, kinds);
  const balancers = parts.loadBalancers;
  balancers.created = (call, item) => {
    try {
      createParts(rest, { ...parts, others }, call, item, DIALECT.envelope(call, balancers.singular));
    } catch (error) {
      model.loadBalancers.remove(item.id);
      balancers.gone?.(item);
      throw error;
    }
  };
  // Both spellings of the version are in use.
  const routes = ['/v2', '/v2.0'].flatMap((base) => [
    ...discoveryRoutes(base),
    ...kinds.flatMap((kind) => rest.routes(kind, `${base}${kind.path}`)),
    memberBatch(rest, model, parts.members, base),
    ...statusRoutes(rest, model, parts.loadBalancers, parts.listeners, base),
    ...quotaRoutes(quotas, base),
  ]);
  return {
    routes: [versionRoute(() => world.baseUrl), ...routes],
    errorReply,
  };
}

function errorReply(error: ApiError): Reply {
  if (error.status === 401) return identityError(error);
  const faultcode = error.status < 500 ? 'Client' : 'Server';
  return { status: error.status, body: { faultcode, faultstring: error.message, debuginfo: null } };
}
