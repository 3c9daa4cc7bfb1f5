/**
 * A Heat client of somebody who knows that servers die: every request is tried again until it is known to have been taken. What a lost
 * answer leaves open is found out by asking: a stack that should be created may be there, one that should be deleted gone.
 */
import { Agent, request } from 'undici';
import { sleep } from './patience.ts';

export interface StackView {
  id: string;
  stack_name: string;
  stack_status: string;
  stack_status_reason: string;
  outputs?: { output_key: string; output_value: unknown }[];
}

export interface ResourceView {
  resource_name: string;
  resource_type: string;
  resource_status: string;
  resource_status_reason: string;
  physical_resource_id: string;
  parent_resource?: string;
  links: { rel: string; href: string }[];
}

export interface SnapshotView {
  id: string;
  status: string;
}

/** An answer that trying again would not change; 500 is one of them, for it means a fault of Hearth's own. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export class Client {
  readonly projectId: string;
  private readonly token: string;
  private readonly agent = new Agent({
    connections: 32,
    headersTimeout: 20_000,
    bodyTimeout: 20_000,
    connectTimeout: 3_000,
  });
  /** Addresses of APIs; whichever answers. */
  private readonly bases: readonly string[];
  private readonly patienceMs: number;
  private turn = 0;
  /** Answers with status 500. Beside a database that dies they are counted; otherwise they are refusals. */
  internalErrors = 0;
  tolerant = false;

  private constructor(bases: readonly string[], projectId: string, token: string, patienceMs: number) {
    this.bases = bases;
    this.projectId = projectId;
    this.token = token;
    this.patienceMs = patienceMs;
  }

  static async login(
    environment: Record<string, string>,
    bases: readonly string[],
    patienceMs = 90_000,
  ): Promise<Client> {
    const name = environment['OS_USERNAME'];
    const domain = { id: 'default' };
    const identity = {
      methods: ['password'],
      password: { user: { name, domain, password: environment['OS_PASSWORD'] } },
    };
    const scope = { project: { name: environment['OS_PROJECT_NAME'], domain } };
    const answer = await request(`${environment['OS_AUTH_URL']}/auth/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ auth: { identity, scope } }),
    });
    const body = (await answer.body.json()) as { token: { project: { id: string } } };
    if (answer.statusCode !== 201) throw new Error(`login: ${answer.statusCode}`);
    return new Client(bases, body.token.project.id, String(answer.headers['x-subject-token']), patienceMs);
  }

  /** One attempt. @throws Refused for what the server does not want, Error for what passes */
  async once<T>(method: Method, path: string, body?: unknown): Promise<T> {
    const base = this.bases[this.turn++ % this.bases.length];
    const answer = await request(`${base}/v1/${this.projectId}${path}`, {
      method,
      dispatcher: this.agent,
      headers: { 'x-auth-token': this.token, accept: 'application/json', 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.body.text();
    const { statusCode } = answer;
    if (statusCode > 500 || statusCode === 429)
      throw new Error(`${method} ${path}: ${statusCode} ${text.slice(0, 600)}`);
    if (statusCode >= 400) throw new Refused(statusCode, `${method} ${path}: ${statusCode} ${text.slice(0, 600)}`);
    return (text === '' ? null : JSON.parse(text)) as T;
  }

  /** Again and again until it is answered. `unclear` is told when an earlier attempt may have had its effect. */
  async call<T>(method: Method, path: string, body?: unknown, unclear?: { lost: boolean; count?: number }): Promise<T> {
    const giveUpAt = performance.now() + this.patienceMs;
    for (;;) {
      try {
        return await this.once<T>(method, path, body);
      } catch (error) {
        if (error instanceof Refused || performance.now() > giveUpAt) throw error;
        if (unclear) {
          unclear.lost = true;
          unclear.count = (unclear.count ?? 1) + 1;
        }
        await sleep(40);
      }
    }
  }

  /** @returns the stack's id */
  async create(name: string, body: Record<string, unknown>): Promise<string> {
    const attempt = { lost: false };
    try {
      const { stack } = await this.call<{ stack: { id: string } }>(
        'POST',
        '/stacks',
        { stack_name: name, ...body },
        attempt,
      );
      return stack.id;
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 409 || !attempt.lost) throw error;
      const found = (await this.list()).find(({ stack_name }) => stack_name === name);
      if (!found) throw error;
      return found.id;
    }
  }

  async update(name: string, id: string, body: Record<string, unknown>): Promise<void> {
    await this.call('PUT', `/stacks/${name}/${id}`, body);
  }

  async delete(name: string, id: string): Promise<void> {
    try {
      await this.call('DELETE', `/stacks/${name}/${id}`);
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 404) throw error;
    }
  }

  async act(name: string, id: string, action: string): Promise<void> {
    await this.call('POST', `/stacks/${name}/${id}/actions`, { [action]: null });
  }

  async show(name: string, id: string): Promise<StackView> {
    return (await this.call<{ stack: StackView }>('GET', `/stacks/${name}/${id}?resolve_outputs=false`)).stack;
  }

  async outputs(name: string, id: string): Promise<Record<string, unknown>> {
    const { stack } = await this.call<{ stack: StackView }>('GET', `/stacks/${name}/${id}`);
    return Object.fromEntries((stack.outputs ?? []).map(({ output_key, output_value }) => [output_key, output_value]));
  }

  async list(): Promise<StackView[]> {
    return (await this.call<{ stacks: StackView[] }>('GET', '/stacks')).stacks;
  }

  /** With those of all nested stacks. */
  async resources(name: string, id: string): Promise<ResourceView[]> {
    const path = `/stacks/${name}/${id}/resources?nested_depth=5`;
    return (await this.call<{ resources: ResourceView[] }>('GET', path)).resources;
  }

  /** Waits until nothing is in progress. @throws Error when that takes longer than `withinMs` */
  async settled(name: string, id: string, { withinMs = 120_000, everyMs = 25 } = {}): Promise<StackView> {
    const giveUpAt = performance.now() + withinMs;
    for (;;) {
      const stack = await this.show(name, id);
      if (!stack.stack_status.endsWith('IN_PROGRESS')) return stack;
      if (performance.now() > giveUpAt)
        throw new Error(`${name} (${id}) is still ${stack.stack_status} after ${Math.round(withinMs / 1000)} s`);
      await sleep(everyMs);
    }
  }

  async close(): Promise<void> {
    await this.agent.close();
  }
}
