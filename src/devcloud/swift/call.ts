/** A request to Swift, with what Swift may use of the cloud. */
import type { Call as Request } from '../http/call.ts';
import type { Route as AnyRoute } from '../http/router.ts';
import type { World } from '../state/world.ts';
import type { Swift } from './swift.ts';

export interface Neighbours {
  world: World;
  swift: Swift;
}

export type Call = Request<Neighbours>;
export type Route = AnyRoute<Neighbours>;
