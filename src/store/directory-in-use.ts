/**
 * A data directory serves one process at a time. Who has it is noted beside the database, so that whoever comes second can say whom to
 * wait for; what counts is the lock, which goes with the process that holds it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

interface Holder {
  /** The command that it runs, `hearth up web`. */
  purpose: string;
  pid: number;
  host: string;
  since: string;
}

function fileOf(dataDir: string): string {
  return join(dataDir, 'hearth.holder');
}

/** To be called by the process that has the lock. */
export function noteHolder(dataDir: string, purpose: string): void {
  const holder: Holder = { purpose, pid: process.pid, host: hostname(), since: new Date().toISOString() };
  writeFileSync(fileOf(dataDir), `${JSON.stringify(holder)}\n`, { mode: 0o600 });
}

/** In words; the note may be missing, or not be whole yet. */
function holderOf(dataDir: string): string {
  try {
    const { purpose, pid, host, since } = JSON.parse(readFileSync(fileOf(dataDir), 'utf8')) as Holder;
    return `\`${purpose}\` (process ${pid} on ${host}, since ${since})`;
  } catch {
    return 'another Hearth process';
  }
}

export class DirectoryInUse extends Error {
  constructor(dataDir: string, options: ErrorOptions) {
    super(
      `The data directory ${dataDir} is in use by ${holderOf(dataDir)}. Wait for it or end it, or name another directory; several processes can share PostgreSQL.`,
      options,
    );
  }
}
