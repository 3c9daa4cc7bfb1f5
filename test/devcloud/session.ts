/** A small client for tests: logs in at a dev cloud and sends requests to its services. */

import type { DevCloudOptions } from '../../src/devcloud/index.ts';
import { type DevCloud, startDevCloud } from '../../src/devcloud/index.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- answers of every service pass through here
export type Answer = { status: number; headers: Headers; text: string; body: any };

export class Session {
  readonly base: string;
  token: string;
  constructor(base: string, token = '') {
    this.base = base;
    this.token = token;
  }

  /** Sends JSON, text or bytes; gives the answer whatever its status. */
  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const raw = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(`${this.base}${path}`, {
      method,
      headers: {
        ...(this.token && { 'x-auth-token': this.token }),
        ...(body !== undefined && { 'content-type': raw ? 'application/octet-stream' : 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : raw ? (body as string) : JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    const json = (response.headers.get('content-type') ?? '').includes('json') && text !== '';
    return { status: response.status, headers: response.headers, text, body: json ? JSON.parse(text) : undefined };
  }
  /** As `send`, but anything but success is an error. */
  async ok(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer['body']> {
    const answer = await this.send(method, path, body, headers);
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  }
  get = (path: string, headers?: Record<string, string>) => this.ok('GET', path, undefined, headers);
  post = (path: string, body: unknown, headers?: Record<string, string>) => this.ok('POST', path, body, headers);
}

export function passwordAuth(user: string, project: string | undefined = user, password = 'devcloud'): unknown {
  const domain = { id: 'default' };
  return {
    auth: {
      identity: { methods: ['password'], password: { user: { name: user, domain, password } } },
      ...(project && { scope: { project: { name: project, domain } } }),
    },
  };
}

/** Logs in with any body of POST /v3/auth/tokens; gives a session with the token. */
export async function login(base: string, body: unknown): Promise<Session & { tokenBody: Answer['body'] }> {
  const answer = await new Session(base).send('POST', '/v3/auth/tokens', body);
  if (answer.status !== 201) throw new Error(`login: ${answer.status} ${answer.text}`);
  const session = new Session(base, answer.headers.get('x-subject-token') ?? '');
  return Object.assign(session, { tokenBody: answer.body.token });
}

export interface TestCloud {
  cloud: DevCloud;
  base: string;
  demo: Session;
  admin: Session;
  project: string;
  /** Moves the cloud's clock on. */
  pass(ms: number): void;
}

/** A cloud whose clock moves only when told to. */
export async function testCloud(options: DevCloudOptions = {}): Promise<TestCloud> {
  let now = Date.parse('2026-03-01T00:00:00Z');
  const cloud = await startDevCloud({ now: () => now, projects: ['other'], ...options });
  const base = cloud.identityUrl.slice(0, -3);
  return {
    cloud,
    base,
    demo: await login(base, passwordAuth('demo')),
    admin: await login(base, passwordAuth('admin')),
    project: cloud.projectId('demo'),
    pass: (ms) => {
      now += ms;
    },
  };
}

/** A network with one subnet. */
export async function makeNetwork(
  session: Session,
  cidr = '10.0.0.0/24',
  more: Record<string, unknown> = {},
): Promise<{ network: string; subnet: string }> {
  const { network } = await session.post('/network/v2.0/networks', { network: { name: 'net' } });
  const { subnet } = await session.post('/network/v2.0/subnets', {
    subnet: { network_id: network.id, cidr, ip_version: cidr.includes(':') ? 6 : 4, ...more },
  });
  return { network: network.id, subnet: subnet.id };
}
