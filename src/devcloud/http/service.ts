/** What a service of the dev cloud is, to the HTTP server: a prefix, a table of routes, and its form of errors. */
import type { ApiError } from './api-error.ts';
import type { Call } from './call.ts';
import type { Reply, Route } from './router.ts';

export interface Service {
  name: string;
  /** Path prefix, `''` for Keystone, which answers for everything that no other service takes. */
  prefix: string;
  routes: readonly Route[];
  errorReply(error: ApiError): Reply;
  /** Called before the handler; version negotiation. @throws 406 */
  prepare?(call: Call): void;
  /** Headers that every reply of the service carries. */
  headers?(call: Call): Record<string, string>;
}
