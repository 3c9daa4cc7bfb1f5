/** Where the services of the dev cloud are: from here come Keystone's catalogue and what the cloud says of itself. */
interface Entry {
  name: string;
  type: string;
  /** May contain `%(tenant_id)s`. */
  path: string;
}

export const CATALOGUE: readonly Entry[] = [
  { name: 'keystone', type: 'identity', path: '/v3' },
  { name: 'nova', type: 'compute', path: '/compute/v2.1' },
  { name: 'placement', type: 'placement', path: '/placement' },
  { name: 'neutron', type: 'network', path: '/network' },
  { name: 'cinderv3', type: 'volumev3', path: '/volume/v3/%(tenant_id)s' },
  { name: 'cinder', type: 'block-storage', path: '/volume/v3/%(tenant_id)s' },
  { name: 'glance', type: 'image', path: '/image' },
  { name: 'swift', type: 'object-store', path: '/object/v1/AUTH_%(tenant_id)s' },
  { name: 'octavia', type: 'load-balancer', path: '/load-balancer' },
];

/** The endpoints by type. */
export const endpointUrls = (baseUrl: string): Record<string, string> =>
  Object.fromEntries(CATALOGUE.map(({ type, path }) => [type, `${baseUrl}${path}`]));
