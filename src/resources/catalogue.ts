/** All resource types, and the other names that some of them go by. */
import { cfnStack } from './cfn/stack.ts';
import { cfnWaitCondition } from './cfn/wait-condition.ts';
import { cfnWaitConditionHandle } from './cfn/wait-condition-handle.ts';
import { volume } from './cinder/volume.ts';
import { volumeAttachment } from './cinder/volume-attachment.ts';
import { none } from './heat/none.ts';
import { randomString } from './heat/random-string.ts';
import { resourceChain } from './heat/resource-chain.ts';
import { resourceGroup } from './heat/resource-group.ts';
import { stack } from './heat/stack.ts';
import { testResource } from './heat/test-resource.ts';
import { updateWaitConditionHandle } from './heat/update-wait-condition-handle.ts';
import { value } from './heat/value.ts';
import { waitCondition } from './heat/wait-condition.ts';
import { waitConditionHandle } from './heat/wait-condition-handle.ts';
import { floatingIp } from './neutron/floating-ip.ts';
import { floatingIpAssociation } from './neutron/floating-ip-association.ts';
import { net } from './neutron/net.ts';
import { port } from './neutron/port.ts';
import { providerNet } from './neutron/provider-net.ts';
import { router } from './neutron/router.ts';
import { routerGateway } from './neutron/router-gateway.ts';
import { routerInterface } from './neutron/router-interface.ts';
import { securityGroup } from './neutron/security-group.ts';
import { securityGroupRule } from './neutron/security-group-rule.ts';
import { subnet } from './neutron/subnet.ts';
import { flavor } from './nova/flavor.ts';
import { novaFloatingIp } from './nova/floating-ip.ts';
import { novaFloatingIpAssociation } from './nova/floating-ip-association.ts';
import { keyPair } from './nova/key-pair.ts';
import { server } from './nova/server.ts';
import { serverGroup } from './nova/server-group.ts';
import { availabilityZone } from './octavia/availability-zone.ts';
import { availabilityZoneProfile } from './octavia/availability-zone-profile.ts';
import { octaviaFlavor } from './octavia/flavor.ts';
import { flavorProfile } from './octavia/flavor-profile.ts';
import { healthMonitor } from './octavia/health-monitor.ts';
import { l7Policy } from './octavia/l7-policy.ts';
import { l7Rule } from './octavia/l7-rule.ts';
import { lbaas } from './octavia/lbaas.ts';
import { listener } from './octavia/listener.ts';
import { loadBalancer } from './octavia/load-balancer.ts';
import { pool } from './octavia/pool.ts';
import { poolMember } from './octavia/pool-member.ts';
import { octaviaQuota } from './octavia/quota.ts';
import { container } from './swift/container.ts';
import type { Catalogue, ResourceType } from './type.ts';

const TYPES: readonly ResourceType[] = [
  ...lbaas,
  availabilityZone,
  availabilityZoneProfile,
  cfnStack,
  cfnWaitCondition,
  cfnWaitConditionHandle,
  container,
  flavor,
  flavorProfile,
  floatingIp,
  floatingIpAssociation,
  healthMonitor,
  keyPair,
  l7Policy,
  l7Rule,
  listener,
  loadBalancer,
  net,
  none,
  novaFloatingIp,
  novaFloatingIpAssociation,
  octaviaFlavor,
  octaviaQuota,
  pool,
  poolMember,
  port,
  providerNet,
  randomString,
  resourceChain,
  resourceGroup,
  router,
  routerGateway,
  routerInterface,
  securityGroup,
  securityGroupRule,
  server,
  serverGroup,
  stack,
  subnet,
  testResource,
  updateWaitConditionHandle,
  value,
  volume,
  volumeAttachment,
  waitCondition,
  waitConditionHandle,
];

/** Other names: `*` stands for any ending. They come from the resource registry that a cloud's Heat starts with. */
export const ALIASES: Readonly<Record<string, string>> = {
  'OS::Ceilometer::Alarm': 'OS::Aodh::Alarm',
  'OS::Ceilometer::CombinationAlarm': 'OS::Aodh::CombinationAlarm',
  'OS::Ceilometer::GnocchiAggregationByMetricsAlarm': 'OS::Aodh::GnocchiAggregationByMetricsAlarm',
  'OS::Ceilometer::GnocchiAggregationByResourcesAlarm': 'OS::Aodh::GnocchiAggregationByResourcesAlarm',
  'OS::Ceilometer::GnocchiResourcesAlarm': 'OS::Aodh::GnocchiResourcesAlarm',
  'OS::Metering::Alarm': 'OS::Aodh::Alarm',
  'OS::Quantum*': 'OS::Neutron*',
};

/** A catalogue of these types; aliases lead to them but are no names of their own. */
export function catalogueOf(
  types: Iterable<ResourceType>,
  aliases: Readonly<Record<string, string>> = ALIASES,
): Catalogue {
  const byName = new Map([...types].map((type) => [type.name, type]));
  const wildcards = Object.entries(aliases).filter(([alias]) => alias.endsWith('*'));
  return {
    get(name) {
      const direct = byName.get(name) ?? byName.get(Object.hasOwn(aliases, name) ? (aliases[name] ?? '') : '');
      if (direct !== undefined) return direct;
      for (const [alias, target] of wildcards) {
        const start = alias.slice(0, -1);
        if (name.startsWith(start)) return byName.get(target.slice(0, -1) + name.slice(start.length));
      }
      return undefined;
    },
    names: () => [...byName.keys()].sort(),
  };
}

export const catalogue: Catalogue = catalogueOf(TYPES);
