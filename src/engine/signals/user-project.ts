/** The Keystone project in which the users of a stack's resources are: one for each tree of stacks, which goes with the stack at its top. */
import { asSeen } from '../../store/conditions.ts';
import type { StackRow } from '../../store/rows.ts';
import { type Change, Stale, type Store } from '../../store/store.ts';
import type { Room } from '../room.ts';
import type { StackUsers } from './stack-users.ts';

/** How often it is tried to note something in stacks that others change meanwhile. */
const TRIES = 5;

/** The project of the whole tree, noted in the rows of this stack and of the one at the top, with which it goes. */
export async function userProject(store: Store, stack: StackRow, users: StackUsers): Promise<string> {
  if (stack.stackUserProjectId !== null) return stack.stackUserProjectId;
  const id = await users.project(projectName(stack));
  for (let attempt = 0; ; attempt++) {
    try {
      await noteProject(store, stack, id);
      break;
    } catch (error) {
      if (!(error instanceof Stale) || attempt >= TRIES) throw error;
    }
  }
  stack.stackUserProjectId = id;
  return id;
}

async function noteProject(store: Store, stack: StackRow, id: string): Promise<void> {
  const ids = [...new Set([stack.id, stack.rootId])];
  const rows = await Promise.all(ids.map((one) => store.stack(one)));
  const [own, ...above] = rows.filter((row) => row !== null).map((row) => asSeen(row));
  if (own === undefined) throw new Error(`The stack ${stack.id} is gone.`);
  const changes = [own, ...above].map(
    ({ stackId }): Change => ({ patch: 'stack', id: stackId, set: { stackUserProjectId: id } }),
  );
  await store.commit(changes, { seen: [own, ...above] });
}

/** Keystone's projects have names of at most 64 characters. */
function projectName(stack: Pick<StackRow, 'projectId' | 'rootId'>): string {
  return `${stack.projectId}-${stack.rootId}`.slice(0, 64);
}

/** The project for a tree's users goes with the stack at its top. */
export async function removeUserProject(room: Room, stack: StackRow, mayHaveOne: boolean): Promise<void> {
  const users = room.wiring.stackUsers;
  if (users === undefined || stack.parentId !== null) return;
  const noted = stack.stackUserProjectId ?? (await room.store.stack(stack.id))?.stackUserProjectId ?? null;
  // A process may have died after it made the project and before it noted it.
  const id = noted ?? (mayHaveOne ? await users.findProject(projectName(stack)) : null);
  if (id !== null) await users.removeProject(id, projectName(stack));
}
