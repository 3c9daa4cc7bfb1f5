import { rows } from './0001-rows.ts';
import type { Migration } from './migration.ts';

/** All steps of the schema, in order. */
export const MIGRATIONS: readonly Migration[] = [rows];
