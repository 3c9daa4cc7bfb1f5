/** The program's end of the database thread. */
import { Worker } from 'node:worker_threads';
import type { DatabaseRecord } from '../codec.ts';
import { unavailable } from '../unavailable.ts';
import type { Answer, More, Rows, Step, ThreadOptions } from './protocol.ts';

/** What a thread does is short-lived: more room for garbage does not make it faster. */
const YOUNG_MB = 6;

/** What SQLite said; `errcode` is its (extended) result code. */
export class SqliteError extends Error {
  readonly errcode: number | null;
  constructor(message: string, errcode: number | null) {
    super(message);
    this.name = 'SqliteError';
    this.errcode = errcode;
  }
}

interface Pending {
  /** What has come so far. */
  results: DatabaseRecord[][];
  resolve(results: DatabaseRecord[][]): void;
  reject(error: Error): void;
}

export class Thread {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #next = 1;
  #failure: Error | null = null;
  #closing = false;
  readonly #ended: Promise<void>;
  onFailure: (() => void) | null = null;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (answer: Answer) => this.#answered(answer));
    worker.on('error', (error) => this.#fail(error as Error));
    this.#ended = new Promise((resolve) => {
      worker.on('exit', () => {
        this.#fail(new Error('The database thread has ended.'));
        resolve();
      });
    });
  }

  /** Throws when the file can't be opened or, with a lock file, when another process holds it. */
  static async start(options: ThreadOptions): Promise<Thread> {
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const worker = new Worker(new URL(`./worker.${extension}`, import.meta.url), {
      workerData: options,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    await new Promise<void>((resolve, reject) => {
      worker.once('message', () => resolve());
      worker.once('error', reject);
    });
    return new Thread(worker);
  }

  async query(sql: string, parameters: readonly (string | number | null)[] = []): Promise<DatabaseRecord[]> {
    const [rows] = await this.run([{ sql, rows: [parameters], returns: true }], false);
    return rows ?? [];
  }

  run(steps: readonly Step[], transaction: boolean): Promise<DatabaseRecord[][]> {
    if (this.#failure || this.#closing) {
      return Promise.reject(unavailable(this.#failure ?? new Error('The store is closed.')));
    }
    return new Promise((resolve, reject) => {
      const id = this.#next++;
      this.#pending.set(id, { results: [], resolve, reject });
      this.#worker.postMessage({ id, steps, transaction });
    });
  }

  async close(): Promise<void> {
    this.#closing = true;
    if (!this.#failure) this.#worker.postMessage('close');
    await this.#ended;
  }

  #answered(answer: Answer): void {
    const pending = this.#pending.get(answer.id);
    if (pending === undefined) return;
    if ('results' in answer) {
      for (const [index, rows] of answer.results.entries()) {
        const records = recordsOf(rows);
        const before = pending.results[index];
        if (before === undefined) pending.results.push(records);
        else for (const record of records) before.push(record);
      }
      if (answer.more) {
        // Others have their turn between two parts.
        setImmediate(() => this.#worker.postMessage({ more: answer.id } satisfies More));
        return;
      }
    }
    this.#pending.delete(answer.id);
    if ('results' in answer) pending.resolve(pending.results);
    else pending.reject(new SqliteError(answer.error.message, answer.error.errcode));
  }

  #fail(error: Error): void {
    if (this.#failure) return;
    this.#failure = error;
    for (const { reject } of this.#pending.values()) reject(unavailable(error));
    this.#pending.clear();
    if (!this.#closing) this.onFailure?.();
  }
}

function recordsOf({ columns, rows }: Rows): DatabaseRecord[] {
  return rows.map((row) => {
    const record: DatabaseRecord = {};
    for (let index = 0; index < columns.length; index++) record[columns[index] as string] = row[index] ?? null;
    return record;
  });
}
