/** How the store connects to PostgreSQL, and which of its errors pass by themselves. */
import type pg from 'pg';
import { Client, types as pgTypes } from 'pg';

const INT8 = 20;

/** Counts, times and epochs stay within 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? Number : (pgTypes.getTypeParser(oid, format as 'text') as never),
};

export const CONNECT_TIMEOUT_MS = 10_000;
export const QUERY_TIMEOUT_MS = 30_000;

export function connectionOptions(url: string, name: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: name,
    types,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
  };
}

/** Connected, with the server told to notice within seconds when this machine is gone. */
export async function connect(options: pg.ClientConfig & { pipeline?: boolean }): Promise<pg.Client> {
  const client = new Client(options);
  // Without a listener the loss of an idle connection would end the process; who uses the client learns of it by 'end' or by its query.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(
      `SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3;
        SET idle_in_transaction_session_timeout = '10s'`,
    );
  } catch (error) {
    end(client);
    throw error;
  }
  return client;
}

/** Closes without waiting for a server that may not answer. */
export function end(client: pg.Client): void {
  client.end().catch(() => {});
}

/** Connection failures, shutdowns, too many clients, and conflicts between transactions. */
const PASSING_STATES = /^(08...|57P0[1-5]|53...|40001|40P01|55P03|25P03)$/;
const PASSING_CODES = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
]);
const PASSING_MESSAGES =
  /Connection terminated|timeout expired|timeout exceeded|read timeout|not queryable|Client was closed|Client has already|Connection ended|was destroyed/i;

export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: string };
  if (code !== undefined && (PASSING_STATES.test(code) || PASSING_CODES.has(code))) return true;
  if (error instanceof AggregateError) return error.errors.some(isPassing);
  return PASSING_MESSAGES.test(error.message);
}
