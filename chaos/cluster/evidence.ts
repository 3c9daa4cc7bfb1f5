/** What is kept of a run in which something was wrong: the database's account of every stack, beside the logs of all processes. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from './world.ts';

const TABLES = {
  stacks: 'SELECT * FROM stacks ORDER BY created_at',
  operations: 'SELECT id, stack_id, kind, state, created_at, started_at, ended_at FROM operations ORDER BY created_at',
  resources: `SELECT id, stack_id, name, type, physical_id, physical_name, action, status, reason, replaces, replaced_by, definition_id,
    created_at, started_at FROM resources ORDER BY stack_id, name`,
  events: `SELECT seq, stack_id, resource_name, physical_id, action, status, reason, created_at FROM events ORDER BY seq`,
} as const;

export async function keepEvidence(world: World): Promise<void> {
  for (const [table, statement] of Object.entries(TABLES)) {
    const rows = await world.query(statement);
    const lines = rows.map((row) => JSON.stringify(row)).join('\n');
    writeFileSync(join(world.folder, `${table}.jsonl`), `${lines}\n`);
  }
}
