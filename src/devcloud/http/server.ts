/**
 * The HTTP server: finds the service and route of a request, applies fault rules, runs the handler, makes the change
 * durable, and answers. node:http is used directly because faults need the socket (lost responses, hanging) and Swift
 * and Glance need raw bodies.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Faults, Verdict } from '../faults/faults.ts';
import type { Keystone } from '../keystone/keystone.ts';
import { uuid } from '../state/identifiers.ts';
import type { World } from '../state/world.ts';
import { ApiError } from './api-error.ts';
import { Call, type Ground } from './call.ts';
import { isRecord } from './fields.ts';
import type { RequestCounts } from './request-counts.ts';
import { type Reply, Router } from './router.ts';
import type { Mounted } from './service.ts';

/** What the server needs of the cloud. */
export interface Host {
  world: World;
  faults: Faults;
  requests: RequestCounts;
  keystone: Pick<Keystone, 'tokens'>;
}

interface Place {
  service: Mounted;
  router: Router;
}

function sizeOf({ body }: Reply): number {
  if (body === undefined) return 0;
  if (typeof body === 'string' || Buffer.isBuffer(body)) return body.length;
  return JSON.stringify(body).length;
}

export class HttpServer {
  readonly #cloud: Host;
  readonly #ground: Ground;
  readonly #server: Server;
  readonly #mounted: Place[];
  #closing = false;

