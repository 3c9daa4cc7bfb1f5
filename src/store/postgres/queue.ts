/**
 * Wake-ups by pg-boss: a job says that some engine should look at a stack, and is stored in the transaction that made it so. Jobs
 * carry no state; each stack waits at most once. One that gets lost is made up for by the sweep for unowned stacks.
 */
import { PgBoss } from 'pg-boss';
import type { Statement } from './bulk.ts';

const QUEUE = 'hearth-stacks';
const SCHEMA = 'hearth_queue';
/** More per fetch would hold wake-ups on a busy engine while others are idle. */
const LARGEST_FETCH = 20;
const KEEP_DONE_SECONDS = 60;

export class Queue {
  readonly #boss: PgBoss;
  /** Wake-ups fetched but not yet handed to the handler. */
  waiting = 0;

  constructor(url: string) {
    this.#boss = new PgBoss({
      connectionString: url,
      application_name: 'hearth queue',
      schema: SCHEMA,
      max: 4,
      useListenNotify: true,
      monitorIntervalSeconds: 1,
      superviseIntervalSeconds: 1,
      schedule: false,
      registerInstance: false,
    });
    // It goes on by itself; what was missed meanwhile is found by polling.
    this.#boss.on('error', () => {});
  }

  async start(): Promise<void> {
    await this.#boss.start();
    await this.#boss.createQueue(QUEUE, {
      // At most one job waiting per stack; any number being handled.
      policy: 'short',
      notify: true,
      heartbeatSeconds: 10,
      retryLimit: 3,
      retryDelay: 1,
      retryBackoff: true,
      deleteAfterSeconds: KEEP_DONE_SECONDS,
    });
  }

  /** The statement that pg-boss would run, to be run with others. */
  async enqueue(stackIds: readonly string[]): Promise<Statement[]> {
    const statements: Statement[] = [];
    await this.#boss.insert(
      QUEUE,
      stackIds.map((stackId) => ({ data: { stackId }, singletonKey: stackId })),
      {
        db: {
          executeSql: async (sql: string, parameters?: unknown[]) => {
            statements.push({ sql, parameters: parameters ?? [] });
            return { rows: [] };
          },
        },
      },
    );
    return statements;
  }

  /**
   * A batch of jobs is done once all of it is being handled: a batch that waited for its slowest stack would hold up all others.
   * Should this process die then, those stacks are without an owner, and found by the sweep.
   */
  async work(handler: (stackId: string) => Promise<void>, concurrency: number): Promise<() => Promise<void>> {
    const running = new Set<Promise<void>>();
    const start = (stackId: string) => {
      const done: Promise<void> = handler(stackId)
        .catch(() => this.#retry(stackId))
        .finally(() => running.delete(done));
      running.add(done);
    };
    const workerId = await this.#boss.work<{ stackId: string }>(
      QUEUE,
      {
        batchSize: Math.max(2, Math.min(concurrency, LARGEST_FETCH)),
        burstWhenBatchFull: true,
        pollingIntervalSeconds: 1,
        notifyPollingIntervalSeconds: 1,
      },
      async (jobs) => {
        this.waiting += jobs.length;
        for (const { data } of jobs) {
          while (running.size >= concurrency) await Promise.race(running);
          this.waiting -= 1;
          start(data.stackId);
        }
      },
    );
    return async () => {
      await this.#boss.offWork(QUEUE, { id: workerId });
      await Promise.allSettled(running);
    };
  }

  /** The handler reports its own errors; here it is only tried again a little later. */
  async #retry(stackId: string): Promise<void> {
    await this.#boss
      .send(QUEUE, { stackId }, { singletonKey: stackId, startAfter: 1 })
      // Without a database the sweep will find it.
      .catch(() => {});
  }

  async stop(): Promise<void> {
    await this.#boss.stop({ graceful: false, close: true });
  }
}
