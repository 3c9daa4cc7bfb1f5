/** Versions, providers, and the amphorae, of which this cloud has none. */
import { type Handler, ok, openRoute, type Route, route } from '../http/router.ts';
import { fault, mustBeAdmin } from './faults.ts';
import { checkProvider, FLAVOR_CAPABILITIES, PROVIDERS, ZONE_CAPABILITIES } from './providers.ts';

/** octavia/api/root_controller.py, of 11.0.0. */
const NEWEST = 26;

const described = (all: Readonly<Record<string, string>>) =>
  Object.entries(all).map(([name, description]) => ({ name, description }));

export const versionRoute = (baseUrl: () => string): Route =>
  openRoute('GET', '/', () => {
    const links = [{ href: `${baseUrl()}/load-balancer/v2`, rel: 'self' }];
    const versions = Array.from({ length: NEWEST + 1 }, (_, minor) => ({
      id: `v2.${minor}`,
      status: minor === NEWEST ? 'CURRENT' : 'SUPPORTED',
      updated: '2022-08-29T00:00:00Z',
      links,
    }));
    return ok({ versions });
  });

export function discoveryRoutes(base: string): Route[] {
  const ofAdmin = (path: string, handler: Handler): Route =>
    route('GET', `${base}${path}`, (call) => {
      mustBeAdmin(call);
      return handler(call);
    });
  const capabilities = (name: string, known: Readonly<Record<string, string>>): Route =>
    ofAdmin(`/lbaas/providers/{provider}/${name}`, (call) => {
      checkProvider(call.param('provider'));
      return ok({ [name]: described(known) });
    });
  return [
    route('GET', base, () => ok('v2')),
    route('GET', `${base}/lbaas/providers`, () => ok({ providers: described(PROVIDERS) })),
    capabilities('flavor_capabilities', FLAVOR_CAPABILITIES),
    capabilities('availability_zone_capabilities', ZONE_CAPABILITIES),
    ofAdmin('/octavia/amphorae', () => ok({ amphorae: [], amphorae_links: [] })),
    ofAdmin('/octavia/amphorae/{id}', (call) => {
      throw fault('NotFound', { resource: 'Amphora', id: call.param('id') });
    }),
  ];
}
