/**
 * Performs one operation: plan, walk the plan, write the end. The only thing carried from one process to the next is
 * what the rows say.
 */
import type { Step } from '../../plan/index.ts';
import type { ResourceRow } from '../../store/rows.ts';
import { Fenced } from '../../store/store.ts';
import { ActionFailure, ResourceFailure } from '../resource/failure.ts';
import { act } from './act.ts';
import { startOperation } from './beginning.ts';
import { bring } from './bring.ts';
import { atDeadline } from './deadline.ts';
import { endComplete, endDrained, endFailed, markFailed, type RunEnd, reaches, rollsBack } from './ending.ts';
import { refusalOf } from './in-turn.ts';
import { leftoverSteps } from './leftovers.ts';
import { noteCurrent, planRun, verbOf } from './planning.ts';
import { remove } from './remove.ts';
import { isAsideInVain, takeBack, tried } from './replacement.ts';
import { settle } from './settle.ts';
import { isSettledKeep } from './settled-keep.ts';
import type { StackRun } from './stack-run.ts';
import { traceStep } from './trace.ts';
import { Dropped } from './waits.ts';
import { type StepEnd, Walk, type Walking } from './walk.ts';

/** The run while it walks: how the outside stops it. */
export interface Control {
  /** A later operation took over. */
  preempt(): void;
  /** The stack is no longer this engine's. */
  abandon(): void;
}

export async function perform(run: StackRun, control: (control: Control) => void): Promise<RunEnd> {
  startOperation(run);
  const draining = run.operation.request['cancel'] === true || run.stack.status === 'FAILED';
  const walking = draining ? new Draining(run) : new Performing(run);
  const verb = verbOf(run.operation.kind);
  const walkThrough = (steps: Step[], by: Walking, onward: boolean) =>
    new Walk(steps, { dispatcher: run.room.dispatcher, lane: run, walking: by, onward });
  run.draining = draining;
  if (draining) noteCurrent(run);
  let walk: Walk | null = null;
  let stopped = false;
  let preempted = false;
  let timedOut = false;
  const stop = () => {
    stopped = true;
    walk?.stop();
    run.waits.drop();
  };
  const preempt = () => {
    preempted = true;
    stop();
  };
  run.journal.onStale = preempt;
  run.journal.onTaken = (error) => {
    const { resourceId } = error.by;
    run.room.log.warn({ stack_id: run.stack.id, resource_id: resourceId, error }, "an object is another stack's");
    preempt();
  };
  run.journal.onFailure = (error) => {
    if (!(error instanceof Fenced))
      run.room.log.error({ stack_id: run.stack.id, error }, 'a commit failed; the stack is given up');
    stop();
    run.abandon();
  };
  control({
    preempt,
    abandon: () => {
      stop();
      run.abandon();
    },
  });
  if (walking instanceof Performing) {
    walking.onFailure = (reason) => {
      if (rollsBack(run)) stop();
      else if (verb !== 'CHECK') {
        run.waits.beginNothing();
        markFailed(run, reason);
      }
    };
  }
  const { deadlineAt } = run.operation;
  const inTime =
    deadlineAt === null
      ? null
      : atDeadline(
          deadlineAt,
          () => run.now(),
          () => {
            timedOut = true;
            stop();
          },
        );
  try {
    walk = walkThrough(draining ? drainSteps(run) : (await planRun(run)).steps, walking, verb === 'CHECK');
    // The plan took its time, in which it may have become superfluous.
    if (stopped) walk.stop();
    run.onPlanned();
    const result = await walk.run();
    if (!draining && !run.dropping && !(result.failures.length > 0 && rollsBack(run))) {
      // What an earlier run had begun, and this one had no turn or no eye for, gets to its end as well: nothing is in progress in a stack at rest.
      run.draining = true;
      walk = walkThrough(drainSteps(run), new Draining(run), true);
      await walk.run();
      run.draining = false;
    }
    if (!draining && !run.dropping && result.complete && result.failures.length === 0 && reaches(run)) {
      walk = walkThrough(leftoverSteps(run), walking, false);
      result.failures.push(...(await walk.run()).failures);
    }
    if (run.lost) return 'lost';
    if (preempted || run.journal.stale) {
      await run.flush();
      return 'again';
    }
    const reason = timedOut ? timeOutReason(run) : '';
    if (timedOut) await abortRows(run);
    let end: RunEnd;
    if (draining) end = await endDrained(run);
    else if (timedOut && !result.complete) end = await endFailed(run, reason);
    else if (result.failures.length > 0) end = await endFailed(run, failureReason(run, result.failures));
    else end = await endComplete(run);
    await run.flush();
    return run.journal.stale ? 'again' : end;
  } catch (error) {
    if (run.lost || error instanceof Fenced) return 'lost';
    throw error;
  } finally {
    inTime?.();
  }
}

class Performing implements Walking {
  protected readonly run: StackRun;
  onFailure: (reason: string) => void = () => {};

  constructor(run: StackRun) {
    this.run = run;
  }

  isFree(step: Step): boolean {
    try {
      if (step.kind === 'do') return this.run.model?.resource(step.resource)?.type.local ?? false;
      const row = this.rowOf(step);
      return row === undefined || this.run.typeOf(row).local;
    } catch {
      return false;
    }
  }

