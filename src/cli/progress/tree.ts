/** A stack with all that is in it, nested stacks below the resources that own them: read once, drawn by `lines.ts`. */
import type { ResourceRow, StackRow } from '../../store/rows.ts';
import type { Store } from '../../store/store.ts';

export interface Branch {
  row: ResourceRow;
  below: Branch[];
}

export interface StackTree {
  stack: StackRow;
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
  return { stack, branches: branchesOf(stackId) };
}

/** All resources, parents before what is below them. */
export function* walk(branches: readonly Branch[], depth = 0): Generator<{ row: ResourceRow; depth: number }> {
  for (const { row, below } of branches) {
    yield { row, depth };
    yield* walk(below, depth + 1);
  }
}
