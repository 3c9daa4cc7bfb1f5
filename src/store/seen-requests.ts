/** Requests that are to be served once, by whichever process: each is claimed by its digest, until the time after which nobody takes it any more. */
import { randomUUID } from 'node:crypto';
import type { Database } from './database.ts';

export interface SeenRequest {
  digest: string;
  /** Digest of whose it is. */
  signer: string;
  /** Milliseconds since the epoch. */
  until: number;
}

export interface ClaimOptions {
  now?: number;
  most?: number;
}

/** `first`: nobody had it; `seen`: somebody had; `too many` of this signer are remembered. */
export type Claimed = 'first' | 'seen' | 'too many';

/** For each signer, so that nobody can fill the table for others. */
const MOST_OF_A_SIGNER = 5_000;

export async function claimRequest(
  database: Database,
  { digest, signer, until }: SeenRequest,
  { now = Date.now(), most = MOST_OF_A_SIGNER }: ClaimOptions,
): Promise<Claimed> {
  await sweep(database, now);
  const [held] = await database.query(
    `SELECT count(*) AS count FROM (SELECT 1 FROM seen_requests WHERE signer = $1 AND until >= $2 LIMIT $3) AS held`,
    [signer, now, most],
  );
  if (Number(held?.count) >= most) return 'too many';
  // A lost connection may make the statements run twice: whose the row is says the claim, not whether it was written.
  const claim = randomUUID();
  const [row] = await database.together([
    {
      sql: `INSERT INTO seen_requests (digest, signer, claim, until) VALUES ($1, $2, $3, $4)
        ON CONFLICT (digest) DO UPDATE SET claim = excluded.claim, until = excluded.until WHERE seen_requests.until < $5`,
      parameters: [digest, signer, claim, until, now],
    },
    { sql: 'SELECT claim FROM seen_requests WHERE digest = $1', parameters: [digest] },
  ]);
  return row?.claim === claim ? 'first' : 'seen';
}

const SWEEP_MS = 60_000;
const swept = new WeakMap<Database, number>();

/** Those that ended go now and then; nobody waits for them to be gone. */
async function sweep(database: Database, now: number): Promise<void> {
  if (now < (swept.get(database) ?? 0) + SWEEP_MS) return;
  swept.set(database, now);
  await database.query('DELETE FROM seen_requests WHERE until < $1', [now]);
}

/** It was not served after all. */
export async function forgetRequest(database: Database, digest: string): Promise<void> {
  await database.query('DELETE FROM seen_requests WHERE digest = $1', [digest]);
}
