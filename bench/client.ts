/** A small Heat client for measuring: any Heat endpoint, found through Keystone by the usual `OS_*` variables. */
import { Agent, request } from 'undici';

export interface CloudLogin {
  authUrl: string;
  username: string;
  password: string;
  projectName: string;
  userDomain: string;
  projectDomain: string;
  region: string | undefined;
}

export interface StackState {
  id: string;
  stack_status: string;
  stack_status_reason: string;
}

/** Between two questions about a stack's state: part of the time waited so far, and bounds. */
const PART = 0.02;
const LEAST_MS = 10;
const MOST_MS = 2000;

export class HeatClient {
  private readonly agent = new Agent({ connections: 16, pipelining: 1, headersTimeout: 600_000, bodyTimeout: 600_000 });
  private readonly base: string;
  private readonly token: string;

  private constructor(base: string, token: string) {
    this.base = base.replace(/\/$/, '');
    this.token = token;
  }

  /** `at`: the endpoint where the catalogue is not to be asked, with `%(project_id)s` in it. */
  static async login(login: CloudLogin, at?: string): Promise<HeatClient> {
    const identity = {
      methods: ['password'],
      password: { user: { name: login.username, password: login.password, domain: { name: login.userDomain } } },
    };
    const scope = { project: { name: login.projectName, domain: { name: login.projectDomain } } };
    const url = `${login.authUrl.replace(/\/(v3)?\/?$/, '')}/v3/auth/tokens`;
    const answer = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ auth: { identity, scope } }),
    });
    const body = (await answer.body.json()) as TokenBody;
    if (answer.statusCode !== 201) throw new Error(`login: ${answer.statusCode} ${JSON.stringify(body)}`);
    const token = String(answer.headers['x-subject-token']);
    if (at !== undefined) return new HeatClient(at.replace('%(project_id)s', body.token.project.id), token);
    const endpoints = body.token.catalog.find((service) => service.type === 'orchestration')?.endpoints ?? [];
    const endpoint = endpoints.find((e) => e.interface === 'public' && (!login.region || e.region === login.region));
    if (!endpoint) throw new Error(`no orchestration endpoint in region ${login.region ?? '(any)'}`);
    return new HeatClient(endpoint.url, token);
  }

  async call<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH', path: string, body?: unknown): Promise<T> {
    const answer = await request(this.base + path, {
      method,
      dispatcher: this.agent,
      headers: { 'x-auth-token': this.token, accept: 'application/json', 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 400) throw new Error(`${method} ${path}: ${answer.statusCode} ${text.slice(0, 400)}`);
    return (text === '' ? null : JSON.parse(text)) as T;
  }

  async create(name: string, template: unknown, files: Record<string, string> = {}): Promise<string> {
    const answer = await this.call<{ stack: { id: string } }>('POST', '/stacks', {
      stack_name: name,
      template,
      files,
      timeout_mins: 120,
    });
    return answer.stack.id;
  }

  async update(name: string, id: string, template: unknown): Promise<void> {
    await this.call('PUT', `/stacks/${name}/${id}`, { template, timeout_mins: 120 });
  }

  async delete(name: string, id: string): Promise<void> {
    await this.call('DELETE', `/stacks/${name}/${id}`);
  }

  async show(name: string, id: string): Promise<StackState> {
    return (await this.call<{ stack: StackState }>('GET', `/stacks/${name}/${id}?resolve_outputs=false`)).stack;
  }

  /**
   * Waits as a client does, asking again and again, until the stack's state is final. Throws when it failed. The longer it waits the more
   * rarely it asks: what is measured is known to a fiftieth, and a slow server is not kept busy by questions.
   */
  async settled(name: string, id: string): Promise<StackState> {
    const began = performance.now();
    for (;;) {
      const state = await this.show(name, id);
      if (state.stack_status.endsWith('_COMPLETE')) return state;
      if (state.stack_status.endsWith('_FAILED'))
        throw new Error(`${name}: ${state.stack_status}: ${state.stack_status_reason}`);
      const waited = performance.now() - began;
      await new Promise((resolve) => setTimeout(resolve, Math.min(MOST_MS, Math.max(LEAST_MS, waited * PART))));
    }
  }

  async close(): Promise<void> {
    await this.agent.close();
  }
}

interface TokenBody {
  token: {
    project: { id: string };
    catalog: { type: string; endpoints: { interface: string; region: string; url: string }[] }[];
  };
}
