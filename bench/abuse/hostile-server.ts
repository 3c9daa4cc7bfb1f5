/**
 * A server that answers as no honest one does: for whoever is led to it, as an object store, a key manager and a Keystone.
 *
 *     /endless  /drip  /bomb  /loop        what never ends, in bytes, in time, unpacked, by leading on
 *     /swift/{container}                   the list of a container called `endless`, `drip` or `large`, whose one object never ends
 *     /keys/secrets/{text}/payload         credentials for the Keystone at the address that {text} is, in base64url
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

export interface HostileServer {
  readonly url: string;
  readonly port: number;
  /** Requests, in their order. */
  readonly asked: string[];
  close(): void;
}

/** A chunk of what never ends. */
const CHUNK = Buffer.alloc(1024 * 1024, 'x');

/** `host`: any address of this machine. */
export async function startHostileServer(host = '127.0.0.1'): Promise<HostileServer> {
  const asked: string[] = [];
  const bomb = gzipSync(Buffer.alloc(32 * 1024 * 1024));
  const server: Server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://here');
    asked.push(pathname);
    const secret = /^\/keys\/secrets\/([\w-]+)\/payload$/.exec(pathname)?.[1];
    if (secret !== undefined) {
      const auth = {
        auth_url: Buffer.from(secret, 'base64url').toString(),
        username: 'u',
        password: 'p',
        project_name: 'x',
      };
      response.writeHead(200, { 'content-type': 'text/plain' }).end(JSON.stringify({ auth_type: 'password', auth }));
    } else if (pathname === '/swift/large') {
      const list = [{ name: 'a.yaml', bytes: 10 }];
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(list));
    } else if (/\/(?:endless|a\.yaml)(?:\/|$)/.test(pathname)) {
      const go = () => {
        while (!response.destroyed && response.write(CHUNK)) {}
        response.once('drain', go);
      };
      go();
    } else if (/\/drip(?:\/|$)/.test(pathname)) {
      response.writeHead(200, { 'content-type': 'application/json' });
      const drip = setInterval(() => response.write('x'), 10);
      response.on('close', () => clearInterval(drip));
    } else if (pathname === '/bomb') {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    } else if (pathname === '/packed') {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('heat_template_version: 2021-04-16'));
    } else if (pathname === '/refusal') {
      response.writeHead(403).write(CHUNK);
      response.end(CHUNK);
    } else if (pathname === '/loop') {
      response.writeHead(302, { location: '/loop' }).end();
    } else if (pathname === '/to') {
      response.writeHead(302, { location: searchParams.get('url') ?? '/' }).end();
    } else response.end('heat_template_version: 2021-04-16');
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${port}`,
    port,
    asked,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
