/** The time during which this engine owns a stack: one run after the other, until nothing is left to do. */

import { Secrets } from '../../plan/index.ts';
import { UnknownKey } from '../../store/keyring.ts';
import type { OperationRow, ResourceRow, StackRow } from '../../store/rows.ts';
import { Fenced } from '../../store/store.ts';
import { SUSPECT } from '../model/suspect.ts';
import { formerId } from '../plan/untouched.ts';
import { stackEvent } from '../resource/events.ts';
import { errorMessage } from '../resource/failure.ts';
import { hideIn } from '../resource/secrets.ts';
import type { Room } from '../room.ts';
import type { RunEnd } from '../run/ending.ts';
import { type Control, perform } from '../run/perform.ts';
import { StackRun } from '../run/stack-run.ts';
import { traceOperation } from '../run/trace.ts';
import { atRest } from '../signals/at-rest.ts';
import { duringRun } from '../signals/during-run.ts';
import { Ears } from '../signals/ears.ts';
import { CALM, MOST_TAKES, setAside } from './set-aside.ts';

const UNFINISHED: ReadonlySet<OperationRow['state']> = new Set<OperationRow['state']>(['queued', 'running']);

export class Life {
  private readonly room: Room;
  private readonly engineId: string;
  private stack: StackRow;
  private run: StackRun | null = null;
  private control: Control | null = null;
  private readonly began = performance.now();
  private lost = false;
  private leaving = false;
  private readonly ended = Promise.withResolvers<void>();
  /** Of the run under way, or of the stack at rest. */
  private ears: Ears | null = null;
  /** A wake-up came that nobody looked into yet. */
  woken = false;
  onQuiet: () => void = () => {};
  /** It got somewhere since it was taken. */
  onSettled: () => void = () => {};
  private readonly takes: number;
  private settled = false;
  /** What the stack needs is under a key that this process does not know: nothing failed, and another process may know it. */
  unreadable: UnknownKey | null = null;
  private calm: NodeJS.Timeout | undefined;

  constructor(room: Room, engineId: string, stack: StackRow) {
    this.room = room;
    this.engineId = engineId;
    this.stack = stack;
    this.takes = stack.takes;
  }

  get projectId(): string {
    return this.stack.projectId;
  }

  /** Something else than waiting is to be done. */
  get busy(): boolean {
    return this.run === null || this.run.busy;
  }

  /** It was taken so often in vain that what its definition says is not to be looked at without need. */
  get suspect(): boolean {
    return this.takes > SUSPECT;
  }

  private settle(): void {
    if (this.settled || this.lost) return;
    this.settled = true;
    this.onSettled();
    if (this.takes === 1) return;
    this.room.store
      .settle(this.stack.id, this.engineId, this.stack.epoch)
      .catch((error) => this.room.log.warn({ stack_id: this.stack.id, error }, 'progress could not be noted'));
  }

  async live(): Promise<void> {
    try {
      if (this.takes > MOST_TAKES) {
        await setAside(this.room, this.stack, this.takes - 1);
        await this.room.store.release(this.stack.id, this.engineId, this.stack.epoch, SUSPECT);
        return;
      }
      for (;;) {
        this.woken = false;
        const end = await this.once();
        if (this.unreadable !== null) break;
        if (end === 'lost' || this.lost) return;
        if (!this.leaving) this.settle();
        if (this.leaving || (end === 'over' && !this.woken && !this.hears)) break;
        const fresh = await this.room.store.stack(this.stack.id);
        if (fresh === null || fresh.epoch !== this.stack.epoch || fresh.engineId !== this.engineId) return;
        this.stack = fresh;
      }
      if (this.unreadable === null) await this.trimEvents();
      // Handed over before it got anywhere: this engine's stop is not held against it.
      const takes = this.settled ? 0 : this.takes - 1;
      await this.room.store.release(this.stack.id, this.engineId, this.stack.epoch, takes);
      // Handed over with work left: another engine need not wait for its sweep.
      if (this.leaving) await this.room.store.commit([{ wake: this.stack.id }], 'apart');
    } catch (error) {
      if (error instanceof UnknownKey) this.unreadable = error;
      // The database is out of reach: whoever can reach it goes on, this process too when it can again.
      else this.room.log.error({ stack_id: this.stack.id, error }, 'a stack is given up after an unexpected error');
      const takes = this.unreadable === null ? null : this.takes - 1;
      await this.room.store.release(this.stack.id, this.engineId, this.stack.epoch, takes).catch(() => {});
    } finally {
      clearTimeout(this.calm);
      this.run = null;
      this.ended.resolve();
    }
  }

