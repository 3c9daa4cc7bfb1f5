/**
 * Tells other processes which stacks a transaction changed: one NOTIFY per transaction (a NOTIFY per change was measured to cost a factor of
 * 6.8), several only when the ids don't fit into one payload.
 */
import type pg from 'pg';
import type { Statement } from './bulk.ts';
import { connect, connectionOptions, end, isPassing } from './connection.ts';
import { patiently } from './patience.ts';

const CHANNEL = 'hearth_changes';
const ASK_EVERY_MS = 5_000;
/** PostgreSQL refuses payloads of 8,000 bytes. */
const PAYLOAD_BYTES = 7_900;

/** Payload: the writer's id, then ids of stacks, separated by spaces. */
export function notifications(writerId: string, changed: ReadonlySet<string>): Statement[] {
  const payloads: string[] = [];
  let payload = writerId;
  for (const id of changed) {
    if (payload.length + id.length + 1 > PAYLOAD_BYTES) {
      payloads.push(payload);
      payload = writerId;
    }
    payload += ` ${id}`;
  }
  if (payload !== writerId) payloads.push(payload);
  if (payloads.length === 0) return [];
  return [{ sql: `SELECT pg_notify('${CHANNEL}', p) FROM unnest($1::text[]) AS p`, parameters: [payloads] }];
}

export class ChangesChannel {
  readonly #options: pg.ClientConfig;
  readonly #ownId: string;
  readonly #signal: AbortSignal;
  #tell: (stackIds: ReadonlySet<string>) => void = () => {};
  #client: pg.Client | null = null;

  constructor(url: string, ownId: string, signal: AbortSignal) {
    this.#options = { ...connectionOptions(url, 'hearth listener'), query_timeout: ASK_EVERY_MS };
    this.#ownId = ownId;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#client && end(this.#client), { once: true });
  }

  onChange(listener: (stackIds: ReadonlySet<string>) => void): void {
    this.#tell = listener;
  }

  /** Listens until the signal is aborted, over any number of connections. */
  async start(): Promise<void> {
    const client = await connect(this.#options);
    client.on('notification', ({ payload = '' }) => {
      const [writer, ...stackIds] = payload.split(' ');
      if (writer !== this.#ownId) this.#tell(new Set(stackIds));
    });
    await client.query(`LISTEN ${CHANNEL}`);
    this.#client = client;
    if (this.#signal.aborted) return end(client);
    // A listener only waits: without asking it would not notice that the other end is gone.
    const asking = setInterval(() => {
      client.query('SELECT 1').catch(() => end(client));
    }, ASK_EVERY_MS).unref();
    client.once('end', () => {
      clearInterval(asking);
      this.#again();
    });
  }

  #again(): void {
    // Forever: without it the process would only be slower to learn, but it must not stay so.
    patiently(() => this.start(), Number.POSITIVE_INFINITY, this.#signal)
      .then(() => this.#tell(new Set(['*'])))
      .catch((error) => {
        if (!this.#signal.aborted && !isPassing(error)) setTimeout(() => this.#again(), 1_000).unref();
      });
  }
}
