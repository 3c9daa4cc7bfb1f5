/**
 * Under which address the links of an answer stand: one that is known to be this server's. What a request says in its `Host` header is taken only
 * where it is one of those:
 *
 *     what the operator says it is (`public_url`), what the catalogue says, whichever endpoint, where the connection arrived
 *
 * and else the first of them that there is. Behind a proxy that is believed, what it says in its `X-Forwarded-*` goes before all.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { header } from './auth/authenticate.ts';

export interface Reached {
  headers: IncomingHttpHeaders;
  protocol: string;
  host: string;
  socket: { localAddress?: string; localPort?: number };
}

export interface OwnAddressOptions {
  publicUrl: string | null;
  /** Believe `X-Forwarded-*`. */
  believeProxy: boolean;
  /** What the catalogue says, the public one first. Never throws. */
  listed?: (() => Promise<readonly string[]>) | undefined;
}

export class OwnAddresses {
  readonly #options: OwnAddressOptions;

  constructor(options: OwnAddressOptions) {
    this.#options = options;
  }

  /** `http://host:8004`, with a proxy's prefix, without a slash at its end. */
  async base(request: Reached): Promise<string> {
    const { believeProxy, publicUrl, listed } = this.#options;
    const asked = askedFor(request, believeProxy);
    if (believeProxy && header(request.headers, 'x-forwarded-host') !== undefined) return urlOf(asked);
    const own = publicUrl === null ? [] : [bare(publicUrl)];
    const local = localAddress(request);
    const found = sameHost(own, asked);
    if (found !== undefined) return found;
    if (isLocal(asked.host, local)) return urlOf(asked);
    const known = (await listed?.()) ?? [];
    return (
      sameHost(known.map(bare), asked) ??
      own[0] ??
      (known[0] === undefined ? undefined : bare(known[0])) ??
      urlOf({ ...asked, host: local })
    );
  }
}

interface Asked {
  protocol: string;
  host: string;
  prefix: string;
}

function askedFor({ headers, protocol, host }: Reached, believeProxy: boolean): Asked {
  const plain = { protocol, host: header(headers, 'host') ?? host, prefix: '' };
  if (!believeProxy) return plain;
  let forwarded = first(header(headers, 'x-forwarded-host')) ?? plain.host;
  const port = first(header(headers, 'x-forwarded-port'));
  if (port !== undefined && !/:\d+$/.test(forwarded)) forwarded = `${forwarded}:${port}`;
  return {
    protocol: first(header(headers, 'x-forwarded-proto')) ?? protocol,
    host: forwarded,
    prefix: first(header(headers, 'x-forwarded-prefix'))?.replace(/\/+$/, '') ?? '',
  };
}

function urlOf({ protocol, host, prefix }: Asked): string {
  const usual = protocol === 'https' ? ':443' : ':80';
  return `${protocol}://${host.endsWith(usual) ? host.slice(0, -usual.length) : host}${prefix}`;
}

/** Of those at this host, the one with the protocol that was asked by, else any: what stands before this server may end TLS. */
function sameHost(urls: readonly string[], { protocol, host }: Asked): string | undefined {
  const same = urls.filter((url) => {
    if (!URL.canParse(url)) return false;
    const its = new URL(url);
    // Ports that go without saying are left out on either side.
    const wanted = URL.canParse(`${its.protocol}//${host}`) ? new URL(`${its.protocol}//${host}`).host : '';
    return its.host === wanted;
  });
  return same.find((url) => url.startsWith(`${protocol}:`)) ?? same[0];
}

/** Without a slash and a version at its end. */
function bare(url: string): string {
  return url.replace(/\/+$/, '').replace(/\/v1(\.0)?(\/.*)?$/, '');
}

function localAddress({ socket, host }: Reached): string {
  const { localAddress: address, localPort: port } = socket;
  if (address === undefined || port === undefined)
    return /^[\w.:[\]-]+$/.test(host) ? `localhost:${host.split(':').at(-1)}` : 'localhost';
  const plain = address.replace(/^::ffff:/, '');
  return `${plain.includes(':') ? `[${plain}]` : plain}:${port}`;
}

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?=:\d+$|$)/i;

/** Where the connection arrived; on the machine itself by any of its names for itself, whatever the port by which it was let in. */
function isLocal(host: string, local: string): boolean {
  return host.toLowerCase() === local.toLowerCase() || (LOOPBACK.test(host) && LOOPBACK.test(local));
}

function first(value: string | undefined): string | undefined {
  return value?.split(',')[0]?.trim() || undefined;
}