  private events = 0;
  /** Something to hear may have come while the last run was ending. */
  private hears = false;

  private async trimEvents(): Promise<void> {
    const keep = this.room.config.max_events_per_stack;
    if (keep <= 0) return;
    // Only now and then: counting costs more than a few events too many.
    if (this.events > keep || this.stack.updatedAt !== null) await this.room.store.trimEvents(this.stack.id, keep);
  }

  private async once(): Promise<RunEnd> {
    const { room, stack } = this;
    const operation = stack.operationId === null ? null : await room.store.operation(stack.operationId);
    if (operation === null || !UNFINISHED.has(operation.state)) return this.rest();
    let run: StackRun;
    try {
      run = await this.prepare(operation);
    } catch (error) {
      return this.failToStart(operation, error);
    }
    // Nothing is begun that nobody would end any more.
    if (this.lost) return 'lost';
    this.run = run;
    run.onQuiet = () => this.onQuiet();
    run.onProgress = () => this.settle();
    run.onPlanned = () => {
      this.calm ??= setTimeout(() => this.settle(), CALM);
    };
    if (run.hasEars) {
      const ears = new Ears(room, stack.id, duringRun(run));
      this.ears = ears;
      run.onRested = ({ name }) => ears.rested(name);
      // A stack that only begins has nothing yet that could be called.
      if (operation.kind !== 'create' || operation.state !== 'queued') this.ears.look();
    }
    try {
      return await traceOperation(operation, stack, () =>
        perform(run, (control) => {
          this.control = control;
          if (this.lost) control.abandon();
          else if (this.leaving) control.preempt();
        }),
      );
    } catch (error) {
      if (run.lost || error instanceof Fenced) return 'lost';
      return await this.failToStart(operation, error);
    } finally {
      await this.ears?.stop();
      this.ears = null;
      this.hears = run.hasEars;
      this.unreadable ??= run.unreadable;
      this.events += run.journal.events;
      this.control = null;
      this.run = null;
    }
  }

  /** There is nothing to do but to hear what the stack's resources are called for. */
  private async rest(): Promise<RunEnd> {
    this.hears = false;
    const ears = new Ears(
      this.room,
      this.stack.id,
      atRest(this.room, this.stack, () => this.settle()),
    );
    this.ears = ears;
    try {
      if (this.lost) return 'lost';
      if (this.leaving) return 'over';
      await ears.all();
      this.room.crashPoint('finish', this.stack.name);
      return 'over';
    } catch (error) {
      if (error instanceof Fenced) return 'lost';
      throw error;
    } finally {
      await ears.stop();
      this.ears = null;
    }
  }

  private async prepare(operation: OperationRow): Promise<StackRun> {
    const { room, stack } = this;
    const removing = operation.kind === 'delete' || operation.kind === 'abandon';
    const [rows, hooks, cloud] = await Promise.all([
      operation.kind === 'create' && operation.state === 'queued' ? [] : room.store.resources(stack.id),
      operation.state === 'queued' && stack.goodDefinitionId === null && operation.kind === 'create'
        ? []
        : room.store.hooks(stack.id),
      room.cloudOf(stack),
    ]);
    let model = null;
    const unread = removing && this.suspect;
    try {
      if (!unread) model = await room.models.of(stack);
    } catch (error) {
      // A stack whose template cannot be read any more can still be deleted.
      if (!removing) throw error;
    }
    const formerFiles = unread ? emptyTemplates(rows) : await this.formerFiles(rows, model?.files ?? {});
    const former = removing ? null : formerId(stack);
    const run = new StackRun({
      room,
      stack,
      operation,
      rows,
      hooks,
      model,
      cloud,
      former: former === null ? null : await room.store.definition(former),
      formerFiles,
      ownedSince: this.began,
    });
    if (operation.kind === 'snapshot')
      run.snapshot = await room.store.snapshot(String(operation.request['snapshotId'] ?? ''));
    return run;
  }

