/**
 * Signals: something from outside (an alarm, a wait condition's script, a deployment's agent) has news for a resource. The API stores
 * the signal; whoever owns the stack takes it up, and while nobody does, whichever engine hears of it.
 */

import { currentRows } from '../../plan/index.ts';
import type { ResourceRow, SignalRow, StackRow } from '../../store/rows.ts';
import type { Change } from '../../store/store.ts';
import { isMap, type Value } from '../../template/value.ts';
import { resourceEvent } from '../resource/events.ts';
import { storedProperties } from '../resource/properties.ts';
import type { Room } from '../room.ts';
import type { StackRun } from '../run/stack-run.ts';

/** Stacks whose signals this process is taking. */
const taking = new WeakMap<Room, Set<string>>();

/** For a stack that nobody owns. */
export async function takeSignals(room: Room, stackId: string): Promise<void> {
  let busy = taking.get(room);
  if (busy === undefined) {
    busy = new Set();
    taking.set(room, busy);
  }
  if (busy.has(stackId)) return;
  busy.add(stackId);
  try {
    for (;;) {
      const signals = await room.store.signals(stackId);
      if (signals.length === 0) return;
      const stack = await room.store.stack(stackId);
      // Its owner takes them.
      if (stack === null || stack.engineId !== null) return;
      const reading = await room.read(
        stack,
        signals.map(({ resourceName }) => resourceName),
      );
      for (const signal of signals) {
        const row = reading.current.get(signal.resourceName);
        const changes: Change[] = [{ remove: 'signal', id: signal.id }];
        if (row !== undefined) {
          const outcome = await handle(reading, stack, row, signal, room);
          if (outcome !== null) changes.push({ put: 'event', row: outcome });
        }
        await reading.commit(changes);
      }
    }
  } finally {
    busy.delete(stackId);
  }
}

/** For a stack that a run of this process owns. */
export async function takeSignalsOf(run: StackRun): Promise<void> {
  if (!run.hearsSignals || run.lost) return;
  const signals = await run.room.store.signals(run.stack.id);
  if (signals.length === 0) return;
  const rows = currentRows([...run.rows.values()], run.stack.definitionId, run.stack.goodDefinitionId);
  for (const signal of signals) {
    if (run.lost || run.taken.has(signal.id)) continue;
    run.taken.add(signal.id);
    const row = run.current.get(signal.resourceName) ?? rows.get(signal.resourceName);
    if (row !== undefined) {
      const event = await handle(run, run.stack, row, signal, run.room);
      if (event !== null) run.journal.event(event);
    }
    run.journal.add({ remove: 'signal', id: signal.id });
  }
  await run.flush();
  // What waits for the signal looks now.
  run.nudgeAll();
}

type Around = Pick<StackRun, 'typeOf' | 'operationOn' | 'now'>;

async function handle(around: Around, stack: StackRow, row: ResourceRow, signal: SignalRow, room: Room) {
  try {
    const type = around.typeOf(row);
    if (type.onSignal === undefined) return null;
    const properties = storedProperties(type, row);
    const answer = await type.onSignal(around.operationOn(row, { properties }), signal.details);
    const reason = answer === '' ? describe(signal.details) : `Signal: ${answer}`;
    return resourceEvent(stack, row, around.now(), { action: 'SIGNAL', reason });
  } catch (error) {
    room.log.warn({ stack_id: stack.id, resource: row.name, error }, 'a signal failed');
    return null;
  }
}

/** A signal in words, where the resource has none for it. */
function describe(details: Value): string {
  if (details === null) return 'No signal details provided';
  if (typeof details === 'string') return details;
  if (isMap(details) && ['previous', 'current', 'reason'].every((key) => key in details)) {
    const { previous, current, reason } = details;
    return `alarm state changed from ${String(previous)} to ${String(current)} (${String(reason)})`;
  }
  return 'Unknown';
}
