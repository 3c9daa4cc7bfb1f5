/** A request to Nova, with what Nova may use of the cloud. */
import type { Cinder } from '../cinder/cinder.ts';
import type { Glance } from '../glance/glance.ts';
import type { Call as Request } from '../http/call.ts';
import type { Route as AnyRoute } from '../http/router.ts';
import type { Neutron } from '../neutron/neutron.ts';
import type { QuotaBook } from '../quotas.ts';
import type { World } from '../state/world.ts';
import type { Nova } from './nova.ts';

/** It asks Neutron and Cinder in the name of its callers. */
export interface Neighbours {
  world: World;
  quotas: QuotaBook;
  cinder: Cinder;
  glance: Glance;
  neutron: Neutron;
  nova: Nova;
}

export type Call = Request<Neighbours>;
export type Route = AnyRoute<Neighbours>;
