/** Cinder as the HTTP server sees it: everything below /volume/v3/{project}. */
import { badRequest } from '../http/api-error.ts';
import { negotiate } from '../http/microversion.ts';
import { type Route, route } from '../http/router.ts';
import type { Service } from '../http/service.ts';
import { namedErrorReply } from '../http/status-names.ts';
import { identityError } from '../keystone/identity-error.ts';
import { actionRoute } from '../rest/actions.ts';
import type { Kind } from '../rest/kind.ts';
import { completeRoute } from './attachments.ts';
import { restoreRoute } from './backups.ts';
import type { Cinder } from './cinder.ts';
import { CINDER_VERSIONS, cinderDiscovery, cinderPlainRoutes } from './plain-routes.ts';
import { qosRoutes } from './qos-specs.ts';
import { snapshotActions } from './snapshots.ts';
import { typeRoutes } from './types.ts';
import { volumeActions } from './volume-actions.ts';
import { metadataRoutes, summary } from './volumes.ts';

const inProject = ([method, path, handler]: Route): Route =>
  route(method, `/v3/{project}${path}`, (call) => {
    if (call.param('project') !== call.projectId && !call.isAdmin) throw badRequest('Malformed request url');
    return handler(call);
  });

export function volumeService(cinder: Cinder): Service {
  const { rest, kinds } = cinder;
  const routes = [
    ...(Object.values(kinds) as unknown as Kind[]).flatMap((kind) => rest.routes(kind)),
    summary(cinder),
    ...metadataRoutes(cinder, kinds.volumes),
    ...metadataRoutes(cinder, kinds.snapshots),
    actionRoute(rest, kinds.volumes, volumeActions(cinder)),
    actionRoute(rest, kinds.snapshots, snapshotActions(cinder)),
    restoreRoute(cinder),
    ...typeRoutes(cinder),
    ...qosRoutes(cinder),
    completeRoute(cinder),
    ...cinderPlainRoutes(cinder),
  ];
  return {
    routes: [...cinderDiscovery, ...routes.map(inProject)],
    errorReply: (error) => (error.status === 401 ? identityError(error) : namedErrorReply(error, 'volumeFault')),
    prepare: (call) => negotiate(call, CINDER_VERSIONS),
    headers: (call) => ({ 'OpenStack-API-Version': `volume 3.${call.minor}`, Vary: 'OpenStack-API-Version' }),
  };
}
