/**
 * Addresses of stacks and what belongs to them, `{base}/v1/{project}/stacks/{name}/{id}{path}`, as the client reached this
 * server: from its Host header, or behind a proxy from the proxy's `X-Forwarded-*` where those are believed.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { header } from '../auth/authenticate.ts';

export interface StackAddress {
  projectId: string;
  name: string;
  id: string;
}

export interface Link {
  href: string;
  rel: string;
}

/** `http://host:8004`, with a proxy's prefix. */
export function baseUrl(
  request: { headers: IncomingHttpHeaders; protocol: string; host: string },
  believeProxy: boolean,
): string {
  const { headers } = request;
  let { protocol } = request;
  let host = header(headers, 'host') ?? request.host;
  let prefix = '';
  if (believeProxy) {
    protocol = first(header(headers, 'x-forwarded-proto')) ?? protocol;
    host = first(header(headers, 'x-forwarded-host')) ?? host;
    const port = first(header(headers, 'x-forwarded-port'));
    if (port !== undefined && !/:\d+$/.test(host)) host = `${host}:${port}`;
    prefix = first(header(headers, 'x-forwarded-prefix'))?.replace(/\/+$/, '') ?? '';
  }
  const usual = protocol === 'https' ? ':443' : ':80';
  if (host.endsWith(usual)) host = host.slice(0, -usual.length);
  return `${protocol}://${host}${prefix}`;
}

function first(value: string | undefined): string | undefined {
  return value?.split(',')[0]?.trim() || undefined;
}

export class Links {
  readonly base: string;
  /** Of the stack that was last asked for: a list of thousands of resources is about one. */
  private last: { stack: StackAddress; href: string } | null = null;

  constructor(base: string) {
    this.base = base;
  }

  stack(stack: StackAddress, path = ''): string {
    if (this.last?.stack !== stack) {
      const parts = [stack.projectId, 'stacks', stack.name, stack.id].map(quote);
      this.last = { stack, href: `${this.base}/v1/${parts.join('/')}` };
    }
    return path === '' ? this.last.href : `${this.last.href}${path.split('/').map(quote).join('/')}`;
  }

  resource(stack: StackAddress, resource: string): string {
    return this.stack(stack, `/resources/${resource}`);
  }

  event(stack: StackAddress, resource: string, event: string): string {
    return this.stack(stack, `/resources/${resource}/events/${event}`);
  }
}

/** Percent-encodes everything but letters, digits and `_.-~`. */
export function quote(text: string): string {
  if (/^[\w.~-]*$/.test(text)) return text;
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
