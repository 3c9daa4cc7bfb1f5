/**
 * One process on SQLite, killed at random moments. The cloud lives on. Every operation is first measured undisturbed; then each is run
 * again and again, the process is killed somewhere in its course, once or more, and started again. Each must end as it did undisturbed.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '../client.ts';
import { Cloud } from '../cloud.ts';
import { DEVIATION, Hearth } from '../hearth.ts';
import { differingCounts, disagreements, type Owned, ownedBy } from '../ledger.ts';
import { IDLE_CREDENTIALS_S, LATE_CALL_GRACE_S, patiently, sleep } from '../patience.ts';
import { differences, portrait } from '../portrait.ts';
import { freePort, linesThatSay } from '../process.ts';
import { Randomness } from '../randomness.ts';
import { neighbour, thirty } from './stack.ts';

export interface EmbeddedOptions {
  kills: number;
  seed: number;
  /** Logs and the database; kept when something is wrong. */
  folder: string;
  say?: (line: string) => void;
}

const OPERATIONS = ['create', 'update', 'delete'] as const;
type Operation = (typeof OPERATIONS)[number];

export interface EmbeddedFigures {
  kills: Record<Operation, number>;
  operations: Record<Operation, number>;
  /** Milliseconds of each undisturbed. */
  undisturbed: Record<Operation, number>;
  /** Milliseconds from a restart until the operation it found had ended. */
  recovery: number[];
  /** Milliseconds until a restarted process answers. */
  restart: number[];
  violations: string[];
  seconds: number;
}

/** A cloud where things take their time, so that there is something to interrupt. */
const DELAYS = {
  serverBuildMs: 250,
  serverDeleteMs: 120,
  serverActionMs: 120,
  volumeMs: 120,
  volumeAttachMs: 120,
  volumeDeleteMs: 80,
  snapshotMs: 80,
  backupMs: 80,
  imageMs: 80,
};
const STATUS: Record<Operation, string> = {
  create: 'CREATE_COMPLETE',
  update: 'UPDATE_COMPLETE',
  delete: 'DELETE_COMPLETE',
};

export async function runEmbedded(options: EmbeddedOptions): Promise<EmbeddedFigures> {
  mkdirSync(options.folder, { recursive: true });
  const cloud = await Cloud.start({ delays: DELAYS, seed: options.seed }, join(options.folder, 'cloud.log'));
  let run: EmbeddedRun | undefined;
  try {
    run = await EmbeddedRun.open(options, cloud);
    return await run.all();
  } finally {
    await run?.close();
    await cloud.stop();
  }
}

class EmbeddedRun {
  private readonly options: EmbeddedOptions;
  private readonly cloud: Cloud;
  private readonly hearth: Hearth;
  private readonly client: Client;
  private readonly random: Randomness;
  private readonly expected = new Map<Operation, unknown>();
  /** Milliseconds that each operation presently takes, the time without a process left out. */
  private readonly lasting: Record<Operation, number> = { create: 0, update: 0, delete: 0 };
  private beside: Owned[] = [];
  private before: Awaited<ReturnType<Cloud['objects']>> = {};
  private readonly figures: EmbeddedFigures = {
    kills: { create: 0, update: 0, delete: 0 },
    operations: { create: 0, update: 0, delete: 0 },
    undisturbed: { create: 0, update: 0, delete: 0 },
    recovery: [],
    restart: [],
    violations: [],
    seconds: 0,
  };

  private constructor(options: EmbeddedOptions, cloud: Cloud, hearth: Hearth, client: Client) {
    this.options = options;
    this.cloud = cloud;
    this.hearth = hearth;
    this.client = client;
    this.random = new Randomness(options.seed);
  }

  static async open(options: EmbeddedOptions, cloud: Cloud): Promise<EmbeddedRun> {
    const port = await freePort();
    const env = {
      ...cloud.environment('heat'),
      HEARTH_DATA_DIR: join(options.folder, 'data'),
      HEARTH_LOG_LEVEL: 'info',
      HEARTH_IDLE_CREDENTIALS_AGE: String(IDLE_CREDENTIALS_S),
      HEARTH_LATE_CALL_GRACE: String(LATE_CALL_GRACE_S),
    };
    const hearth = Hearth.start({ roles: [], port, env, log: join(options.folder, 'hearth.log') });
    try {
      await hearth.warm();
      return new EmbeddedRun(options, cloud, hearth, await Client.login(cloud.environment('demo'), [hearth.base]));
    } catch (error) {
      await hearth.kill();
      throw error;
    }
  }

  private get killed(): number {
    return Object.values(this.figures.kills).reduce((sum, kills) => sum + kills, 0);
  }

  async all(): Promise<EmbeddedFigures> {
    const began = performance.now();
    const { figures, options } = this;
    await this.settleBeside();
    this.before = await this.cloud.objects(this.client.projectId);
    await this.round('undisturbed', false);
    const { create, update, delete: remove } = figures.undisturbed;
    options.say?.(
      `undisturbed: create ${create.toFixed(0)} ms, update ${update.toFixed(0)} ms, delete ${remove.toFixed(0)} ms`,
    );
    for (let round = 1; this.killed < options.kills && figures.violations.length === 0; round += 1) {
      await this.round(`round-${round}`, true);
      options.say?.(`round ${round}: ${this.killed} kills so far`);
    }
    if (figures.violations.length === 0) figures.violations.push(...(await this.leftOver()));
    figures.violations.push(...linesThatSay(this.hearth.settings.log, DEVIATION));
    figures.seconds = (performance.now() - began) / 1000;
    return figures;
  }

