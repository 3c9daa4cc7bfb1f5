/** Events as the API shows them, of a stack or of a tree of stacks. */
import type { StackRow } from '../../store/rows.ts';
import type { EventFilter, Page } from '../../store/store.ts';
import type { EventView } from '../orchestrator.ts';
import type { Room } from '../room.ts';

export async function listEvents(
  room: Room,
  stack: StackRow,
  filter: EventFilter,
  page: Page,
  options: { nestedDepth: number },
): Promise<EventView[]> {
  const stacks = new Map([[stack.id, stack]]);
  const depth = Math.min(options.nestedDepth, room.config.max_nested_stack_depth);
  if (depth > 0) await collect(room, stack, depth, stacks);
  const scope = stacks.size === 1 ? { stackId: stack.id } : { stackIds: [...stacks.keys()] };
  const rows = await room.store.events({ ...filter, ...scope }, page);
  return rows.map((row) => ({ row, stack: stacks.get(row.stackId) ?? stack }));
}

async function collect(room: Room, stack: StackRow, depth: number, into: Map<string, StackRow>): Promise<void> {
  // Of a whole tree, one read is enough.
  const tree = stack.id === stack.rootId ? await room.store.tree(stack.rootId, depth) : null;
  if (tree !== null) {
    for (const row of tree) into.set(row.id, row);
    return;
  }
  for (const child of await room.store.children(stack.id)) {
    into.set(child.id, child);
    if (depth > 1) await collect(room, child, depth - 1, into);
  }
}
