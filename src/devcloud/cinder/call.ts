/** A request to Cinder, with what Cinder may use of the cloud. */
import type { Glance } from '../glance/glance.ts';
import type { Call as Request } from '../http/call.ts';
import type { Route as AnyRoute } from '../http/router.ts';
import type { QuotaBook } from '../quotas.ts';
import type { World } from '../state/world.ts';
import type { Cinder } from './cinder.ts';

export interface Neighbours {
  world: World;
  quotas: QuotaBook;
  cinder: Cinder;
  glance: Glance;
}

export type Call = Request<Neighbours>;
export type Route = AnyRoute<Neighbours>;
