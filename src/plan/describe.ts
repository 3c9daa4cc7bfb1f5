/** Reasons in words, for previews, the command line and the dashboard. */
import { stringify } from '../template/value.ts';
import type { PropertyChange, Reason } from './plan.ts';

type Describe<W extends Reason['why']> = (reason: Extract<Reason, { why: W }>) => string;

const WORDS: { [W in Reason['why']]: Describe<W> } = {
  new: () => 'is new',
  unchanged: () => 'is unchanged',
  external: () => 'is managed outside of this stack',
  nested: () => 'owns a nested stack, whose members decide for themselves',
  'type-asks': () => 'is replaced at every update',
  'not-wanted': () => 'is no longer in the template',
  'stack-deleted': () => 'the stack is deleted',
  leftover: () => 'is left over from an earlier attempt',
  replaced: () => 'is replaced by a new one',
  action: ({ action }) => `${action.toLowerCase()}s with its stack`,
  'type-changed': ({ before, after }) => `its type changes from ${before} to ${after}`,
  'properties-changed': ({ changes }) => changes.map(describeChange).join('; '),
  'definition-changed': ({ parts }) => `its ${parts.join(', ')} changes`,
  'failed-before': ({ state }) => `is in state ${state}`,
  gone: () => 'is not there any more',
  interrupted: ({ state }) => `was interrupted in state ${state}`,
  refused: ({ message }) => message,
};

export function describeReason(reason: Reason): string {
  return (WORDS[reason.why] as Describe<Reason['why']>)(reason as never);
}

export function describeChange(change: PropertyChange): string {
  const after = change.unknown ? `(known after ${change.unknown.join(', ')})` : stringify(change.after ?? null);
  const note = change.effect === 'update' ? '' : change.effect === 'replace' ? ' (replaces)' : ' (not allowed)';
  return `${change.property}: ${stringify(change.before)} → ${after}${note}`;
}
