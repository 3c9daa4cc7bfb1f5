/** Cinder as the HTTP server sees it: everything below /volume/v3/{project}. */
import type { ApiError } from '../http/api-error.ts';
import { badRequest } from '../http/api-error.ts';
import { negotiate } from '../http/microversion.ts';
import { type Reply, routesWithin } from '../http/router.ts';
import type { Service } from '../http/service.ts';
import { namedErrorReply } from '../http/status-names.ts';
import { identityError } from '../keystone/identity-error.ts';
import { backupRoutes } from './backups.ts';
import type { Neighbours, Route } from './call.ts';
import { CINDER_VERSIONS, cinderDiscovery, cinderPlainRoutes } from './plain-routes.ts';
import { snapshotRoutes } from './snapshots.ts';
import { typeRoutes } from './types.ts';
import { volumeActionRoutes } from './volume-actions.ts';
import { volumeRoutes } from './volumes.ts';

const inProject = (routes: readonly Route[]): Route[] =>
  routes.map(([method, path, handler]) => [
    method,
    `/v3/{project}${path}`,
    (call) => {
      if (call.param('project') !== call.projectId && !call.isAdmin) throw badRequest('Malformed request url');
      return handler(call);
    },
  ]);

export const volumeService = (neighbours: Neighbours): Service => ({
  name: 'volume',
  prefix: '/volume',
  routes: routesWithin(neighbours, [
    ...cinderDiscovery,
    ...inProject([
      ...volumeRoutes,
      ...volumeActionRoutes,
      ...snapshotRoutes,
      ...backupRoutes,
      ...typeRoutes,
      ...cinderPlainRoutes,
    ]),
  ]),
  errorReply: (error: ApiError): Reply =>
    error.status === 401 ? identityError(error) : namedErrorReply(error, 'volumeFault'),
  prepare: (call) => negotiate(call, CINDER_VERSIONS),
  headers: (call) => ({ 'OpenStack-API-Version': `volume 3.${call.minor}`, Vary: 'OpenStack-API-Version' }),
});