  constructor(cloud: Host, services: readonly Mounted[]) {
    this.#cloud = cloud;
    const { world, keystone } = cloud;
    this.#ground = {
      get baseUrl() {
        return world.baseUrl;
      },
      now: () => world.now(),
      authenticate: (token) => keystone.tokens.authenticate(token),
    };
    this.#mounted = services
      .map((service) => ({ service, router: new Router(service.routes) }))
      .sort((a, b) => b.service.prefix.length - a.service.prefix.length);
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch((error: unknown) => {
        process.stderr.write(`dev cloud: ${error instanceof Error ? error.stack : String(error)}\n`);
        response.destroy();
      });
    });
    this.#server.keepAliveTimeout = 75_000;
    this.#server.requestTimeout = 0;
  }

  /** Listens on the port, or on any other when that one is taken; gives the port. */
  async listen(host: string, port: number): Promise<number> {
    try {
      return await this.#tryListen(host, port);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || port === 0) throw error;
      return await this.#tryListen(host, 0);
    }
  }

  async close(): Promise<void> {
    this.#closing = true;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  #tryListen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => {
        this.#server.off('error', reject);
        resolve((this.#server.address() as AddressInfo).port);
      });
    });
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '/';
    const queryAt = url.indexOf('?');
    const path = queryAt < 0 ? url : url.slice(0, queryAt);
    const mounted = this.#mounted.find(({ service: { prefix } }) => path === prefix || path.startsWith(`${prefix}/`));
    if (!mounted) return this.#send(response, { status: 404 }, 'HEAD');
    const { service } = mounted;
    const method = request.method ?? 'GET';
    const body = await this.#readBody(request, response);
    if (!body) return;
    const parts = {
      ground: this.#ground,
      service: service.name,
      method,
      path,
      localPath: path.slice(service.prefix.length) || '/',
      query: new URLSearchParams(queryAt < 0 ? '' : url.slice(queryAt + 1)),
      headers: request.headers,
      body,
      requestId: `req-${uuid()}`,
    };
    const call = new Call(parts, undefined);
    const verdict = this.#cloud.faults.judge(call);
    if (verdict) {
      if (verdict.latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, verdict.latencyMs));
      if (this.#closing) return void response.destroy();
      if (!verdict.act) return this.#cutShort(response, verdict, call, service);
      call.fate = verdict.fate;
    }
    const leave = service.name === 'control' ? undefined : await this.#cloud.world.busy?.enter(call);
    const reply = await this.#run(mounted, call);
    this.#cloud.requests.count(service.name, method, reply.status, call.route);
    await leave?.(sizeOf(reply));
    if (this.#closing) return void response.destroy();
    this.#note(call, reply);
    if (verdict?.ending) return this.#cutShort(response, verdict, call, service);
    this.#send(response, this.#dress(reply, call, service), method);
  }

  #note({ service, method, path }: Call, { status, body }: Reply): void {
    const { journal } = this.#cloud.world.settings;
    if (journal === undefined || method === 'GET' || method === 'HEAD') return;
    const made = method === 'POST' && isRecord(body) ? Object.values(body).find(isRecord)?.id : undefined;
    const id = typeof made === 'string' ? { id: made } : {};
    journal({ time: new Date().toISOString(), service, method, path, status, ...id });
  }

  async #run({ service, router }: Place, call: Call): Promise<Reply> {
    try {
      this.#cloud.world.timeline.runDue();
      const match = router.match(call.method, call.localPath);
      if (match === 'no such path') throw new ApiError(404, 'The resource could not be found.', 'HTTPNotFound');
      if (match === 'no such method') throw new ApiError(405, 'The method specified is not allowed for this resource.');
      const [, , handler, access] = match.route;
      call.params = match.params;
      call.route = match.route[1];
      if (access !== 'open') void call.auth;
      service.prepare?.(call);
      return await handler(call);
    } catch (error) {
      if (error instanceof ApiError) {
        const reply = service.errorReply(error);
        return { ...reply, headers: { ...reply.headers, ...error.headers } };
      }
      process.stderr.write(`dev cloud: ${call.method} ${call.path}: ${error instanceof Error ? error.stack : error}\n`);
      return service.errorReply(new ApiError(500, 'Unexpected API Error.', 'InternalServerError'));
    } finally {
      this.#cloud.world.storage.flush();
    }
  }

  #dress(reply: Reply, call: Call, service: Mounted): Reply {
    const headers: Record<string, string> = {
      'x-openstack-request-id': call.requestId,
      ...service.headers?.(call),
      ...reply.headers,
    };
    if (service.name === 'compute') headers['x-compute-request-id'] = call.requestId;
    if (reply.status === 401) headers['www-authenticate'] = `Keystone uri="${this.#cloud.world.baseUrl}/v3"`;
    return { ...reply, headers };
  }

  #cutShort(response: ServerResponse, verdict: Verdict, call: Call, service: Mounted): void {
    switch (verdict.ending) {
      case 'drop':
        return void response.socket?.destroy();
      case 'hang':
        return; // Until the client gives up or the dev cloud stops.
      default: {
        const error = new ApiError(verdict.status, verdict.message, 'InjectedFault');
        const reply: Reply =
          verdict.body === undefined ? service.errorReply(error) : { status: verdict.status, body: verdict.body };
        this.#cloud.requests.count(service.name, call.method, verdict.status, call.route);
        const dressed = this.#dress(reply, call, service);
        this.#send(response, { ...dressed, headers: { ...dressed.headers, ...verdict.headers } }, call.method);
      }
    }
  }

  #send(response: ServerResponse, reply: Reply, method: string): void {
    if (response.destroyed) return;
    const headers: Record<string, string | number> = {};
    for (const [name, value] of Object.entries(reply.headers ?? {})) headers[name.toLowerCase()] = value;
    let payload: Buffer | undefined;
    const { body } = reply;
    if (Buffer.isBuffer(body)) payload = body;
    else if (typeof body === 'string') payload = Buffer.from(body);
    else if (body !== undefined) {
      headers['content-type'] ??= 'application/json';
      payload = Buffer.from(JSON.stringify(body));
    }
    if (reply.status !== 204) headers['content-length'] ??= payload?.length ?? 0;
    response.writeHead(reply.status, headers);
    response.end(method === 'HEAD' ? undefined : payload);
  }

  #readBody(request: IncomingMessage, response: ServerResponse): Promise<Buffer | undefined> {
    return new Promise((resolve) => {
      const chunks: Buffer[] = [];
      let size = 0;
      request.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > this.#cloud.world.settings.maxBodyBytes) {
          this.#send(response, { status: 413, headers: { connection: 'close' } }, 'HEAD');
          request.destroy();
          resolve(undefined);
        } else chunks.push(chunk);
      });
      request.on('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
      request.on('error', () => resolve(undefined));
      request.on('close', () => resolve(undefined));
    });
  }
}
