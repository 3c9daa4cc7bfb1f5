/**
 * What every server of Hearth has in common: bounds on how long a request may take to arrive, whole, and on what stands before its body; and
 * headers that keep answers out of caches and from being taken for something else.
 */
import type { FastifyInstance, FastifyServerOptions } from 'fastify';

/** Bytes of the first line and the headers: those of a Keystone token and of any query that clients make. */
const HEADERS = 16_384;
/** How often, in milliseconds, connections are looked at for requests that do not arrive. */
const LOOK = 2_000;

export interface Arrival {
  /** Seconds in which a request has to be there from its first byte to the last of its body. */
  requestTimeout: number;
  tls?: { cert: string | Buffer; key: string | Buffer };
}

export function serverOptions({ requestTimeout, tls }: Arrival): FastifyServerOptions {
  const ms = requestTimeout * 1000;
  const bounds = {
    maxHeaderSize: HEADERS,
    headersTimeout: Math.min(ms, 30_000),
    connectionsCheckingInterval: Math.min(LOOK, ms),
  };
  return {
    requestTimeout: ms,
    ...(tls === undefined ? { http: bounds } : { https: { ...bounds, ...tls } }),
    logger: false,
    forceCloseConnections: 'idle',
  } as FastifyServerOptions;
}

/** Answers are about one caller's things, at this moment. */
export function closeToOthers(app: FastifyInstance): void {
  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
    reply.header('cache-control', 'no-store');
  });
}

/** A URL with a NUL in it names nothing, and a database that is asked for one breaks off. */
export function namesNothing(url: string): boolean {
  return url.includes('%00');
}
