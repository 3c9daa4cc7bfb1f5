import { rows } from './0001-rows.ts';
import { idleCredentials } from './0002-idle-credentials.ts';
import { readIndexes } from './0003-read-indexes.ts';
import { physicalIds } from './0004-physical-ids.ts';
import { calls } from './0005-calls.ts';
import { takes } from './0006-takes.ts';
import { seenRequests } from './0007-seen-requests.ts';
import { lentCredentials } from './0008-lent-credentials.ts';
import type { Migration } from './migration.ts';

/** All steps of the schema, in order. */
export const MIGRATIONS: readonly Migration[] = [
  rows,
  idleCredentials,
  readIndexes,
  physicalIds,
  calls,
  takes,
  seenRequests,
  lentCredentials,
];
