/** What a service of the dev cloud is, to the HTTP server: a table of routes, and its form of errors. */
import type { ApiError } from './api-error.ts';
import type { Call } from './call.ts';
import type { Reply, Route } from './router.ts';

export interface Service {
  routes: readonly Route[];
  errorReply(error: ApiError): Reply;
  /** Called before the handler; version negotiation. @throws 406 */
  prepare?(call: Call): void;
  /** Headers that every reply of the service carries. */
  headers?(call: Call): Record<string, string>;
}

/** A service at its place. */
export interface Mounted extends Service {
  name: string;
  prefix: string;
}
