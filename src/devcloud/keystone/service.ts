/** Keystone as the HTTP server sees it: version discovery, all routes, and its form of errors. */
import { routesWithin } from '../http/router.ts';
import type { Service } from '../http/service.ts';
import type { Kind } from '../rest/kind.ts';
import { tagRoutes } from '../rest/tags.ts';
import type { Call, Neighbours, Route } from './call.ts';
import { ec2CredentialRoutes } from './ec2-credentials.ts';
import { grantRoutes } from './grants.ts';
import { identityError } from './identity-error.ts';
import { relationRoutes } from './relations.ts';
import { tokenRoutes } from './token-routes.ts';

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

export function identityService(neighbours: Neighbours): Service {
  const { rest, kinds } = neighbours.keystone;
  // What is given once cannot be changed.
  const fixed: readonly Kind[] = [kinds.trusts, kinds.applicationCredentials] as Kind[];
  const plain = Object.values<Kind>(kinds).flatMap((kind) =>
    rest.routes(kind).filter(([method]) => method !== 'PATCH' || !fixed.includes(kind)),
  );
  const own = [...discovery, ...tokenRoutes, ...relationRoutes, ...grantRoutes, ...ec2CredentialRoutes];
  return {
    routes: [...plain, ...tagRoutes(rest, kinds.projects), ...routesWithin(neighbours, own)],
    errorReply: identityError,
    headers: () => ({ Vary: 'X-Auth-Token' }),
  };
}
