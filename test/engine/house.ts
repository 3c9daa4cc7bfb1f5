/** A whole engine room on a database in memory, for tests: request side, one engine, a fake cloud. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe } from 'vitest';
import {
  configuration,
  createOrchestrator,
  type Engine,
  type EngineWiring,
  type Orchestrator,
  startEngine,
} from '../../src/engine/index.ts';
import type { Caller, StackRequest } from '../../src/engine/orchestrator.ts';
import { openStore, type StoreOptions } from '../../src/store/open.ts';
import type { EventRow, ResourceRow, StackRow } from '../../src/store/rows.ts';
import type { Store } from '../../src/store/store.ts';
import { baseRegistry } from '../../src/template/environment/index.ts';
import type { Value, ValueMap } from '../../src/template/value.ts';
import { testDatabase } from '../store/postgres.ts';
import { FakeCloud, fakeCatalogue } from './fakes.ts';

const KEY = 'a key of the tests, 32 bytes long';

let database: 'sqlite' | 'postgres' = 'sqlite';

/** The one that the suite runs on. */
export const currentDatabase = () => database;

/** What runs thousands of times is content with one. */
const DATABASES = (process.env['HEARTH_TEST_DATABASES'] ?? 'sqlite,postgres').split(',') as (typeof database)[];

/** Runs a suite on both databases, each house with one of its own. */
export function onBothDatabases(title: string, suite: () => void): void {
  describe.each(DATABASES)(`${title} (%s)`, (engine) => {
    beforeAll(() => {
      database = engine;
    });
    afterAll(() => {
      database = 'sqlite';
    });
    suite();
  });
}

async function openDatabase(): Promise<{ options: StoreOptions; drop(): Promise<void> }> {
  if (database === 'sqlite') return { options: { dataDir: ':memory:', encryptionKey: KEY }, drop: async () => {} };
  const { url, drop } = await testDatabase();
  return { options: { databaseUrl: url, encryptionKey: KEY }, drop };
}

/** Actions that lead to a definition. */
const LEADING: ReadonlySet<string> = new Set(['CREATE', 'ADOPT', 'UPDATE', 'ROLLBACK', 'RESTORE']);

export class House {
  readonly store: Store;
  readonly fake: FakeCloud;
  readonly wiring: EngineWiring;
  readonly orchestrator: Orchestrator;
  readonly complaints: unknown[] = [];
  /** What became something else than its plan said; none is borne. */
  readonly deviations: string[] = [];
  engines: Engine[] = [];
  private drop: () => Promise<void> = async () => {};

  private constructor(store: Store, fake: FakeCloud, options: Record<string, Value>, more: Partial<EngineWiring>) {
    this.store = store;
    this.fake = fake;
    this.wiring = this.wire(options, more);
    this.orchestrator = createOrchestrator(this.wiring);
  }

  wire(options: Record<string, Value> = {}, more: Partial<EngineWiring> = {}): EngineWiring {
    const catalogue = fakeCatalogue(this.fake);
    const note = (about: object, message: string) => {
      this.complaints.push({ ...about, message });
    };
    return {
      store: this.store,
      catalogue,
      registry: baseRegistry(catalogue),
      templateType: () => {
        throw new Error('no template types here');
      },
      questions: { constraint: async () => null, lookup: async (_cloud, _rule, value) => value },
      cloudFor: () => this.fake.cloud,
      credentials: {
        intend: () => ({ kind: 'configured' }),
        sharing: async () => null,
        stillGranted: async () => true,
        acquire: async (_caller, { content }) => content,
        release: async () => {},
      },
      config: configuration({ action_retry_limit: 0, retry_delay: 5, late_call_grace: 0, ...options }),
      log: { debug: () => {}, info: () => {}, warn: note, error: note },
      ...more,
      observer: {
        ...more.observer,
        deviation: ({ stack, resource, planned, fate }) =>
          this.deviations.push(`${resource} of ${stack.name}: ${fate}, planned ${planned.join(' or ')}`),
      },
    };
  }

  static async open(
    options: Record<string, Value> = {},
    more: Partial<EngineWiring> & { engine?: boolean } = {},
  ): Promise<House> {
    const { options: place, drop } = await openDatabase();
    const store = await openStore(place);
    const { engine = true, ...rest } = more;
    const house = new House(store, new FakeCloud(), options, rest);
    house.drop = drop;
    if (engine) house.engines.push(await startEngine(house.wiring));
    return house;
  }

