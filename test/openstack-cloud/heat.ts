/** Just enough of a Heat client: JSON over HTTP with a user's token. */
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Cloud } from '../../src/openstack/cloud.ts';

const TEMPLATES = fileURLToPath(new URL('../templates/hot/', import.meta.url));
const TIMEOUT_MS = 600_000;

export interface Answer {
  status: number;
  // A test reads what it expects to be there.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
}

export interface StackShown {
  id: string;
  stack_name: string;
  stack_status: string;
  stack_status_reason: string;
  outputs: { output_key: string; output_value: unknown; output_error?: string }[];
  parameters: Record<string, string>;
}

/** Of a template of people's, below `hot/`. */
export function templatePath(name: string): string {
  return join(TEMPLATES, name);
}

/** A template of people's with the files it names, as a client sends them. */
export function templateFile(name: string): { template: string; files: Record<string, string> } {
  const path = templatePath(name);
  const template = readFileSync(path, 'utf8');
  const named = [...template.matchAll(/^\s*type: (\S+\.yaml)$/gm)].map(([, file]) => file as string);
  const files = named.map((file) => [basename(file), readFileSync(join(dirname(path), file), 'utf8')] as const);
  return { template, files: Object.fromEntries(files) };
}

export class Heat {
  readonly #url: () => string;
  readonly #cloud: Cloud;

  /** `url`: where Hearth listens now; it changes when Hearth is served again. */
  constructor(url: () => string, cloud: Cloud) {
    this.#url = url;
    this.#cloud = cloud;
  }

  async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${this.#url()}/v1/${this.#cloud.projectId}${path}`, {
      method,
      headers: {
        'X-Auth-Token': await this.#cloud.token(),
        Accept: 'application/json',
        'Content-Type': 'application/json',
        ...headers,
      },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  }

  async good(method: string, path: string, body?: unknown): Promise<Answer['body']> {
    const answer = await this.ask(method, path, body);
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  async create(name: string, about: { template: string } & Record<string, unknown>): Promise<string> {
    return (await this.good('POST', '/stacks', { stack_name: name, ...about })).stack.id;
  }

  async show(name: string): Promise<StackShown> {
    return (await this.good('GET', `/stacks/${name}`)).stack;
  }

  /** Until no operation of the kind is under way; how it ended. `gone` where there is no stack any more. */
  async ended(id: string, action: string): Promise<{ status: string; reason: string }> {
    const until = Date.now() + TIMEOUT_MS;
    for (;;) {
      const { status, body } = await this.ask('GET', `/stacks/${id}`);
      if (status === 404) return { status: 'gone', reason: '' };
      const shown = body.stack as StackShown;
      // By its id a deleted stack is still told of.
      if (shown.stack_status === 'DELETE_COMPLETE') return { status: 'gone', reason: '' };
      if (shown.stack_status.startsWith(action) && !shown.stack_status.endsWith('IN_PROGRESS')) {
        return { status: shown.stack_status, reason: shown.stack_status_reason };
      }
      if (Date.now() > until) throw new Error(`${id} is still ${shown.stack_status}`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
