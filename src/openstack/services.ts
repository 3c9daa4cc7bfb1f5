/**
 * The OpenStack services that Hearth speaks to: how each is named in a catalogue. `types` are tried in order.
 */
export const SERVICES = {
  identity: { types: ['identity'] },
  compute: { types: ['compute'] },
  placement: { types: ['placement'] },
  network: { types: ['network'] },
  volume: { types: ['volumev3', 'block-storage', 'volume'] },
  image: { types: ['image'] },
  'object-store': { types: ['object-store'] },
  orchestration: { types: ['orchestration'] },
  cloudformation: { types: ['cloudformation'] },
  alarming: { types: ['alarming'] },
  metric: { types: ['metric'] },
  'key-manager': { types: ['key-manager'] },
  dns: { types: ['dns'] },
  'load-balancer': { types: ['load-balancer'] },
  messaging: { types: ['messaging'] },
  workflow: { types: ['workflowv2', 'workflow'] },
  share: { types: ['sharev2', 'shared-file-system'] },
  'container-infra': { types: ['container-infra', 'container-infrastructure-management'] },
  database: { types: ['database'] },
  'data-processing': { types: ['data-processing'] },
  clustering: { types: ['clustering'] },
  baremetal: { types: ['baremetal'] },
  reservation: { types: ['reservation'] },
  container: { types: ['container', 'application-container'] },
  'instance-ha': { types: ['instance-ha', 'ha'] },
  'nfv-orchestration': { types: ['nfv-orchestration'] },
  rca: { types: ['rca'] },
} as const satisfies Record<string, { types: readonly string[] }>;

export type ServiceType = keyof typeof SERVICES;