  private closed = false;

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    for (const engine of this.engines) await engine.stop();
    await this.store.close();
    await this.drop();
    if (this.deviations.length > 0) throw new Error(`not what the plan said: ${this.deviations.join('; ')}`);
  }

  caller(more: Partial<Caller> = {}): Caller {
    return {
      projectId: 'p',
      userId: 'u',
      userName: 'user',
      roles: ['member'],
      isAdmin: false,
      requestId: 'req-1',
      cloud: this.fake.cloud,
      ...more,
    };
  }

  async create(
    resources: ValueMap,
    request: Partial<StackRequest> & { outputs?: ValueMap; body?: ValueMap } = {},
  ): Promise<string> {
    const { outputs, body, ...rest } = request;
    const { stackId } = await this.orchestrator.create(this.caller(), {
      stackName: `s-${randomUUID().slice(0, 8)}`,
      template: template(resources, { ...(outputs === undefined ? {} : { outputs }), ...body }),
      ...rest,
    });
    return stackId;
  }

  async update(
    id: string,
    resources: ValueMap,
    request: Partial<StackRequest> & { outputs?: ValueMap } = {},
  ): Promise<void> {
    const { outputs, ...rest } = request;
    await this.orchestrator.update(this.caller(), await this.stack(id), {
      template: template(resources, outputs === undefined ? {} : { outputs }),
      ...rest,
    });
  }

  async delete(id: string): Promise<void> {
    await this.orchestrator.delete(this.caller(), await this.stack(id));
  }

  async stack(id: string): Promise<StackRow> {
    const stack = await this.store.stack(id);
    if (stack === null) throw new Error(`no stack ${id}`);
    return stack;
  }

  /** The state in which the stack comes to rest. */
  async rest(id: string, timeout = 15_000): Promise<string> {
    const until = Date.now() + timeout;
    for (;;) {
      const stack = await this.stack(id);
      const operation = stack.operationId === null ? null : await this.store.operation(stack.operationId);
      const over = operation === null || ['done', 'failed', 'superseded'].includes(operation.state);
      if (stack.status !== 'IN_PROGRESS' && over) {
        if (LEADING.has(stack.action) && stack.status === 'COMPLETE') await this.checkRows(stack);
        return `${stack.action}_${stack.status}`;
      }
      if (Date.now() > until)
        throw new Error(
          `${stack.name} is still ${stack.action}_${stack.status}: ${stack.reason}; ${JSON.stringify(this.complaints)}`,
        );
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Whatever happened on the way: once a definition is reached, exactly one row is left for each resource, in nested stacks as well. */
  private async checkRows(stack: StackRow): Promise<void> {
    for (const { id, status } of await this.store.tree(stack.rootId)) {
      const names = status === 'COMPLETE' ? (await this.store.resources(id)).map(({ name }) => name) : [];
      const twice = names.filter((name, index) => names.indexOf(name) !== index);
      if (twice.length > 0) throw new Error(`rows stay behind in ${stack.name}: ${twice.join(', ')}`);
    }
  }

  async reason(id: string): Promise<string> {
    return (await this.stack(id)).reason;
  }

  async rows(id: string): Promise<Record<string, ResourceRow>> {
    return Object.fromEntries((await this.store.resources(id)).map((row) => [row.name, row]));
  }

  async states(id: string): Promise<Record<string, string>> {
    return Object.fromEntries((await this.store.resources(id)).map((row) => [row.name, `${row.action}_${row.status}`]));
  }

  signal(id: string, resource: string, details: Value = null): Promise<void> {
    return this.stack(id).then((stack) => this.orchestrator.signal(this.caller(), stack, resource, details));
  }

  /** What a `Fake::Ear` heard, once nothing is left to hear for its stack. */
  async heard(id: string, resource: string): Promise<{ heard: Value[]; due: Value[] }> {
    await this.until(async () => (await this.store.signals(id)).length === 0);
    const { heard = [], due = [] } = (await this.rows(id))[resource]?.metadata ?? {};
    return { heard: heard as Value[], due: due as Value[] };
  }

  async until(over: () => Promise<boolean>, timeout = 15_000): Promise<void> {
    const until = Date.now() + timeout;
    while (!(await over())) {
      if (Date.now() > until) throw new Error(`that does not come to be; ${JSON.stringify(this.complaints)}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async events(id: string): Promise<string[]> {
    const events: EventRow[] = await this.store.events({ stackId: id, sortDir: 'asc' }, {});
    const { name } = await this.stack(id);
    return events.map(
      (event) => `${event.resourceName === name ? 'stack' : event.resourceName} ${event.action}_${event.status}`,
    );
  }
}

export function template(resources: ValueMap, more: ValueMap = {}): ValueMap {
  return { heat_template_version: '2021-04-16', resources, ...more };
}

export function thing(properties: ValueMap = {}, more: ValueMap = {}): ValueMap {
  return { type: 'Fake::Thing', properties, ...more };
}

export function ear(properties: ValueMap = {}, more: ValueMap = {}): ValueMap {
  return { type: 'Fake::Ear', properties, ...more };
}

export function nest(resources: ValueMap): ValueMap {
  return { type: 'Fake::Nest', properties: { template: JSON.stringify(template(resources)) } };
}

export function note(properties: ValueMap = {}, more: ValueMap = {}): ValueMap {
  return { type: 'Fake::Note', properties, ...more };
}
