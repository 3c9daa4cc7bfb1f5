/** Which types a cloud can serve: those whose service is in its catalogue, with the extensions that they need. */
import { HeatError } from '../errors.ts';
import type { Cloud } from '../openstack/cloud.ts';
import type { ServiceType } from '../openstack/services.ts';
import { hasExtension } from './neutron/extensions.ts';
import type { ResourceType } from './type.ts';

/** How Heat's messages call a service: by the name of the project that makes it. */
const PROJECTS: Partial<Record<ServiceType, string>> = {
  identity: 'keystone',
  compute: 'nova',
  network: 'neutron',
  volume: 'cinder',
  image: 'glance',
  'object-store': 'swift',
  orchestration: 'heat',
  alarming: 'aodh',
  'key-manager': 'barbican',
  dns: 'designate',
  'load-balancer': 'octavia',
  messaging: 'zaqar',
  workflow: 'mistral',
  share: 'manila',
  'container-infra': 'magnum',
  database: 'trove',
  'data-processing': 'sahara',
  clustering: 'senlin',
  baremetal: 'ironic',
  reservation: 'blazar',
  container: 'zun',
  'instance-ha': 'masakari',
  'nfv-orchestration': 'tacker',
  rca: 'vitrage',
};

export function projectOf(service: ServiceType): string {
  return PROJECTS[service] ?? service;
}

/** Why the type cannot be had from this cloud; null when it can. Throws CloudError when the cloud cannot be asked. */
export async function unavailable(cloud: Cloud, type: ResourceType): Promise<HeatError | null> {
  const { service } = type;
  if (service === null) return null;
  const refuse = (reason: string) => {
    const what = `Service ${projectOf(service)} is not available for resource type ${type.name}`;
    return new HeatError('ResourceTypeUnavailable', `HEAT-E99001 ${what}, reason: ${reason}`);
  };
  if ((await cloud.endpoint(service)) === undefined) return refuse('Service endpoint not in service catalog.');
  if (service !== 'network') return null;
  for (const extension of type.requiredExtensions) {
    if (await hasExtension(cloud, extension)) continue;
    return refuse(`Required extension ${extension} in ${projectOf(service)} service is not available.`);
  }
  return null;
}
