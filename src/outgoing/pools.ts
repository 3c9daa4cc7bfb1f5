/**
 * Pools of connections, one for each way of connecting, shared by the process. There are two kinds: those to the cloud that the operator named, and
 * those to what users name. The latter look at every address before they connect to it, and connect to the very address that they looked
 * at: a name that says something else when it is asked again gets nowhere.
 */
import { createHash } from 'node:crypto';
import { lookup } from 'node:dns';
import { readFileSync } from 'node:fs';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { isPermitted, rulesInForce } from './addresses.ts';

export interface Connecting {
  /** File of the certificates to trust, in PEM. */
  cacert?: string;
  /** The certificates themselves. */
  ca?: string;
  /** Files of a client certificate and its key. */
  cert?: string;
  key?: string;
  /** False: any certificate is taken. */
  verify?: boolean;
  /** The address comes from a user. */
  namedByUser?: boolean;
}

/** The address is one that users may not name. Says nothing of what a name stands for. */
export class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED';
  constructor(host: string) {
    super(`Connections to ${host} are not allowed from here.`);
  }
}

const pools = new Map<string, Agent>();
/** Users can bring certificates of their own, so that there is no end to the ways of connecting. */
const MOST_POOLS = 100;

export function poolFor(how: Connecting): Dispatcher {
  const { cacert, ca, cert, key, verify, namedByUser } = how;
  const rules = namedByUser === true ? rulesInForce() : null;
  const name = createHash('sha256')
    .update(JSON.stringify([cacert, ca, cert, key, verify, rules]))
    .digest('base64');
  let pool = pools.get(name);
  if (pool === undefined) pool = open(how);
  else pools.delete(name);
  // Kept in order of use; the one unused for longest goes when its requests are done.
  pools.set(name, pool);
  for (const [oldest, unused] of pools) {
    if (pools.size <= MOST_POOLS) break;
    pools.delete(oldest);
    unused.close().catch(() => {});
  }
  return pool;
}

function open({ cacert, ca, cert, key, verify, namedByUser }: Connecting): Agent {
  const trusted = ca ?? (cacert === undefined ? undefined : readFileSync(cacert));
  const connect = {
    timeout: 10_000,
    rejectUnauthorized: verify !== false,
    ...(trusted === undefined ? {} : { ca: trusted }),
    ...(cert === undefined ? {} : { cert: readFileSync(cert) }),
    ...(key === undefined ? {} : { key: readFileSync(key) }),
  };
  return new Agent({
    connect: namedByUser === true ? guarded(connect) : connect,
    // Some services close idle connections after 5 s without saying so.
    keepAliveTimeout: 4_000,
  });
}

function guarded(connect: buildConnector.BuildOptions): buildConnector.connector {
  const connector = buildConnector({ ...connect, lookup: permittedLookup } as buildConnector.BuildOptions);
  return (options, callback) => {
    // An address is not looked up.
    const host = options.hostname.replace(/^\[(.*)\]$/, '$1');
    if (isIP(host) !== 0 && !isPermitted(host)) callback(new AddressRefused(options.hostname), null);
    else connector(options, callback);
  };
}

/** One bad address among those of a name is one too many. */
const permittedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) callback(error, '', 0);
    else if (addresses.length === 0 || !addresses.every(({ address }) => isPermitted(address))) {
      callback(new AddressRefused(hostname), '', 0);
    } else if (options.all === true) callback(null, addresses);
    else callback(null, addresses[0]?.address ?? '', addresses[0]?.family ?? 0);
  });
};

/** Closes all connections; the process can end. */
export async function closeConnections(): Promise<void> {
  const open = [...pools.values()];
  pools.clear();
  await Promise.all(open.map((pool) => pool.close()));
}
