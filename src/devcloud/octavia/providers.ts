/** The providers of load balancers that an Octavia has as it comes (octavia/common/config.py). */
import type { Fields } from '../http/fields.ts';
import { fault, pythonList } from './faults.ts';

export const PROVIDERS: Readonly<Record<string, string>> = {
  amphora: 'The Octavia Amphora driver.',
  octavia: 'Deprecated alias of the Octavia Amphora driver.',
};
export const DEFAULT_PROVIDER = 'amphora';

/** @throws 400 */
export function checkProvider(provider: string): string {
  if (!Object.hasOwn(PROVIDERS, provider)) throw fault('ProviderNotEnabled', { provider });
  return provider;
}

/** What the amphora driver lets a flavor and a zone say (octavia/api/drivers/amphora_driver/*_schema.py). */
export const FLAVOR_CAPABILITIES: Readonly<Record<string, string>> = {
  loadbalancer_topology:
    'The load balancer topology. One of: SINGLE - One amphora per load balancer. ACTIVE_STANDBY - Two amphora per load balancer.',
  compute_flavor: 'The compute driver flavor ID.',
  amp_image_tag: 'The amphora image tag.',
};
export const ZONE_CAPABILITIES: Readonly<Record<string, string>> = {
  compute_zone: 'The compute availability zone.',
  management_network: 'The management network ID for the amphora.',
  valid_vip_networks: 'List of network IDs that are allowed for VIP use.',
};

/** Checks what a profile says against what a provider knows. @throws 400, 501 */
export function checkCapabilities(provider: string, known: Readonly<Record<string, string>>, said: Fields): void {
  checkProvider(provider);
  const refuse = (reason: string) => fault('ProviderUnsupportedOptionError', { provider, reason });
  for (const [key, value] of Object.entries(said)) {
    if (!Object.hasOwn(known, key)) throw refuse(`Additional properties are not allowed ('${key}' was unexpected)`);
    const list = key === 'valid_vip_networks';
    if (list ? !Array.isArray(value) : typeof value !== 'string')
      throw refuse(`${key} ${JSON.stringify(value)} is not of type '${list ? 'array' : 'string'}'`);
    if (key === 'loadbalancer_topology' && !TOPOLOGIES.includes(String(value)))
      throw refuse(`${key} '${String(value)}' is not one of ${pythonList(TOPOLOGIES)}`);
  }
}
const TOPOLOGIES = ['ACTIVE_STANDBY', 'SINGLE'];
