/** Keystone as the HTTP server sees it: version discovery, all routes, and its form of errors. */
import { routesWithin } from '../http/router.ts';
import type { Service } from '../http/service.ts';
import type { Kind } from '../rest/kind.ts';
import type { Call, Neighbours, Route } from './call.ts';
import { credentialRoutes } from './credentials.ts';
import { groupRoutes } from './groups.ts';
import { identityError } from './identity-error.ts';
import { projectRoutes } from './projects.ts';
import { roleRoutes } from './roles.ts';
import { tokenRoutes } from './token-routes.ts';
import { trustRoutes } from './trusts.ts';
import { userRoutes } from './users.ts';

const version = (call: Call): Record<string, unknown> => ({
  id: 'v3.14',
  status: 'stable',
  updated: '2020-04-07T00:00:00Z',
  links: [{ rel: 'self', href: `${call.baseUrl}/v3/` }],
  'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.identity-v3+json' }],
});

const discovery: readonly Route[] = [
  ['GET', '/', (call) => ({ status: 300, body: { versions: { values: [version(call)] } } }), 'open'],
  ['GET', '/v3', (call) => ({ status: 200, body: { version: version(call) } }), 'open'],
];

export const identityService = (neighbours: Neighbours): Service => ({
  name: 'identity',
  prefix: '',
  routes: [
    ...Object.values<Kind>(neighbours.keystone.kinds).flatMap((kind) => neighbours.keystone.rest.routes(kind)),
    ...routesWithin(neighbours, [
      ...discovery,
      ...tokenRoutes,
      ...projectRoutes,
      ...userRoutes,
      ...groupRoutes,
      ...roleRoutes,
      ...trustRoutes,
      ...credentialRoutes,
    ]),
  ],
  errorReply: identityError,
  headers: () => ({ Vary: 'X-Auth-Token' }),
});
