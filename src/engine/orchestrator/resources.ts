/** What can be asked of a single resource: signals, metadata, health. */
import { randomUUID } from 'node:crypto';
import { HeatError } from '../../errors.ts';
import { asSeen } from '../../store/conditions.ts';
import type { HookRow, ResourceRow, StackRow } from '../../store/rows.ts';
import type { Change } from '../../store/store.ts';
import { HOOKS } from '../../template/environment/index.ts';
import { getKey, isMap, type Value, type ValueMap } from '../../template/value.ts';
import { ask } from '../operations/index.ts';
import type { Caller } from '../orchestrator.ts';
import { resourceEvent } from '../resource/events.ts';
import type { Room } from '../room.ts';
import { Reading } from '../views/reading.ts';
import { findRow } from '../views/resources.ts';
import { asRead } from './asking.ts';
import { actionInProgress } from './refusals.ts';

const DEAF: ReadonlySet<string> = new Set(['SUSPEND', 'DELETE']);

export async function signal(room: Room, stack: StackRow, name: string, details: Value): Promise<void> {
  const reading = await Reading.about(room, stack, [name]);
  const row = reading.current.get(name);
  const hook = isMap(details) ? getKey(details, 'unset_hook') : undefined;
  if (row === undefined) {
    if (reading.model?.resource(name) === undefined) throw resourceNotFound(name, stack);
    if (hook !== undefined) throw noSuchHook(hook, name);
    throw new HeatError('ResourceNotAvailable', `The Resource (${name}) is not available.`);
  }
  const now = room.now();
  if (hook !== undefined) {
    const reached = await reachedHook(room, stack, row, hook);
    const reason = `Hook ${reached.hook} is cleared`;
    await room.store.commit(
      [
        { clear: 'hook', id: reached.id },
        { put: 'event', row: resourceEvent(stack, row, now, { reason }) },
        { wake: stack.id },
      ],
      'apart',
    );
    return;
  }
  if (DEAF.has(row.action)) {
    const reason = `Cannot signal resource during ${row.action}`;
    await room.store.commit([{ put: 'event', row: resourceEvent(stack, row, now, { reason }) }], 'apart');
    throw new HeatError('NotSupported', `Signal resource during ${row.action} is not supported.`);
  }
  if (reading.typeOf(row).onSignal === undefined) {
    throw new HeatError('ResourceActionNotSupported', 'signal is not supported for resource.');
  }
  await checkRoom(room, stack);
  await room.store.commit(
    [
      { put: 'signal', row: { id: randomUUID(), stackId: stack.id, resourceName: name, details, createdAt: now } },
      { wake: stack.id },
    ],
    'apart',
  );
}

/** As many at once as there are requests may go beyond it. @throws RequestLimitExceeded (429): later there will be room again */
async function checkRoom(room: Room, stack: StackRow): Promise<void> {
  const limit = room.config.max_signals_per_stack;
  if (limit < 0) return;
  const waiting = await room.store.countSignals(stack.id);
  if (waiting < limit) return;
  const message = `${waiting} signals wait for stack ${stack.name} to be heard, and ${limit} may. Try again later.`;
  throw new HeatError('RequestLimitExceeded', `Request limit exceeded: ${message}`, { status: 429 });
}

/** @throws InvalidBreakPointHook */
async function reachedHook(room: Room, stack: StackRow, row: ResourceRow, hook: Value): Promise<HookRow> {
  if (typeof hook !== 'string' || !(HOOKS as readonly string[]).includes(hook)) {
    throw new HeatError('InvalidBreakPointHook', `Invalid hook type "${String(hook)}" for ${row.name}`);
  }
  const reached = (await room.store.hooks(stack.id)).find(
    (other) => other.resourceName === row.name && other.hook === hook && other.state === 'waiting',
  );
  if (reached !== undefined) return reached;
  throw noSuchHook(hook, row.name);
}

function noSuchHook(hook: Value, name: string): HeatError {
  return new HeatError('InvalidBreakPointHook', `The "${String(hook)}" hook is not defined on ${name}`);
}

export async function metadata(room: Room, stack: StackRow, name: string): Promise<ValueMap> {
  const row = (await Reading.about(room, stack, [name])).current.get(name);
  if (row === undefined) throw resourceNotFound(name, stack);
  return row.metadata;
}

export async function updateMetadata(room: Room, stack: StackRow, name: string, given: ValueMap): Promise<void> {
  await asItIs(room, stack, async (present) => {
    const row = (await Reading.about(room, present, [name])).current.get(name);
    if (row === undefined) throw resourceNotFound(name, present);
    return { row, changes: [{ patch: 'resource', id: row.id, set: { metadata: given } }] };
  });
}

export async function markUnhealthy(
  room: Room,
  stack: StackRow,
  name: string,
  unhealthy: boolean,
  reason: string,
): Promise<void> {
  if (typeof unhealthy !== 'boolean')
    throw new HeatError('Invalid', 'Data supplied was not valid: mark_unhealthy is not a boolean');
  await asItIs(room, stack, async (present) => {
    const row = await findRow(await Reading.about(room, present, [name]), name);
    if (row.status === 'IN_PROGRESS') throw actionInProgress(present);
    return { row, changes: marking(room, present, row, unhealthy, reason) };
  });
}

function marking(room: Room, stack: StackRow, row: ResourceRow, unhealthy: boolean, reason: string): Change[] {
  const ill = row.action === 'CHECK' && row.status === 'FAILED';
  if (unhealthy ? row.action === 'DELETE' : !ill) return [];
  const status: ResourceRow['status'] = unhealthy ? 'FAILED' : 'COMPLETE';
  const set = { action: 'CHECK' as const, status, reason: reason || 'state changed by resource_mark_unhealthy api' };
  const change: Change = { patch: 'resource', id: row.id, set };
  if (row.action === 'CHECK' && row.status === status) return [change];
  return [change, { put: 'event', row: resourceEvent(stack, { ...row, ...set }, room.now()) }];
}

/** Changes one resource as it is: where a run changed it since it was looked at, `prepare` looks again. */
async function asItIs(
  room: Room,
  stack: StackRow,
  prepare: (stack: StackRow) => Promise<{ row: ResourceRow; changes: Change[] }>,
): Promise<void> {
  await ask(
    asRead(room, stack),
    async (present) => {
      const { row, changes } = await prepare(present);
      return changes.length === 0 ? null : { changes, seen: asSeen(present, [row]) };
    },
    ({ changes, seen }) => room.store.commit(changes, { seen: [seen] }),
  );
}

/** A stack's own user reaches only its own resource. */
export function checkReach(caller: Caller, stack: StackRow, resource: string): void {
  if (caller.stackUser === undefined) return;
  if (caller.stackUser.stackId === stack.id && caller.stackUser.resourceName === resource) return;
  throw new HeatError('Forbidden', 'You are not authorized to complete this action.');
}

export function resourceNotFound(name: string, stack: StackRow): HeatError {
  return new HeatError('ResourceNotFound', `The Resource (${name}) could not be found in Stack ${stack.name}.`);
}
