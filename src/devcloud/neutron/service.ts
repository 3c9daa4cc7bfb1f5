/** Neutron as the HTTP server sees it. */
import type { ApiError } from '../http/api-error.ts';
import type { Reply, Route } from '../http/router.ts';
import type { Service } from '../http/service.ts';
import { identityError } from '../keystone/identity-error.ts';
import type { Kind } from '../rest/kind.ts';
import { tagRoutes } from '../rest/tags.ts';
import type { Item } from './model.ts';
import type { Neutron } from './neutron.ts';
import { plainRoutes } from './plain-routes.ts';
import { ruleTypes } from './qos.ts';
import { routerActions } from './routers.ts';
import { trunkActions } from './trunks.ts';

export function networkService(neutron: Neutron): Service {
  const routesOf = (kind: Kind<Item>): Route[] => [...neutron.rest.routes(kind), ...tagRoutes(neutron.rest, kind)];
  return {
    routes: [
      ...plainRoutes(neutron),
      ...(Object.values(neutron.kinds) as Kind<Item>[]).flatMap(routesOf),
      ...routerActions(neutron),
      ...neutron.qosRules.flatMap((kind) => neutron.rest.routes(kind)),
      ruleTypes,
      ...trunkActions(neutron),
    ],
    errorReply,
  };
}

function errorReply(error: ApiError): Reply {
  if (error.status === 401) return identityError(error);
  return {
    status: error.status,
    body: { NeutronError: { type: error.type || 'HTTPBadRequest', message: error.message, detail: '' } },
  };
}
