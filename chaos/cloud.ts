/** The dev cloud in a process of its own, and what is asked of it past the OpenStack protocols: faults, and all it holds. */
import { request } from 'undici';
import type { DevCloudOptions, FaultRule, Inspection } from '../src/devcloud/index.ts';
import { until } from './patience.ts';
import { freePort, Process, tail } from './process.ts';

/** Objects by kind; each has an id, or a name if it is known by that. */
export type Objects = Record<string, Record<string, unknown>[]>;

export class Cloud {
  readonly base: string;
  private readonly process: Process;

  private constructor(base: string, process: Process) {
    this.base = base;
    this.process = process;
  }

  static async start(options: Omit<DevCloudOptions, 'now' | 'journal'>, log: string): Promise<Cloud> {
    const port = await freePort();
    const process = new Process({
      file: 'src/devcloud/main.ts',
      args: [JSON.stringify({ ...options, port, journal: true })],
      env: {},
      log,
    });
    const cloud = new Cloud(`http://127.0.0.1:${port}`, process);
    await until('the dev cloud starts', async () => {
      if (!process.isAlive) throw new Error(`The dev cloud ended:\n${tail(log)}`);
      return request(`${cloud.base}/v3`).then(
        async ({ body }) => {
          await body.dump();
          return true;
        },
        () => null,
      );
    });
    return cloud;
  }

  /** The OS_* variables of a seeded user or of a further project's. */
  environment(user: string): Record<string, string> {
    return {
      OS_AUTH_URL: `${this.base}/v3`,
      OS_USERNAME: user,
      OS_PASSWORD: 'devcloud',
      OS_PROJECT_NAME: user === 'heat' ? 'service' : user,
      OS_USER_DOMAIN_NAME: 'Default',
      OS_PROJECT_DOMAIN_NAME: 'Default',
      OS_REGION_NAME: 'RegionOne',
    };
  }

  inspect(): Promise<Inspection> {
    return this.control('GET', '/inspect?objects=1') as Promise<Inspection>;
  }

  /** What the project has, and what is held in its users' names; attachments, which are parts of volumes, by themselves. */
  async objects(projectId: string): Promise<Objects> {
    const { projects } = await this.inspect();
    const objects = (projects.find(({ id }) => id === projectId)?.objects ?? {}) as Objects;
    const attachments = (objects['volume'] ?? []).flatMap((volume) => volume['attachments'] as Objects[string]);
    return { ...objects, attachment: attachments };
  }

  async addFault(rule: FaultRule): Promise<string> {
    return ((await this.control('POST', '/faults', rule)) as { id: string }).id;
  }

  async clearFaults(): Promise<void> {
    await this.control('DELETE', '/faults');
  }

  async faults(): Promise<(FaultRule & { struck: number })[]> {
    return ((await this.control('GET', '/faults')) as { faults: (FaultRule & { struck: number })[] }).faults;
  }

  /** How often each route was asked for. */
  async routes(): Promise<Record<string, number>> {
    return ((await this.control('GET', '/requests')) as { routes: Record<string, number> }).routes;
  }

  async forgetRequests(): Promise<void> {
    await this.control('DELETE', '/requests');
  }

  stop(): Promise<void> {
    return this.process.stop();
  }

  private async control(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<unknown> {
    const answer = await request(`${this.base}/_devcloud${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 400) throw new Error(`dev cloud: ${method} ${path}: ${answer.statusCode} ${text}`);
    return text === '' ? null : JSON.parse(text);
  }
}
