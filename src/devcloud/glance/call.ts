/** A request to Glance, with what Glance may use of the cloud. */
import type { Call as Request } from '../http/call.ts';
import type { Route as AnyRoute } from '../http/router.ts';
import type { World } from '../state/world.ts';
import type { Glance } from './glance.ts';

export interface Neighbours {
  world: World;
  glance: Glance;
}

export type Call = Request<Neighbours>;
export type Route = AnyRoute<Neighbours>;
