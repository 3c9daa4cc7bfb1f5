/** Turns the changes of a commit into writes of records. */
import { randomUUID } from 'node:crypto';
import type { Codec } from './codec.ts';
import type { Condition } from './conditions.ts';
import type { CommitRequest } from './decisions.ts';
import type { Definitions } from './definitions.ts';
import type { Change } from './store.ts';
import {
  CREDENTIALS,
  DUES,
  EVENTS,
  HOOKS,
  OPERATIONS,
  RESOURCES,
  SIGNALS,
  SNAPSHOTS,
  STACKS,
  type Table,
} from './tables.ts';

type Kind = Exclude<Extract<Change, { put: string }>['put'], 'definition'>;

const TABLES: Record<Kind, Table> = {
  stack: STACKS,
  resource: RESOURCES,
  event: EVENTS,
  operation: OPERATIONS,
  snapshot: SNAPSHOTS,
  credentials: CREDENTIALS,
  hook: HOOKS,
  signal: SIGNALS,
  due: DUES,
};

/** Members that a patch may not touch: identity, and ownership, which only acquire and release change. */
const NOT_PATCHED: ReadonlySet<string> = new Set(['id', 'stackId', 'epoch', 'takes', 'engineId']);

export function commitRequest(
  changes: readonly Change[],
  condition: Condition | 'apart',
  codec: Codec,
  definitions: Definitions,
): CommitRequest {
  const request: CommitRequest = {
    kind: 'commit',
    rows: [],
    reached: [],
    wakes: [],
    changed: [],
    unknownStacks: false,
    condition,
  };
  const changed = new Set<string>();
  const fence = condition !== 'apart' && 'fence' in condition ? condition.fence : undefined;
  if (fence) changed.add(fence.stackId);
  for (const change of changes) {
    if ('wake' in change) {
      request.wakes.push(change.wake);
    } else if ('reached' in change) {
      request.reached.push(change);
      changed.add(change.stackId);
    } else if ('clear' in change) {
      request.rows.push({ table: HOOKS, id: change.id, kind: 'patch', record: { state: 'cleared' } });
      request.unknownStacks ||= !fence;
    } else if ('put' in change) {
      if (change.put === 'definition') {
        request.rows.push(...definitions.writes(change.row));
        changed.add(change.row.stackId);
        continue;
      }
      const table = TABLES[change.put];
      // An event without an id gets one, here: a batch that is written twice must not tell it twice.
      const id = change.row.id || randomUUID();
      request.rows.push({ table, id, kind: 'put', record: codec.encodeWhole(table, { ...change.row, id }, id) });
      if (change.put === 'stack') changed.add(id);
      else if ('stackId' in change.row) changed.add(change.row.stackId);
    } else if ('patch' in change) {
      const table = TABLES[change.patch];
      const record = codec.encode(table, change.set, change.id, NOT_PATCHED);
      request.rows.push({ table, id: change.id, kind: 'patch', record });
      if (change.patch === 'stack') changed.add(change.id);
      // A fenced commit is about the stack it is fenced by; others have to ask whose row it was.
      else request.unknownStacks ||= table.stackColumn !== null && !fence;
    } else {
      const table = TABLES[change.remove];
      request.rows.push({ table, id: change.id, kind: 'remove' });
      request.unknownStacks ||= table.stackColumn !== null && !fence;
    }
  }
  checkCovered(changes, condition);
  request.changed = [...changed];
  return request;
}

/** A condition on one stack says nothing about the rows of another. */
function checkCovered(changes: readonly Change[], condition: Condition | 'apart'): void {
  if (condition === 'apart') return;
  const covered = new Set('reclaimed' in condition ? [] : condition.seen?.map(({ stackId }) => stackId));
  if ('fence' in condition) covered.add(condition.fence.stackId);
  for (const change of changes) {
    if ('put' in change && change.put === 'stack' && covered.has(change.row.parentId ?? '')) covered.add(change.row.id);
    const stackId = stackOf(change);
    if (stackId !== null && !covered.has(stackId)) {
      throw new Error(`A commit changes stack ${stackId}, of which its condition says nothing.`);
    }
  }
}

/** The stack whose rows are changed, where the change says so and a condition is needed. */
function stackOf(change: Change): string | null {
  if ('reached' in change) return change.stackId;
  if ('patch' in change) return change.patch === 'stack' ? change.id : null;
  if (!('put' in change)) return null;
  switch (change.put) {
    case 'stack':
      return change.row.id;
    case 'event':
    case 'signal':
    case 'credentials':
      return null;
    default:
      return change.row.stackId;
  }
}
