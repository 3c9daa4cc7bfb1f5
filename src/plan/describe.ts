/** Reasons in words, for previews, the command line and the dashboard. */
import { stringify } from '../template/value.ts';
import type { Decision, Effect, PropertyChange, Reason } from './plan.ts';

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
  'stack-replaced': () => 'the stack that it is in is replaced',
  action: ({ action }) => `${action.toLowerCase()}s with its stack`,
  'type-changed': ({ before, after }) => `its type changes from ${before} to ${after}`,
  'properties-changed': ({ changes }) => changes.map(describeChange).join('; '),
  'definition-changed': ({ parts }) => `its ${parts.join(', ')} changes`,
  'failed-before': ({ state, because }) => `${troubled(state)}${because === '' ? '' : `: ${because}`}`,
  'taken-back': () => 'could not be deleted, and is taken back',
  gone: () => 'is not there any more',
  interrupted: ({ state }) => `was interrupted in state ${state}`,
  refused: ({ message }) => message,
};

/** What a check found, a user may have said. */
const troubled = (state: string) =>
  state === 'CHECK_FAILED' ? 'was marked or found unhealthy' : `is in state ${state}`;

const EFFECTS: { [E in Effect]: string } = {
  update: '',
  rebuild: ' (rebuilds it: what is on its disk is lost)',
  resize: ' (resizes it, which restarts it)',
  detach: ' (detaches it for that)',
  replace: ' (replaces)',
  forbidden: ' (not allowed)',
};

/** All that is to be said of what becomes of a resource. */
export function describeDecision({ reason, handsOver, hangsOn = [] }: Decision): string {
  const parts = [describeReason(reason)];
  if (handsOver !== undefined) {
    const things = handsOver.things.join(', ');
    parts.push(
      handsOver.goesFirst
        ? `it goes before the new one is made, for only one can have ${things}`
        : `it hands ${things} over`,
    );
  }
  if (hangsOn.length > 0) parts.push(`not known yet: ${hangsOn.join(', ')}`);
  return parts.join('; ');
}

export function describeReason(reason: Reason): string {
  return (WORDS[reason.why] as Describe<Reason['why']>)(reason as never);
}

export function describeChange(change: PropertyChange): string {
  const after = change.unknown ? `(known after ${change.unknown.join(', ')})` : stringify(change.after ?? null);
  return `${change.property}: ${stringify(change.before)} → ${after}${EFFECTS[change.effect]}`;
}
