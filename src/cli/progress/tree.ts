/** A stack with all that is in it, nested stacks below the resources that own them: read once, drawn by `lines.ts`. */
import type { ResourceRow, StackRow } from '../../store/rows.ts';
import type { Store } from '../../store/store.ts';

export interface Branch {
  row: ResourceRow;
  below: Branch[];
}

/** The last operation's time; milliseconds since the epoch. */
export interface Span {
  began: number;
  /** Null while it goes on. */
  ended: number | null;
}

export interface StackTree {
  stack: StackRow;
  /** Of the stack's last operation, not of its life. */
  span: Span;
  branches: Branch[];
}

/** Null when there is no such stack. */
export async function readTree(store: Store, stackId: string): Promise<StackTree | null> {
  const stack = await store.stack(stackId);
  if (stack === null) return null;
  const stacks = await store.tree(stack.rootId);
  const rows = new Map<string, ResourceRow[]>();
  await Promise.all(stacks.map(async ({ id }) => rows.set(id, await store.resources(id))));
  const branchesOf = (id: string): Branch[] =>
    (rows.get(id) ?? [])
      .toSorted((a, b) => a.createdAt - b.createdAt || (a.name < b.name ? -1 : 1))
      .map((row) => ({ row, below: row.nestedStackId === null ? [] : branchesOf(row.nestedStackId) }));
  return { stack, span: await lastSpan(store, stack), branches: branchesOf(stackId) };
}

async function lastSpan(store: Store, { operationId, createdAt, updatedAt, status }: StackRow): Promise<Span> {
  const operation = operationId === null ? null : await store.operation(operationId);
  const began = operation?.createdAt ?? updatedAt ?? createdAt;
  // A failed stack may have resources that still come to their end.
  return { began, ended: status === 'IN_PROGRESS' ? null : (operation?.endedAt ?? null) };
}

export function secondsOf({ began, ended }: Span, now: number): number {
  return Math.max(0, ((ended ?? now) - began) / 1000);
}

export interface Entry {
  row: ResourceRow;
  depth: number;
  /** Names from the top, `servers.0.volume`. */
  path: string;
}

/** All resources, parents before what is below them. */
export function* walk(branches: readonly Branch[], above: readonly string[] = []): Generator<Entry> {
  for (const { row, below } of branches) {
    const names = [...above, row.name];
    yield { row, depth: above.length, path: names.join('.') };
    yield* walk(below, names);
  }
}
