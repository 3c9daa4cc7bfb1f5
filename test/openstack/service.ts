/** A small Keystone with one service beside it, whose answers a test scripts. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AuthOptions } from '../../src/openstack/auth-options.ts';
import { type CloudSettings, cloudFromCredentials } from '../../src/openstack/client.ts';
import type { Cloud } from '../../src/openstack/cloud.ts';

export interface Asked {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: unknown;
}
export type Reply =
  | { status: number; body?: unknown; text?: string; headers?: Record<string, string>; delay?: number }
  /** Acts, then the connection is lost. */
  | 'drop'
  | 'hang';

export interface Service {
  readonly url: string;
  readonly authUrl: string;
  readonly auth: AuthOptions;
  /** Requests to the service. */
  readonly asked: Asked[];
  /** Logins. */
  readonly logins: Asked[];
  /** Answers in turn; the last one stays. */
  reply(...replies: (Reply | ((asked: Asked) => Reply))[]): void;
  tokenLife: number;
  /** Every token but the newest is refused. */
  strict: boolean;
  cloud(settings?: CloudSettings, auth?: Partial<AuthOptions>): Promise<Cloud>;
  close(): Promise<void>;
}

let users = 0;

export async function startService(): Promise<Service> {
  let replies: (Reply | ((asked: Asked) => Reply))[] = [{ status: 200, body: {} }];
  let token = '';
  const asked: Asked[] = [];
  const logins: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const isJson = /json/.test(request.headers['content-type'] ?? '');
      const one: Asked = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: isJson ? JSON.parse(text) : text,
      };
      if (one.path.startsWith('/identity')) identity(one, response);
      else answer(one, request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const endpoint = (path: string, region = 'One', kind = 'public') => ({
    interface: kind,
    region_id: region,
    url: url + path,
  });
  const catalog = [
    { type: 'identity', endpoints: [endpoint('/identity')] },
    {
      type: 'compute',
      endpoints: [
        endpoint('/compute/v2.1'),
        endpoint('/other-compute/v2.1', 'Two'),
        endpoint('/inner/v2.1', 'One', 'internal'),
      ],
    },
    { type: 'network', endpoints: [endpoint('/network/')] },
    { type: 'image', endpoints: [endpoint('/image')] },
    { type: 'block-storage', endpoints: [endpoint('/volume/v3')] },
  ];

  function identity(one: Asked, response: ServerResponse): void {
    const write = (status: number, body: unknown, headers = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(body));
    };
    const info = {
      expires_at: new Date(Date.now() + service.tokenLife).toISOString(),
      issued_at: new Date().toISOString(),
      user: { id: 'user-1', name: 'ann', domain: { id: 'default' } },
      project: { id: 'project-1', name: 'work', domain: { id: 'default' } },
      roles: [{ name: 'member' }],
      catalog,
    };
    if (one.method === 'POST' && one.path === '/identity/v3/auth/tokens') {
      logins.push(one);
      const methods = (one.body as { auth: { identity: { password?: { user: { password: string } } } } }).auth.identity;
      if (methods.password?.user.password === 'wrong')
        return write(401, { error: { message: 'No such login.', code: 401 } });
      token = `token-${logins.length}`;
      return write(201, { token: info }, { 'x-subject-token': token });
    }
    if (one.method === 'GET' && one.path === '/identity/v3/auth/tokens') {
      return one.headers['x-subject-token'] === 'unknown'
        ? write(404, { error: { message: 'no' } })
        : write(200, { token: info });
    }
    asked.push(one);
    write(201, { trust: { id: 'trust-1' } });
  }

  function answer(one: Asked, request: IncomingMessage, response: ServerResponse): void {
    asked.push(one);
    if (service.strict && one.headers['x-auth-token'] !== token) {
      response.writeHead(401).end();
      return;
    }
    const next = replies.length > 1 ? replies.shift() : replies[0];
    const reply = typeof next === 'function' ? next(one) : next;
    if (reply === 'hang' || reply === undefined) return;
    if (reply === 'drop') {
      request.socket.destroy();
      return;
    }
    setTimeout(() => {
      response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
      response.end(reply.text ?? (reply.body === undefined ? '' : JSON.stringify(reply.body)));
    }, reply.delay ?? 0);
  }

  const service: Service = {
    url,
    authUrl: `${url}/identity`,
    // A user of its own for each test, so that sessions are not shared.
    get auth() {
      return { authUrl: `${url}/identity`, username: `ann-${++users}`, password: 'right', projectName: 'work' };
    },
    asked,
    logins,
    reply: (...given) => {
      replies = given;
    },
    tokenLife: 3600_000,
    strict: false,
    cloud: (settings, auth) =>
      cloudFromCredentials(
        { ...service.auth, ...auth },
        { region: 'One', retries: { tries: 4, base: 5, longest: 20 }, ...settings },
      ),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return service;
}