  /**
   * A template that was a resource's type may be gone from the stack's files with the resource that is still to be deleted: its text is
   * with the definition that the row was made from.
   */
  private async formerFiles(
    rows: readonly ResourceRow[],
    files: Record<string, string>,
  ): Promise<Record<string, string>> {
    const { room } = this;
    const former: Record<string, string> = {};
    for (const { type, definitionId } of rows) {
      if (!isTemplate(type) || type in files || type in former || definitionId === null) continue;
      const definition = await room.store.definition(definitionId);
      Object.assign(former, definition?.files);
    }
    return former;
  }

  /** Something is wrong that no retry will mend: the stack fails, and says why. */
  private async failToStart(operation: OperationRow, error: unknown): Promise<RunEnd> {
    const { room, stack } = this;
    if (error instanceof UnknownKey) {
      this.unreadable = error;
      return 'lost';
    }
    // Where no template can be read, what was hidden is known all the same.
    const definition = await room.store.definition(stack.definitionId).catch(() => null);
    hideIn(error, new Secrets().add(definition?.secretParameters ?? {}));
    room.log.error({ stack_id: stack.id, error }, 'an operation could not be performed');
    const now = room.now();
    const failed: StackRow = { ...stack, status: 'FAILED', reason: errorMessage(error) };
    await room.store.commit(
      [
        { patch: 'stack', id: stack.id, set: { status: failed.status, reason: failed.reason } },
        { patch: 'operation', id: operation.id, set: { state: 'failed', endedAt: now } },
        { put: 'event', row: stackEvent(failed, now) },
      ],
      {
        fence: { stackId: stack.id, epoch: stack.epoch },
        seen: [{ stackId: stack.id, operationId: operation.id }],
      },
    );
    return 'over';
  }

  // From outside

  wake(): void {
    this.woken = true;
    if (this.ears === null && this.control === null) return;
    void this.room.store.stack(this.stack.id).then(
      (stack) => stack !== null && this.compare(stack),
      () => {},
    );
    this.nudge();
  }

  /** Nothing is about to be committed that would find out by itself. */
  get mayBeOvertaken(): boolean {
    return this.run !== null && this.run.journal.idle;
  }

  /** The stack as the database has it now. */
  compare(stack: StackRow): void {
    if (stack.epoch !== this.stack.epoch) this.abandon();
    else if (this.run === null) {
      // An operation was asked for of a stack at rest.
      if (stack.operationId !== this.stack.operationId) void this.ears?.stop();
    } else if (stack.operationId !== this.run.operation.id) this.control?.preempt();
  }

  /** Something was noted for the stack: a signal, a cleared breakpoint. */
  nudge(): void {
    if (this.run?.waits.listens) this.run.waits.nudge();
    this.ears?.look();
  }

  abandon(): void {
    this.lost = true;
    void this.ears?.stop();
    this.control?.abandon();
    this.run?.abandon();
  }

  /** Ends what is under way and gives the stack up for another engine to go on. */
  async handOver(): Promise<void> {
    this.leaving = true;
    if (this.run === null) void this.ears?.stop();
    this.control?.preempt();
    await this.ended.promise;
  }
}

function isTemplate(type: string): boolean {
  return /\.(yaml|template)$/.test(type);
}

/** To delete a nested stack it is not needed to know what its template says. */
function emptyTemplates(rows: readonly ResourceRow[]): Record<string, string> {
  const types = rows.map(({ type }) => type).filter(isTemplate);
  return Object.fromEntries(types.map((type) => [type, 'heat_template_version: 2013-05-23\nresources: {}\n']));
}
