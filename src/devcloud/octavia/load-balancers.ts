/** Load balancers (octavia/api/v2/types/load_balancer.py and controllers/load_balancer.py). */
import { flag as truth } from '../http/fields.ts';
import { called, type Kind } from '../rest/kind.ts';
import { PART, STATE } from './dialect.ts';
import { fault, invalid } from './faults.ts';
import { ids, LOAD_BALANCER, type LoadBalancer, type OctaviaModel } from './model.ts';
import type { VipNetwork } from './network.ts';
import { checkProvider, DEFAULT_PROVIDER } from './providers.ts';
import { giveAddress } from './vip.ts';

export function loadBalancers(model: OctaviaModel, network: VipNetwork): Kind<LoadBalancer> {
  const { listeners, pools, flavors, flavorProfiles, zones } = model;
  return {
    ...PART,
    ...called('loadbalancer', 'Load Balancer', '/lbaas/loadbalancers'),
    collection: model.loadBalancers,
    quota: 'load_balancer',
    state: {
      ...STATE,
      delay: (delays, verb) => (verb === 'create' ? delays.loadBalancerMs : delays.loadBalancerChangeMs),
    },
    attributes: LOAD_BALANCER,
    immutable: (item) => fault('LBPendingStateError', { state: item.provisioning_status, id: item.id }),
    create(call, item) {
      const flavor = item.flavor_id === null ? undefined : flavors.get(item.flavor_id);
      if (item.flavor_id !== null && !flavor) throw invalid('Invalid flavor_id.');
      if (flavor?.enabled === false) throw fault('DisabledOption', { option: 'flavor', value: flavor.id });
      const zone = item.availability_zone === null ? undefined : zones.get(item.availability_zone);
      if (item.availability_zone !== null && !zone) throw invalid('Invalid availability zone.');
      if (zone?.enabled === false) throw fault('DisabledOption', { option: 'availability_zone', value: zone.name });
      const ofFlavor = flavorProfiles.get(flavor?.flavor_profile_id)?.provider_name;
      if (ofFlavor !== undefined && item.provider !== null && ofFlavor !== item.provider)
        throw fault('ProviderFlavorMismatchError', { flavor: item.flavor_id, provider: item.provider });
      item.provider = checkProvider(item.provider ?? ofFlavor ?? DEFAULT_PROVIDER);
      giveAddress(network, call, item);
      // They are made of their own, and shown as far as they are there.
      Object.assign(item, { listeners: undefined, pools: undefined });
    },
    update(call, _item, { vip_qos_policy_id: policy }) {
      if (typeof policy === 'string' && !network.qosPolicyExists(call, policy))
        throw fault('InvalidSubresource', { resource: 'qos_policy', id: policy });
    },
    remove(call, item) {
      const hasChildren =
        listeners.count('loadbalancer_id', item.id) > 0 || pools.count('loadbalancer_id', item.id) > 0;
      if (hasChildren && !truth(call.query.get('cascade')))
        throw invalid(`Cannot delete Load Balancer ${item.id} - it has children`);
    },
    gone(item) {
      if (item.vip_port_made) network.dropPort(item.vip_port_id);
    },
    show: (_call, item) => ({
      listeners: ids(listeners.by('loadbalancer_id', item.id)),
      pools: ids(pools.by('loadbalancer_id', item.id)),
      vip_port_made: undefined,
    }),
  };
}
