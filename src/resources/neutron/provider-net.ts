import { HeatError } from '../../errors.ts';
import { resource } from '../define.ts';
import { networkAttribute } from './net.ts';
import { BUILT, keepUnlessBroken, neutron, tagCreated, tagUpdated } from './profile.ts';
import { schema } from './provider-net.schema.ts';

const profile = neutron('network', {
  members: {
    network_type: 'provider:network_type',
    physical_network: 'provider:physical_network',
    segmentation_id: 'provider:segmentation_id',
    router_external: 'router:external',
  },
});

export const providerNet = resource({
  ...schema,
  ...profile,
  status: BUILT,
  validate({ properties: { network_type: type, segmentation_id: segment, physical_network: physical } }) {
    const refuse = (what: string, types: string) =>
      new HeatError('StackValidationFailed', `${what} not allowed for network types: ${types}`);
    if (segment && (type === 'local' || type === 'flat')) throw refuse('segmentation_id', 'local, flat');
    if (physical && ['vxlan', 'gre', 'geneve', 'local'].includes(String(type))) {
      throw refuse('physical_network', 'vxlan, gre, geneve, local');
    }
  },
  complete: (op) => tagCreated(op, profile.rest),
  async changes(op, body) {
    await tagUpdated(op, profile.rest);
    return body;
  },
  attribute: networkAttribute,
  keepFailed: (op) => keepUnlessBroken(op, profile.rest),
});
