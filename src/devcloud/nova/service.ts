/** Nova as the HTTP server sees it: everything below /compute/v2.1. */
import type { ApiError } from '../http/api-error.ts';
import { negotiate } from '../http/microversion.ts';
import { type Reply, routesWithin } from '../http/router.ts';
import type { Service } from '../http/service.ts';
import { namedErrorReply } from '../http/status-names.ts';
import { identityError } from '../keystone/identity-error.ts';
import type { Neighbours, Route } from './call.ts';
import { flavorRoutes } from './flavors.ts';
import { instanceActionRoutes } from './instance-actions.ts';
import { keypairRoutes } from './keypairs.ts';
import { NOVA_VERSIONS, novaDiscovery, novaPlainRoutes } from './plain-routes.ts';
import { securityGroupProxy } from './security-group-proxy.ts';
import { serverActionRoutes } from './server-actions.ts';
import { interfaceRoutes } from './server-ports.ts';
import { serverRoutes } from './servers.ts';
import { volumeAttachmentRoutes } from './volume-attachments.ts';

const all: readonly Route[] = [
  ...serverRoutes,
  ...serverActionRoutes,
  ...instanceActionRoutes,
  ...interfaceRoutes,
  ...securityGroupProxy,
  ...volumeAttachmentRoutes,
  ...flavorRoutes,
  ...keypairRoutes,
  ...novaPlainRoutes,
];

export const computeService = (neighbours: Neighbours): Service => ({
  routes: routesWithin(neighbours, [
    ...novaDiscovery,
    ...all.map(([method, path, handler]): Route => [method, `/v2.1${path}`, handler]),
  ]),
  errorReply: (error: ApiError): Reply => {
    if (error.status === 401) return identityError(error);
    // Nova passes on a limit of Neutron's as its own.
    const status = error.type === 'OverQuota' && error.status === 409 ? 403 : error.status;
    return { ...namedErrorReply(error, 'computeFault'), status };
  },
  prepare: (call) => negotiate(call, NOVA_VERSIONS, 'x-openstack-nova-api-version'),
  headers: (call) => ({
    'OpenStack-API-Version': `compute 2.${call.minor || 1}`,
    'X-OpenStack-Nova-API-Version': `2.${call.minor || 1}`,
    Vary: 'OpenStack-API-Version, X-OpenStack-Nova-API-Version',
  }),
});
