/** The providers of load balancers that an Octavia has as it comes (octavia/common/config.py). */
import { fault } from './faults.ts';

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
