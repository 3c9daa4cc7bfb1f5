/** After the chaos: does the model agree with the cloud, to the last object? */
import type { Objects } from '../cloud.ts';
import { differingCounts, disagreements, type Owned } from '../ledger.ts';
import { patiently } from '../patience.ts';
import { looseEnds } from './links.ts';
import type { World } from './world.ts';

interface Row {
  stack_name: string;
  stack_id: string;
  project_id: string;
  id: string;
  name: string;
  type: string;
  physical_id: string | null;
  action: string;
  status: string;
  reason: string;
  replaces: string | null;
  replaced_by: string | null;
  stack_action: string;
  stack_status: string;
}

const ROWS = `SELECT s.name AS stack_name, s.id AS stack_id, s.project_id, r.id, r.name, r.type, r.physical_id, r.action, r.status, r.reason,
  r.replaces, r.replaced_by, s.action AS stack_action, s.status AS stack_status
  FROM resources r JOIN stacks s ON s.id = r.stack_id WHERE s.deleted_at IS NULL ORDER BY s.name, r.name`;

/** Everything wrong with the stacks as they are; nothing may be in progress. */
export async function judge(world: World): Promise<string[]> {
  const found: string[] = [];
  const rows = await world.query<Row>(ROWS);
  const restless = await world.query<{ id: string; name: string; action: string; engine_id: string | null }>(
    `SELECT id, name, action, engine_id FROM stacks WHERE status = 'IN_PROGRESS' AND deleted_at IS NULL`,
  );
  for (const { id, name, action, engine_id: engine } of restless)
    found.push(`in progress still: ${name} (${id}) ${action}, engine ${engine}`);
  for (const client of world.clients) {
    const own = rows.filter((row) => row.project_id === client.projectId);
    const owned: Owned[] = own.flatMap(
      ({ stack_name: stack, id, name, type, physical_id: physicalId, action, status }) =>
        physicalId === null
          ? []
          : [
              {
                stack,
                path: `${name} [row ${id}, ${action}_${status}]`,
                type,
                physicalId,
                going: action === 'DELETE' && status === 'FAILED',
              },
            ],
    );
    const objects = await world.cloud.objects(client.projectId);
    for (const line of disagreements(owned, objects)) found.push(`${line}${evidence(line, own)}`);
    found.push(...unfinished(own));
    const whole = own.filter(
      ({ stack_status, stack_action }) => stack_status === 'COMPLETE' && stack_action !== 'DELETE',
    );
    const linked = whole.map(({ stack_name: stack, name, physical_id: physicalId, status }) => ({
      stack,
      name,
      physicalId,
      status,
    }));
    found.push(...looseEnds(linked, objects));
  }
  return found;
}

/** Nothing is in progress; a stack that is COMPLETE has each resource once, and each is COMPLETE. */
function unfinished(rows: readonly Row[]): string[] {
  const found: string[] = [];
  for (const { stack_name: stack, name, action, status } of rows)
    if (status === 'IN_PROGRESS') found.push(`in progress still: ${stack} ${name} ${action}_${status}`);
  const seen = new Set<string>();
  for (const row of rows) {
    if (row.stack_status !== 'COMPLETE' || !['CREATE', 'UPDATE', 'ROLLBACK', 'RESTORE'].includes(row.stack_action))
      continue;
    const key = `${row.stack_id} ${row.name}`;
    if (seen.has(key))
      found.push(
        `two rows: ${row.stack_name} ${row.name} in a stack that is ${row.stack_action}_COMPLETE: ${JSON.stringify(row)}`,
      );
    seen.add(key);
    if (row.status !== 'COMPLETE' && row.action !== 'CHECK')
      found.push(
        `${row.stack_name} ${row.name} is ${row.action}_${row.status} in a stack that is ${row.stack_action}_COMPLETE: ${row.reason}`,
      );
  }
  return found;
}

/** Rows of the stack that an object's name speaks of. */
function evidence(line: string, rows: readonly Row[]): string {
  const name = /"name":"([^"]+)-[a-z0-9]{12}"/.exec(line)?.[1];
  if (name === undefined) return '';
  const near = rows.filter((row) => name.startsWith(row.stack_name) && name.endsWith(row.name));
  return `\n    rows: ${JSON.stringify(near)}`;
}

/** What is left of the projects' objects, compared with what was there before. Trusts of requests that were cut short take their time to go. */
export async function leftOver(world: World, before: ReadonlyMap<string, Objects>): Promise<string[]> {
  const found = await patiently(async () => {
    const lines: string[] = [];
    for (const { projectId } of world.clients) {
      lines.push(...differingCounts(before.get(projectId) ?? {}, await world.cloud.objects(projectId)));
    }
    return lines;
  });
  const rows = await world.query<{ stack_id: string; name: string; type: string }>(
    'SELECT stack_id, name, type FROM resources LIMIT 20',
  );
  return [
    ...found.map((line) => `left over after everything was deleted: ${line}`),
    ...rows.map((row) => `a resource's row is left after everything was deleted: ${JSON.stringify(row)}`),
  ];
}

/** Signals that were heard more often than they were sent, or not at all, by the events of those who heard them. */
export async function miscounted(
  world: World,
  signalled: readonly { stackId: string; mark: string; sent: number }[],
): Promise<string[]> {
  const left = await world.query<{ stack_id: string; resource_name: string }>(
    'SELECT stack_id, resource_name FROM signals',
  );
  const events = await world.query<{ stack_id: string; mark: string; count: string }>(
    `SELECT stack_id, substring(reason from 'signal-[0-9]+') AS mark, count(*) AS count FROM events
      WHERE action = 'SIGNAL' AND reason LIKE 'Signal: %' GROUP BY 1, 2`,
  );
  const heard = new Map(events.map(({ stack_id, mark, count }) => [`${stack_id} ${mark}`, Number(count)]));
  const wrong = signalled.flatMap(({ stackId, mark, sent }) => {
    const count = heard.get(`${stackId} ${mark}`) ?? 0;
    return count >= 1 && count <= sent
      ? []
      : [`${mark} of stack ${stackId} was sent ${sent} times and heard ${count} times`];
  });
  return [...left.map((row) => `a signal was never taken: ${JSON.stringify(row)}`), ...wrong];
}
