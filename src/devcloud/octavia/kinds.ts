/** All collections of Octavia. */
import type { Kind } from '../rest/kind.ts';
import { flavorProfiles, flavors, zoneProfiles, zones } from './flavors.ts';
import { healthMonitors } from './health-monitors.ts';
import { l7Policies } from './l7-policies.ts';
import { l7Rules } from './l7-rules.ts';
import { listeners } from './listeners.ts';
import { loadBalancers } from './load-balancers.ts';
import { members } from './members.ts';
import type { HealthMonitor, L7Policy, L7Rule, Listener, LoadBalancer, Member, OctaviaModel, Pool } from './model.ts';
import type { VipNetwork } from './network.ts';
import { pools } from './pools.ts';

export interface OctaviaKinds {
  loadBalancers: Kind<LoadBalancer>;
  listeners: Kind<Listener>;
  pools: Kind<Pool>;
  members: Kind<Member>;
  healthMonitors: Kind<HealthMonitor>;
  policies: Kind<L7Policy>;
  rules: Kind<L7Rule>;
  others: Kind[];
}

export const kindsOf = (model: OctaviaModel, network: VipNetwork): OctaviaKinds => ({
  loadBalancers: loadBalancers(model, network),
  listeners: listeners(model),
  pools: pools(model),
  members: members(model, network),
  healthMonitors: healthMonitors(model),
  policies: l7Policies(model),
  rules: l7Rules(model),
  others: [flavors(model), flavorProfiles(model), zones(model), zoneProfiles(model)],
});
