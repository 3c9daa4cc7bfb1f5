/** What can be asked of a single resource: signals, metadata, health. */
import { randomUUID } from 'node:crypto';
import { HeatError } from '../../errors.ts';
import type { HookRow, ResourceRow, StackRow } from '../../store/rows.ts';
import { HOOKS } from '../../template/environment/index.ts';
import { getKey, isMap, type Value, type ValueMap } from '../../template/value.ts';
import type { Caller } from '../orchestrator.ts';
import { resourceEvent } from '../resource/events.ts';
import type { Room } from '../room.ts';
import { Reading } from '../views/reading.ts';
import { findRow } from '../views/resources.ts';
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
    await room.store.commit([
      { put: 'hook', row: { ...reached, state: 'cleared' } },
      { put: 'event', row: resourceEvent(stack, row, now, { reason: `Hook ${reached.hook} is cleared` }) },
      { wake: stack.id },
    ]);
    return;
  }
  if (DEAF.has(row.action)) {
    const reason = `Cannot signal resource during ${row.action}`;
    await room.store.commit([{ put: 'event', row: resourceEvent(stack, row, now, { reason }) }]);
    throw new HeatError('NotSupported', `Signal resource during ${row.action} is not supported.`);
  }
  if (reading.typeOf(row).onSignal === undefined) {
    throw new HeatError('ResourceActionNotSupported', 'signal is not supported for resource.');
  }
  await room.store.commit([
    { put: 'signal', row: { id: randomUUID(), stackId: stack.id, resourceName: name, details, createdAt: now } },
    { wake: stack.id },
  ]);
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
  const row = (await Reading.about(room, stack, [name])).current.get(name);
  if (row === undefined) throw resourceNotFound(name, stack);
  await room.store.commit([{ patch: 'resource', id: row.id, set: { metadata: given } }]);
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
  const row = await findRow(await Reading.about(room, stack, [name]), name);
  if (row.status === 'IN_PROGRESS') throw actionInProgress(stack);
  const why = reason || 'state changed by resource_mark_unhealthy api';
  const ill = row.action === 'CHECK' && row.status === 'FAILED';
  let status: ResourceRow['status'];
  if (unhealthy) {
    if (row.action === 'DELETE') return;
    status = 'FAILED';
  } else {
    if (!ill) return;
    status = 'COMPLETE';
  }
  const set = { action: 'CHECK' as const, status, reason: why };
  const changed = { ...row, ...set };
  await room.store.commit([
    { patch: 'resource', id: row.id, set },
    ...(row.action === 'CHECK' && row.status === status
      ? []
      : [{ put: 'event' as const, row: resourceEvent(stack, changed, room.now()) }]),
  ]);
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
