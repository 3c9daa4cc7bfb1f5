/** What a stack can be asked to do besides being created and updated. */
import { HeatError } from '../../errors.ts';
import type { OperationKind, StackAction, StackRow } from '../../store/rows.ts';
import type { Change } from '../../store/store.ts';
import type { ValueMap } from '../../template/value.ts';
import { withSecrets } from '../model/build.ts';
import { type Asked, cancel, goBack, type Origin } from '../operations/index.ts';
import type { Caller } from '../orchestrator.ts';
import { stackEvent } from '../resource/events.ts';
import type { Room } from '../room.ts';
import { resourceData } from '../snapshots/run.ts';
import { Reading } from '../views/reading.ts';
import { askFor, askTogether, originOf } from './asking.ts';
import { actionInProgress, stackNotFound } from './refusals.ts';

export async function remove(room: Room, caller: Caller, stack: StackRow): Promise<void> {
  await takeAway(room, caller, stack, 'delete');
}

async function takeAway(room: Room, caller: Caller, stack: StackRow, kind: 'delete' | 'abandon'): Promise<void> {
  if (stack.deletedAt !== null) throw stackNotFound(stack.name);
  await askFor(room, caller, stack, async (present) => ({
    kind,
    action: 'DELETE',
    changes: present.status === 'IN_PROGRESS' && present.action !== 'DELETE' ? [cancelledEvent(room, present)] : [],
  }));
}

function cancelledEvent(room: Room, stack: StackRow): Change {
  const cancelled: StackRow = { ...stack, status: 'FAILED', reason: `Stack ${stack.action} cancelled` };
  return { put: 'event', row: stackEvent(cancelled, room.now()) };
}

const ACTIONS: Record<string, { kind: OperationKind; action: StackAction }> = {
  suspend: { kind: 'suspend', action: 'SUSPEND' },
  resume: { kind: 'resume', action: 'RESUME' },
  check: { kind: 'check', action: 'CHECK' },
};

export async function act(room: Room, caller: Caller, stack: StackRow, name: string): Promise<void> {
  if (name === 'cancel_update' || name === 'cancel_without_rollback') {
    await stop(room, caller, stack, name === 'cancel_update');
    return;
  }
  const wanted = ACTIONS[name];
  if (wanted === undefined) throw new HeatError('HTTPBadRequest', `Invalid action ${name} specified`);
  await askFor(room, caller, stack, async (present) => {
    if (present.deletedAt !== null) throw stackNotFound(present.name);
    const already = wanted.kind !== 'check' && present.action === wanted.action && present.status === 'COMPLETE';
    if (already) return null;
    if (present.status === 'IN_PROGRESS') throw actionInProgress(present);
    return wanted;
  });
}

async function stop(room: Room, caller: Caller, stack: StackRow, rollback: boolean): Promise<void> {
  const allowed: readonly StackAction[] = rollback ? ['UPDATE'] : ['UPDATE', 'CREATE'];
  const origin = originOf(caller);
  await askTogether(room, stack, async (present) => {
    if (present.status !== 'IN_PROGRESS' || !allowed.includes(present.action)) {
      throw new HeatError(
        'NotSupported',
        `Cancelling update when stack is ${present.action}_${present.status} is not supported.`,
      );
    }
    if (rollback) return [await goBack(room, present, origin)];
    return [await cancel(room, present, origin), ...(await cancelBelow(room, present, origin))];
  });
}

/** Nested stacks stop as well. */
async function cancelBelow(room: Room, stack: StackRow, origin: Origin): Promise<Asked[]> {
  const asked: Asked[] = [];
  const open = [stack.id];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const child of await room.store.children(id)) {
      if (child.deletedAt !== null) continue;
      open.push(child.id);
      if (child.status === 'IN_PROGRESS' && (child.action === 'CREATE' || child.action === 'UPDATE')) {
        asked.push(await cancel(room, child, origin));
      }
    }
  }
  return asked;
}

/** A stack with all that another Heat needs to take it over. NotSupported where the configuration does not allow it. */
export async function exportStack(room: Room, stack: StackRow): Promise<ValueMap> {
  if (!room.config.enable_stack_abandon) throw new HeatError('NotSupported', 'Stack Abandon is not supported.');
  return describe(room, stack);
}

export async function abandon(room: Room, caller: Caller, stack: StackRow): Promise<ValueMap> {
  const exported = await exportStack(room, stack);
  await takeAway(room, caller, stack, 'abandon');
  return exported;
}

export async function describe(room: Room, stack: StackRow, options: { resources?: boolean } = {}): Promise<ValueMap> {
  const definition = await room.store.definition(stack.definitionId);
  const resources: ValueMap = {};
  if (options.resources !== false) {
    const reading = await Reading.open(room, stack);
    for (const row of reading.current.values()) {
      const child = row.nestedStackId === null ? null : await room.store.stack(row.nestedStackId);
      resources[row.name] =
        child === null || child.deletedAt !== null ? resourceData(row) : await describe(room, child);
    }
  }
  return {
    name: stack.name,
    id: stack.id,
    action: stack.action,
    environment: definition === null ? {} : withSecrets(definition),
    files: definition?.files ?? {},
    status: stack.status,
    template: definition?.template ?? {},
    resources,
    project_id: stack.projectId,
    stack_user_project_id: stack.stackUserProjectId,
    tags: stack.tags,
  };
}
