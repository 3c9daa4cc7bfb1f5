/** What resources are called for: signals that arrived, times that have come. Both are rows, and gone when they were heard. */
import type { ResourceOperation, ResourceType } from '../../resources/type.ts';
import type { DueRow, SignalRow } from '../../store/rows.ts';
import type { Change, Store } from '../../store/store.ts';
import { isMap, type Value } from '../../template/value.ts';

export interface Call {
  readonly id: string;
  readonly resourceName: string;
  /** Row that it is for; null: whichever stands for the name. */
  readonly resourceId: string | null;
  readonly removal: Change;
  /** Undefined where the type has no ear for it. Else what an event should say, null for none. */
  heardBy(type: ResourceType): ((op: ResourceOperation) => Promise<string | null>) | undefined;
}

/** The oldest ones, but for those to these resources. */
export async function callsOf(store: Store, stackId: string, now: number, limit: number, except: readonly string[]) {
  const [signals, dues] = await Promise.all([
    store.signals(stackId, { limit, except }),
    store.dues(stackId, now, { limit, except }),
  ]);
  return [...signals.map(signalled), ...dues.map(due)];
}

function signalled({ id, resourceName, details }: SignalRow): Call {
  return {
    id,
    resourceName,
    resourceId: null,
    removal: { remove: 'signal', id },
    heardBy: ({ onSignal }) =>
      onSignal &&
      (async (op) => {
        const answer = await onSignal(op, details);
        return answer === '' ? describe(details) : `Signal: ${answer}`;
      }),
  };
}

function due({ id, resourceName, resourceId, what }: DueRow): Call {
  return {
    id,
    resourceName,
    resourceId,
    removal: { remove: 'due', id },
    heardBy: ({ onDue }) =>
      onDue &&
      (async (op) => {
        await onDue(op, what);
        return null;
      }),
  };
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
