/** Neutron as the HTTP server sees it. */
import type { ApiError } from '../http/api-error.ts';
import type { Reply } from '../http/router.ts';
import type { Service } from '../http/service.ts';
import { identityError } from '../keystone/identity-error.ts';
import { floatingIps } from './floating-ips.ts';
import { networks } from './networks.ts';
import { plainRoutes } from './plain-routes.ts';
import { ports } from './ports.ts';
import { qosPolicies, qosRuleRoutes } from './qos.ts';
import { routesOf } from './resource.ts';
import { routerActions, routers } from './routers.ts';
import { securityGroupRules, securityGroups } from './security-groups.ts';
import { addressScopes, subnetPools } from './subnet-pools.ts';
import { subnets } from './subnets.ts';
import { rbacPolicies, trunkActions, trunks } from './trunks.ts';

export const networkService: Service = {
  name: 'network',
  prefix: '/network',
  routes: [
    ...plainRoutes,
    ...routesOf(networks),
    ...routesOf(subnets),
    ...routesOf(subnetPools),
    ...routesOf(addressScopes),
    ...routesOf(ports),
    ...routesOf(routers),
    ...routerActions,
    ...routesOf(floatingIps),
    ...routesOf(securityGroups),
    ...routesOf(securityGroupRules),
    ...routesOf(qosPolicies),
    ...qosRuleRoutes,
    ...routesOf(trunks),
    ...trunkActions,
    ...routesOf(rbacPolicies),
  ],
  errorReply,
};

function errorReply(error: ApiError): Reply {
  if (error.status === 401) return identityError(error);
  return {
    status: error.status,
    body: { NeutronError: { type: error.type || 'HTTPBadRequest', message: error.message, detail: '' } },
  };
}
