/** A request to Keystone, with what Keystone may use of the cloud. */
import type { Call as Request } from '../http/call.ts';
import type { Route as AnyRoute } from '../http/router.ts';
import type { Keystone } from './keystone.ts';

export interface Neighbours {
  keystone: Keystone;
}

export type Call = Request<Neighbours>;
export type Route = AnyRoute<Neighbours>;
