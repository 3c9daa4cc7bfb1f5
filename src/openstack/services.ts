/**
 * The OpenStack services that Hearth speaks to: how each is named in a catalogue, and which version of its API is meant
 * where the catalogue's address names none. `types` are tried in order.
 */
interface Service {
  types: readonly string[];
  /** Appended to an address without a version; `project` adds the project's id after it. */
  version?: string;
  project?: boolean;
  /** Header value before the number of a microversion, e.g. `compute 2.73`. */
  microversions?: string;
  /** Milliseconds that one try may take. Default 60,000. */
  timeout?: number;
}

export const SERVICES = {
  identity: { types: ['identity'], version: 'v3' },
  compute: { types: ['compute'], version: 'v2.1', microversions: 'compute', timeout: 120_000 },
  placement: { types: ['placement'], microversions: 'placement' },
  network: { types: ['network'], version: 'v2.0' },
  volume: { types: ['volumev3', 'block-storage', 'volume'], version: 'v3', project: true, microversions: 'volume' },
  image: { types: ['image'], version: 'v2' },
  'object-store': { types: ['object-store'], timeout: 300_000 },
  orchestration: { types: ['orchestration'], version: 'v1', project: true },
  cloudformation: { types: ['cloudformation'] },
  alarming: { types: ['alarming'], version: 'v2' },
  metric: { types: ['metric'], version: 'v1' },
  'key-manager': { types: ['key-manager'], version: 'v1' },
  dns: { types: ['dns'], version: 'v2' },
  'load-balancer': { types: ['load-balancer'], version: 'v2' },
  messaging: { types: ['messaging'], version: 'v2' },
  workflow: { types: ['workflowv2', 'workflow'], version: 'v2' },
  share: { types: ['sharev2', 'shared-file-system'], microversions: 'manila' },
  'container-infra': { types: ['container-infra', 'container-infrastructure-management'], version: 'v1' },
  database: { types: ['database'] },
  'data-processing': { types: ['data-processing'] },
  clustering: { types: ['clustering'], version: 'v1', microversions: 'clustering' },
  baremetal: { types: ['baremetal'], version: 'v1' },
  reservation: { types: ['reservation'], version: 'v1' },
  container: { types: ['container', 'application-container'], version: 'v1', microversions: 'container' },
  'instance-ha': { types: ['instance-ha', 'ha'], version: 'v1' },
  'nfv-orchestration': { types: ['nfv-orchestration'], version: 'v1.0' },
  rca: { types: ['rca'], version: 'v1' },
} as const satisfies Record<string, Service>;

export type ServiceType = keyof typeof SERVICES;

export function serviceProfile(service: ServiceType): Service {
  return SERVICES[service];
}