  /** A stack whose objects have the names that those of every round have. It is there all the time, and the same. */
  private async settleBeside(): Promise<void> {
    const id = await this.client.create('neighbour', { template: neighbour(), timeout_mins: 10 });
    const { stack_status: status } = await this.client.settled('neighbour', id, { withinMs: 180_000, everyMs: 15 });
    if (status !== 'CREATE_COMPLETE') throw new Error(`The neighbour ended as ${status}.`);
    this.beside = ownedBy('neighbour', await this.client.resources('neighbour', id));
  }

  private async round(name: string, deadly: boolean): Promise<void> {
    let id = '';
    for (const operation of OPERATIONS) {
      const request = async () => {
        if (operation === 'create') id = await this.client.create(name, { template: thirty(0), timeout_mins: 10 });
        else if (operation === 'update') await this.client.update(name, id, { template: thirty(1), timeout_mins: 10 });
        else await this.client.delete(name, id);
      };
      const started = performance.now();
      const perform = async () => {
        await request();
        return this.client.settled(name, id, { withinMs: 180_000, everyMs: 15 });
      };
      const end = deadly ? await this.killing(operation, perform) : await perform();
      if (!deadly) this.lasting[operation] = this.figures.undisturbed[operation] = performance.now() - started;
      this.figures.operations[operation] += 1;
      await this.check(operation, name, id, `${end.stack_status} ${end.stack_status_reason}`, deadly);
      if (this.figures.violations.length > 0) return;
    }
  }

  /** Runs the operation while the process is killed, at least once unless it is over before. */
  private async killing<T>(operation: Operation, perform: () => Promise<T>): Promise<T> {
    let over = false;
    const performed = perform().finally(() => {
      over = true;
    });
    performed.catch(() => {});
    const began = performance.now();
    const duration = this.lasting[operation];
    let down = 0;
    const wanted = 1 + (this.random.chance(0.6) ? 1 : 0) + (this.random.chance(0.4) ? 1 : 0);
    let restarted = 0;
    for (let kill = 0; kill < wanted && !over && this.killed < this.options.kills; kill += 1) {
      await Promise.race([
        performed.then(
          () => {},
          () => {},
        ),
        sleep(this.random.between(0, duration)),
      ]);
      if (over) break;
      await this.hearth.kill();
      this.figures.kills[operation] += 1;
      restarted = performance.now();
      this.hearth.restart();
      await this.hearth.ready();
      this.figures.restart.push(performance.now() - restarted);
      down += performance.now() - restarted;
      restarted = performance.now();
    }
    const end = await performed;
    // A process just started is slower than one that has run for a while, and the machine may be busy: moments follow what it takes now.
    this.lasting[operation] = (duration + performance.now() - began - down) / 2;
    if (restarted > 0) this.figures.recovery.push(performance.now() - restarted);
    return end;
  }

  private async check(operation: Operation, name: string, id: string, status: string, compare: boolean): Promise<void> {
    const wrong: string[] = [];
    if (!status.startsWith(`${STATUS[operation]} `)) wrong.push(`ended as ${status}`);
    const objects = await this.cloud.objects(this.client.projectId);
    if (operation === 'delete') {
      wrong.push(...differingCounts(this.before, objects, ['trust']));
      wrong.push(...disagreements(this.beside, objects));
    } else {
      const resources = await this.client.resources(name, id);
      const state = STATUS[operation].split('_')[0];
      for (const { resource_name: resource, resource_status: is, resource_status_reason: why } of resources) {
        if (!/^(CREATE|UPDATE)_COMPLETE$/.test(is) || (state === 'CREATE' && is !== 'CREATE_COMPLETE'))
          wrong.push(`resource ${resource} is ${is}: ${why}`);
      }
      const owned = ownedBy(name, resources);
      wrong.push(...disagreements([...owned, ...this.beside], objects));
      const outputs = await this.client.outputs(name, id);
      const ids = new Map(owned.map(({ path, physicalId }) => [physicalId, path]));
      const shown = JSON.parse(JSON.stringify(outputs), (_key, value) =>
        typeof value === 'string' ? (ids.get(value) ?? value) : value,
      );
      const picture = {
        resources: owned.map(({ path, type }) => `${path} ${type}`).sort(),
        outputs: shown,
        cloud: portrait(owned, objects),
      };
      const renamed = JSON.parse(JSON.stringify(picture).replaceAll(name, 'STACK')) as unknown;
      if (compare) wrong.push(...differences(this.expected.get(operation), renamed));
      else this.expected.set(operation, renamed);
    }
    for (const line of wrong)
      this.figures.violations.push(`${operation} of ${name} (${id}), seed ${this.options.seed}: ${line}`);
  }

  /** Trusts of creates that were cut short are gone as well, after a while. */
  private leftOver(): Promise<string[]> {
    return patiently(async () => differingCounts(this.before, await this.cloud.objects(this.client.projectId)));
  }

  async close(): Promise<void> {
    await this.client.close();
    await this.hearth.kill();
  }
}
