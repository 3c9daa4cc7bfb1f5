/** The OpenStack services that Hearth speaks to. */
import { NEUTRON } from './profiles/neutron.ts';
import { OCTAVIA } from './profiles/octavia.ts';
import { linkList, linkMap, nextMember } from './profiles/paging.ts';
import { type Profile, profile, type Shown } from './profiles/profile.ts';

/** Asks for a microversion as most services want it. */
const named = (name: string) => (version: string) => ({ 'openstack-api-version': `${name} ${version}` });

export const SERVICES = {
  identity: profile({
    madeBy: 'keystone',
    types: ['identity'],
    version: 'v3',
    formerly: 'v2.0',
    next: linkMap,
    updateMethod: 'PATCH',
    goneAtOnce: true,
  }),
  compute: profile({
    madeBy: 'nova',
    types: ['compute'],
    version: 'v2.1',
    timeout: 120_000,
    microversion: (version) => ({ ...named('compute')(version), 'x-openstack-nova-api-version': version }),
  }),
  placement: profile({ madeBy: 'placement', types: ['placement'], microversion: named('placement') }),
  network: NEUTRON,
  volume: profile({
    madeBy: 'cinder',
    types: ['volumev3', 'block-storage', 'volume'],
    version: 'v3',
    projectInPath: true,
    microversion: named('volume'),
  }),
  image: profile({ madeBy: 'glance', types: ['image'], version: 'v2', next: nextMember, updateMethod: 'PATCH' }),
  'object-store': profile({ madeBy: 'swift', types: ['object-store'], timeout: 300_000, servesAnything: true }),
  orchestration: profile({
    madeBy: 'heat',
    types: ['orchestration'],
    version: 'v1',
    projectInPath: true,
    next: linkList,
  }),
  cloudformation: profile({ madeBy: 'cloudformation', types: ['cloudformation'] }),
  alarming: profile({ madeBy: 'aodh', types: ['alarming'], version: 'v2', id: 'alarm_id' }),
  metric: profile({ madeBy: 'metric', types: ['metric'], version: 'v1', updateMethod: 'PATCH' }),
  'key-manager': profile({ madeBy: 'barbican', types: ['key-manager'], version: 'v1', next: nextMember }),
  dns: profile({ madeBy: 'designate', types: ['dns'], version: 'v2', next: linkMap, updateMethod: 'PATCH' }),
  'load-balancer': OCTAVIA,
  messaging: profile({ madeBy: 'zaqar', types: ['messaging'], version: 'v2', id: 'name', next: linkList }),
  workflow: profile({ madeBy: 'mistral', types: ['workflowv2', 'workflow'], version: 'v2', next: nextMember }),
  share: profile({
    madeBy: 'manila',
    types: ['sharev2', 'shared-file-system'],
    microversion: (version) => ({ 'x-openstack-manila-api-version': version }),
  }),
  'container-infra': profile({
    madeBy: 'magnum',
    types: ['container-infra', 'container-infrastructure-management'],
    version: 'v1',
    id: 'uuid',
    next: nextMember,
    updateMethod: 'PATCH',
  }),
  database: profile({ madeBy: 'trove', types: ['database'], next: linkList }),
  'data-processing': profile({ madeBy: 'sahara', types: ['data-processing'] }),
  clustering: profile({
    madeBy: 'senlin',
    types: ['clustering'],
    version: 'v1',
    microversion: named('clustering'),
    updateMethod: 'PATCH',
  }),
  baremetal: profile({
    madeBy: 'ironic',
    types: ['baremetal'],
    version: 'v1',
    id: 'uuid',
    next: nextMember,
    updateMethod: 'PATCH',
  }),
  reservation: profile({ madeBy: 'blazar', types: ['reservation'], version: 'v1' }),
  container: profile({
    madeBy: 'zun',
    types: ['container', 'application-container'],
    version: 'v1',
    microversion: named('container'),
    id: 'uuid',
    next: nextMember,
    updateMethod: 'PATCH',
  }),
  'instance-ha': profile({ madeBy: 'masakari', types: ['instance-ha', 'ha'], version: 'v1' }),
  'nfv-orchestration': profile({ madeBy: 'tacker', types: ['nfv-orchestration'], version: 'v1.0' }),
  rca: profile({ madeBy: 'vitrage', types: ['rca'], version: 'v1' }),
} as const satisfies Record<string, Profile>;

export type ServiceType = keyof typeof SERVICES;

export function profileOf(service: ServiceType): Profile {
  return SERVICES[service];
}

export function isService(name: string): name is ServiceType {
  return Object.hasOwn(SERVICES, name);
}

/** The id that an object shows; empty where it shows none. */
export function idOf({ service, id: member }: { service: ServiceType; id?: string }, shown: Shown): string {
  const id = shown[member ?? SERVICES[service].id];
  return typeof id === 'string' || typeof id === 'number' ? String(id) : '';
}
