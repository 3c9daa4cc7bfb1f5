/**
 * Files that only their owner can read. They are made so before anything is written into them: between making a file and changing its rights
 * anybody could open it. SQLite gives its logs the rights of the database beside them.
 */
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';

const OTHERS = 0o077;

export function makePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
}

/** Makes it when it is missing; one that earlier versions left open to others is closed. */
export function makePrivateDatabase(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
  for (const file of [path, `${path}-wal`, `${path}-shm`]) {
    if (existsSync(file) && (statSync(file).mode & OTHERS) !== 0) chmodSync(file, 0o600);
  }
}