  isOver(step: Step): boolean {
    return isSettledKeep(this.run, step);
  }

  async perform(step: Step, free: () => void): Promise<StepEnd> {
    const began = performance.now();
    const verb = step.kind === 'act' ? this.run.operation.kind : step.decision.fate;
    let end: StepEnd;
    this.run.active++;
    try {
      await traceStep(step, verb, () => this.begin(step, free));
      end = this.run.lost ? { ended: 'dropped' } : { ended: 'done' };
    } catch (error) {
      if (error instanceof Dropped || error instanceof Fenced || this.run.lost) end = { ended: 'dropped' };
      else end = { ended: 'failed', error };
    } finally {
      this.run.active--;
    }
    this.run.room.observer.step?.({
      stack: this.run.stack,
      type: step.type,
      verb,
      status: end.ended,
      seconds: (performance.now() - began) / 1000,
    });
    return end;
  }

  failed(step: Step, error: unknown): void {
    this.onFailure(reasonOf(this.run, step, error));
  }

  protected rowOf(step: Step): ResourceRow | undefined {
    return step.rowId === null ? undefined : this.run.rows.get(step.rowId);
  }

  protected begin(step: Step, free: () => void): Promise<void> {
    const { run } = this;
    if (step.kind === 'do') {
      if (run.model === null) throw new Error('a wanted resource needs a definition');
      return bring(run, run.model, step, free);
    }
    const row = this.rowOf(step);
    if (row === undefined) return Promise.resolve();
    const verb = verbOf(run.operation.kind);
    if (step.kind === 'act' && verb !== undefined) return act(run, verb, row, free);
    // It was to go only if its resource was replaced, and it was not.
    if (step.decision.reason.why === 'replaced' && run.current.get(row.name) === row) return Promise.resolve();
    return remove(run, row, free);
  }
}

/** After a failure or a cancellation: what is in progress gets to its end, what was prepared in vain is undone, nothing new is begun. */
class Draining extends Performing {
  protected override async begin(step: Step, free: () => void): Promise<void> {
    const row = this.rowOf(step);
    if (row === undefined) return;
    if (row.status !== 'IN_PROGRESS') {
      await tried(this.run, () => takeBack(this.run, row, free));
      return;
    }
    if (row.action === 'DELETE') await remove(this.run, row, free);
    else if ((await settle(this.run, row, null, free)) === 'unmade') this.run.touch(row, { status: 'FAILED' });
  }
}

function drainSteps(run: StackRun): Step[] {
  const steps: Step[] = [];
  const { kind } = run.operation;
  // A suspended server takes no port.
  const leaving = kind === 'delete' || kind === 'abandon' || kind === 'suspend';
  for (const row of run.rows.values()) {
    if (row.status !== 'IN_PROGRESS' && (leaving || !isAsideInVain(run, row))) continue;
    steps.push({
      id: `act:${row.id}`,
      kind: 'act',
      resource: row.name,
      type: row.type,
      rowId: row.id,
      decision: {
        fate: 'keep',
        either: ['keep'],
        reason: { why: 'interrupted', state: `${row.action}_${row.status}` },
      },
      needs: [],
    });
  }
  return steps;
}

/** What is still in progress when the time is over has failed; nested stacks stop where they are. */
async function abortRows(run: StackRun): Promise<void> {
  for (const row of run.rows.values()) {
    if (row.status !== 'IN_PROGRESS') continue;
    if (row.nestedStackId !== null) {
      try {
        await run.nested(row).cancel({ rollback: false });
      } catch (error) {
        run.room.log.warn(
          { stack_id: run.stack.id, resource: row.name, error },
          'a nested stack could not be cancelled',
        );
      }
    }
    const reason = [`${row.action} aborted (Timed out)`, refusalOf(row)].filter((part) => part !== null).join('. ');
    run.enter(row, { action: row.action, status: 'FAILED', reason });
  }
}

/** What a service would not do until the time was over. */
function timeOutReason(run: StackRun): string {
  for (const row of run.rows.values()) {
    const refusal = refusalOf(row);
    if (refusal !== null) return `Timed out: ${row.name}: ${refusal}`;
  }
  return 'Timed out';
}

function reasonOf(run: StackRun, step: Step, error: unknown): string {
  const row = run.current.get(step.resource) ?? (step.rowId === null ? undefined : run.rows.get(step.rowId));
  const failure = run.failure(error, row ?? null, step.resource);
  if (!(error instanceof ResourceFailure)) {
    run.room.log.error({ stack_id: run.stack.id, resource: step.resource, error }, 'a step failed unexpectedly');
  }
  const action =
    failure instanceof ActionFailure ? failure.action : step.kind === 'delete' ? 'DELETE' : (row?.action ?? 'CREATE');
  return `Resource ${action} failed: ${failure.message}`;
}

function failureReason(run: StackRun, failures: { step: Step; error: unknown }[]): string {
  if (run.operation.kind === 'check') {
    const each = failures.map(({ step, error }) => `${step.resource}: ${reasonOf(run, step, error)}`);
    return `Resource CHECK failed: ${each.join('; ')}`;
  }
  const [first] = failures;
  return first === undefined ? 'Unknown' : reasonOf(run, first.step, first.error);
}
