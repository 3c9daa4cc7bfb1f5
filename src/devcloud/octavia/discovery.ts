/** Versions, providers, and the amphorae, of which this cloud has none. */
import type { Call } from '../http/call.ts';
import type { Route } from '../http/router.ts';
import { fault } from './faults.ts';
import { checkProvider, FLAVOR_CAPABILITIES, PROVIDERS, ZONE_CAPABILITIES } from './providers.ts';

/** octavia/api/root_controller.py, of 11.0.0. */
const NEWEST = 26;

const described = (all: Readonly<Record<string, string>>) =>
  Object.entries(all).map(([name, description]) => ({ name, description }));

const mustBeAdmin = (call: Call): void => {
  if (!call.isAdmin) throw fault('PolicyForbidden');
};

export const versionRoute = (baseUrl: () => string): Route => [
  'GET',
  '/',
  () => {
    const links = [{ href: `${baseUrl()}/load-balancer/v2`, rel: 'self' }];
    const versions = Array.from({ length: NEWEST + 1 }, (_, minor) => ({
      id: `v2.${minor}`,
      status: minor === NEWEST ? 'CURRENT' : 'SUPPORTED',
      updated: '2022-08-29T00:00:00Z',
      links,
    }));
    return { status: 200, body: { versions } };
  },
  'open',
];

export const discoveryRoutes = (base: string): Route[] => [
  ['GET', base, () => ({ status: 200, body: 'v2' })],
  ['GET', `${base}/lbaas/providers`, () => ({ status: 200, body: { providers: described(PROVIDERS) } })],
  [
    'GET',
    `${base}/lbaas/providers/{provider}/flavor_capabilities`,
    (call) => {
      mustBeAdmin(call);
      checkProvider(call.param('provider'));
      return { status: 200, body: { flavor_capabilities: described(FLAVOR_CAPABILITIES) } };
    },
  ],
  [
    'GET',
    `${base}/lbaas/providers/{provider}/availability_zone_capabilities`,
    (call) => {
      mustBeAdmin(call);
      checkProvider(call.param('provider'));
      return { status: 200, body: { availability_zone_capabilities: described(ZONE_CAPABILITIES) } };
    },
  ],
  [
    'GET',
    `${base}/octavia/amphorae`,
    (call) => {
      mustBeAdmin(call);
      return { status: 200, body: { amphorae: [], amphorae_links: [] } };
    },
  ],
  [
    'GET',
    `${base}/octavia/amphorae/{id}`,
    (call) => {
      mustBeAdmin(call);
      throw fault('NotFound', { resource: 'Amphora', id: call.param('id') });
    },
  ],
];
