/**
 * The floor: a plain script that makes the same objects with some calls at once, and asks for all of a kind by one list, every half second. It knows beforehand
 * what it will make, writes nothing down, and could not go on where it was killed. Nothing that orchestrates can be expected to be faster.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { CloudLogin } from '../client.ts';
import { addCall, type Calls, NO_CALLS } from './calls.ts';
import { CIDR, FLAVOR, IMAGE } from './template.ts';

const AT_ONCE = 16;
const EVERY_MS = 500;

type Shown = Record<string, unknown> & { id: string };

export interface Made {
  network: string;
  members: { port: string; server: string; volume: string }[];
}

export class Floor {
  readonly calls: Calls = { ...NO_CALLS };
  private readonly agent = new Agent({ connections: AT_ONCE, pipelining: 1, headersTimeout: 600_000 });
  private readonly every: number;
  private token = '';
  private readonly urls = new Map<string, string>();
  private free = AT_ONCE;
  private readonly queue: (() => void)[] = [];

  private constructor(speed: number) {
    this.every = EVERY_MS / speed;
  }

  static async login(login: CloudLogin, speed: number): Promise<Floor> {
    const floor = new Floor(speed);
    const identity = {
      methods: ['password'],
      password: { user: { name: login.username, password: login.password, domain: { name: login.userDomain } } },
    };
    const scope = { project: { name: login.projectName, domain: { name: login.projectDomain } } };
    addCall(floor.calls, 'identity', 'POST');
    const answer = await request(`${login.authUrl.replace(/\/(v3)?\/?$/, '')}/v3/auth/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ auth: { identity, scope } }),
      dispatcher: floor.agent,
    });
    const { token } = (await answer.body.json()) as { token: { catalog: CatalogueEntry[] } };
    floor.token = String(answer.headers['x-subject-token']);
    for (const { type, endpoints } of token.catalog) {
      const url = endpoints.find(
        ({ interface: face, region }) => face === 'public' && (login.region === undefined || region === login.region),
      )?.url;
      if (url !== undefined) floor.urls.set(type, url.replace(/\/$/, ''));
    }
    return floor;
  }

  async create(members: number): Promise<Made> {
    const network = await this.make('network', '/networks', 'network', { name: 'floor' });
    await this.make('network', '/subnets', 'subnet', { network_id: network, cidr: CIDR, ip_version: 4 });
    const flavorRef = await this.named('compute', '/flavors', FLAVOR);
    const imageRef = await this.named('image', '/images', IMAGE);
    const all = Array.from({ length: members }, (_one, index) => index);
    const making = all.map((index) => this.make('volume', '/volumes', 'volume', { size: 1, name: `floor${index}` }));
    const made = await Promise.all(
      all.map(async (index) => {
        const port = await this.make('network', '/ports', 'port', { network_id: network });
        const about = { name: `floor${index}`, flavorRef, imageRef, networks: [{ port }] };
        return { port, server: await this.make('compute', '/servers', 'server', about), volume: '' };
      }),
    );
    for (const [index, volume] of (await Promise.all(making)).entries()) (made[index] as Member).volume = volume;
    await this.attachAll(made);
    return { network, members: made };
  }

  async delete({ network, members }: Made): Promise<void> {
    await Promise.all(members.map(({ server }) => this.call('DELETE', 'compute', `/servers/${server}`)));
    await this.until(async () => {
      const there = await this.all('compute', '/servers/detail', 'servers');
      return members.every(({ server }) => !there.has(server));
    });
    await Promise.all(members.map(({ port }) => this.call('DELETE', 'network', `/ports/${port}`)));
    const asked = new Set<string>();
    await this.until(async () => {
      const there = await this.all('volume', '/volumes/detail', 'volumes');
      const mine = members.filter(({ volume }) => there.has(volume));
      const free = mine.filter(({ volume }) => there.get(volume)?.status === 'available' && !asked.has(volume));
      await Promise.all(
        free.map(({ volume }) => {
          asked.add(volume);
          return this.call('DELETE', 'volume', `/volumes/${volume}`);
        }),
      );
      return mine.length === 0;
    });
    await this.call('DELETE', 'network', `/networks/${network}`);
  }

  close(): Promise<void> {
    return this.agent.close();
  }

  private async attachAll(members: Made['members']): Promise<void> {
    const attaching: Promise<unknown>[] = [];
    const left = new Set(members);
    await this.until(async () => {
      const servers = await this.all('compute', '/servers/detail', 'servers');
      const volumes = await this.all('volume', '/volumes/detail', 'volumes');
      for (const one of left) {
        if (servers.get(one.server)?.status !== 'ACTIVE' || volumes.get(one.volume)?.status !== 'available') continue;
        left.delete(one);
        const body = { volumeAttachment: { volumeId: one.volume } };
        attaching.push(this.call('POST', 'compute', `/servers/${one.server}/os-volume_attachments`, body));
      }
      return left.size === 0;
    });
    await Promise.all(attaching);
    await this.until(async () => {
      const volumes = await this.all('volume', '/volumes/detail', 'volumes');
      return members.every(({ volume }) => volumes.get(volume)?.status === 'in-use');
    });
  }

  private async until(over: () => Promise<boolean>): Promise<void> {
    while (!(await over())) await sleep(this.every);
  }

  private async make(service: string, path: string, member: string, about: object): Promise<string> {
    const body = (await this.call('POST', service, path, { [member]: about })) as Record<string, Shown>;
    return (body[member] as Shown).id;
  }

  private async all(service: string, path: string, member: string): Promise<Map<string, Shown>> {
    const body = (await this.call('GET', service, path)) as Record<string, Shown[]>;
    return new Map((body[member] ?? []).map((one) => [one.id, one]));
  }

  private async named(service: string, path: string, name: string): Promise<string> {
    const all = await this.all(service, path, path.slice(1));
    const found = [...all.values()].find((one) => one['name'] === name);
    if (found === undefined) throw new Error(`The cloud has no ${path.slice(1, -1)} ${name}.`);
    return found.id;
  }

  private async call(
    method: 'GET' | 'POST' | 'DELETE',
    service: string,
    path: string,
    body?: unknown,
  ): Promise<unknown> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((admit) => this.queue.push(admit));
    addCall(this.calls, service, method);
    try {
      const answer = await request(`${this.base(service)}${path}`, {
        method,
        dispatcher: this.agent,
        headers: { 'x-auth-token': this.token, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.body.text();
      if (answer.statusCode >= 400) throw new Error(`${method} ${path}: ${answer.statusCode} ${text.slice(0, 300)}`);
      return text === '' ? null : JSON.parse(text);
    } finally {
      const next = this.queue.shift();
      if (next === undefined) this.free++;
      else next();
    }
  }

  private base(service: string): string {
    const types = service === 'volume' ? ['volumev3', 'block-storage'] : [service];
    const url = types.map((type) => this.urls.get(type)).find((found) => found !== undefined);
    if (url === undefined) throw new Error(`The cloud offers no ${service} service.`);
    const version = VERSIONS[service];
    return version === undefined || url.endsWith(version) ? url : `${url}${version}`;
  }
}

const VERSIONS: Record<string, string> = { network: '/v2.0', image: '/v2' };

type Member = Made['members'][number];

interface CatalogueEntry {
  type: string;
  endpoints: { interface: string; region: string; url: string }[];
}
