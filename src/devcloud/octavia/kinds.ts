/** All collections of Octavia. */
import { offers } from './flavors.ts';
import { healthMonitors } from './health-monitors.ts';
import { l7Policies } from './l7-policies.ts';
import { l7Rules } from './l7-rules.ts';
import { listeners } from './listeners.ts';
import { loadBalancers } from './load-balancers.ts';
import { members } from './members.ts';
import type { OctaviaModel } from './model.ts';
import type { VipNetwork } from './network.ts';
import { pools } from './pools.ts';

export const kindsOf = (model: OctaviaModel, network: VipNetwork) => ({
  loadBalancers: loadBalancers(model, network),
  listeners: listeners(model),
  pools: pools(model),
  members: members(model, network),
  healthMonitors: healthMonitors(model),
  policies: l7Policies(model),
  rules: l7Rules(model),
  others: offers(model),
});
export type OctaviaKinds = ReturnType<typeof kindsOf>;
