/**
 * The run is held against its plan: what becomes of a resource is one of what the plan said that might. Anything else is a fault of Hearth's, for somebody
 * was shown something else. It is logged and counted; the resource is brought to what is wanted all the same.
 */
import type { Fate, Step } from '../../plan/index.ts';
import type { StackRun } from './stack-run.ts';

export function hold(run: StackRun, step: Step, fate: Fate): void {
  const { either, reason } = step.decision;
  if (either.includes(fate)) return;
  const { room, stack } = run;
  const about = { stack_id: stack.id, resource: step.resource, planned: either, why: reason.why, fate };
  room.log.error(about, 'a resource became something else than the plan said; please report this');
  room.observer.deviation?.({ stack, type: step.type, resource: step.resource, planned: either, fate });
}
