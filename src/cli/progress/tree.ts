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
