/** A server that answers as no honest one does. */
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

export async function startHostileServer(): Promise<HostileServer> {
  const asked: string[] = [];
  const bomb = gzipSync(Buffer.alloc(32 * 1024 * 1024));
  const server: Server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://here');
    asked.push(pathname);
    if (pathname === '/endless') {
      const go = () => {
        while (!response.destroyed && response.write(CHUNK)) {}
        response.once('drain', go);
      };
      go();
    } else if (pathname === '/drip') {
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
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    asked,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
