/**
 * Breakpoints: a resource for which the environment sets a hook pauses there until a signal clears it. The pause is a row, so it outlives
 * processes; a cleared hook stays noted until the operation ends, so that a run which takes over does not pause again.
 */
import { randomUUID } from 'node:crypto';
import type { HookRow, ResourceRow } from '../../store/rows.ts';
import { resourceEvent } from '../resource/events.ts';
import type { StackRun } from './stack-run.ts';

const ACTIONS: Record<string, string> = { create: 'CREATE', update: 'UPDATE', delete: 'DELETE' };

/** @throws Dropped */
export async function passHook(
  run: StackRun,
  name: string,
  row: ResourceRow,
  hook: HookRow['hook'],
  free: () => void,
): Promise<void> {
  if (!run.hooksOf(name).has(hook)) return;
  const key = `${name}/${hook}`;
  let reached = run.hooks.get(key);
  if (reached === undefined) {
    reached = {
      id: randomUUID(),
      stackId: run.stack.id,
      resourceName: name,
      hook,
      state: 'waiting',
      createdAt: run.now(),
    };
    run.hooks.set(key, reached);
    run.journal.add({ put: 'hook', row: reached });
    const action = ACTIONS[hook.slice(hook.indexOf('-') + 1)] ?? '';
    const reason = `${action} paused until Hook ${hook} is cleared`;
    run.journal.event(resourceEvent(run.stack, row, run.now(), { reason }));
  }
  if (reached.state === 'cleared') return;
  await run.flush();
  const operation = run.operationOn(row, { properties: {} });
  const isCleared = async () => {
    const hooks = await run.room.store.hooks(run.stack.id);
    const now = hooks.find((other) => other.resourceName === name && other.hook === hook);
    if (now?.state === 'waiting') return false;
    run.hooks.set(key, { ...(reached as HookRow), state: 'cleared' });
    return true;
  };
  await run.waits.until(operation, free, isCleared, { listens: true });
}
