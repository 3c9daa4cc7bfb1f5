/**
 * The ears of a stack, while this engine owns it. What its resources are called for is heard in order, resource by resource, those of different
 * resources beside each other: one that takes its time, or never answers, holds up none but itself, and that not for long.
 *
 * Each call has exactly one effect, because that is committed with the call's removal, under the fence of the stack's owner.
 */
import type { ResourceType } from '../../resources/type.ts';
import type { ResourceRow } from '../../store/rows.ts';
import { type Change, Stale } from '../../store/store.ts';
import type { NestedAround } from '../nested/handle.ts';
import type { Asked } from '../operations/index.ts';
import { resourceEvent } from '../resource/events.ts';
import { errorMessage } from '../resource/failure.ts';
import type { Surroundings } from '../resource/operation.ts';
import { storedProperties } from '../resource/properties.ts';
import { hideIn } from '../resource/secrets.ts';
import type { Room } from '../room.ts';
import type { ResourceSet } from '../run/journal.ts';
import { type Call, callsOf } from './calls.ts';
import { Hearing, Overtaken } from './hearing.ts';

/** Calls read in one go, and those whose effects one commit takes at most. */
const READ = 500;
const TOGETHER = 100;
/** How often a call is heard again because something changed meanwhile, and because a service did not answer. */
const TRIES = 6;

/** The stack around what is heard: a run, or a stack at rest. */
export interface Listener {
  /** With the row that stands for a name. */
  open(name: string): Promise<{ around: Around; row: ResourceRow | undefined }>;
  /** It is being changed, and its nested stack with it: what is asked of that now would be overruled by what was decided before. */
  isBusy(row: ResourceRow): boolean;
  /** All of it or nothing. @throws Fenced, and Stale where a nested stack was asked for something else meanwhile */
  commit(heard: Heard): Promise<void>;
  /** Something was heard. */
  heard(): void;
}

export interface Around extends Surroundings, NestedAround {
  typeOf(row: ResourceRow): ResourceType;
}

export interface Heard {
  sets: { row: ResourceRow; set: ResourceSet }[];
  changes: Change[];
  asked: Asked | null;
}

class Stopped extends Error {}
class Busy extends Error {}

export class Ears {
  private readonly room: Room;
  private readonly stackId: string;
  private readonly listener: Listener;
  /** Resources that hear something now. */
  private readonly busy = new Map<string, Promise<void>>();
  /** Those that have to wait until they are changed. */
  private readonly waiting = new Set<string>();
  private readonly controller = new AbortController();
  private looking: Promise<void> | null = null;
  private again = false;
  private failure: unknown = null;

  constructor(room: Room, stackId: string, listener: Listener) {
    this.room = room;
    this.stackId = stackId;
    this.listener = listener;
  }

  /** Hears what there is, beside whatever goes on; what comes meanwhile, too. What failed before is tried again. */
  look(): void {
    this.failure = null;
    this.lookAgain();
  }

  private lookAgain(): void {
    this.again = true;
    this.looking ??= this.lookOn().finally(() => {
      this.looking = null;
    });
  }

  /** Resolves when there is nothing left to hear, or nobody is to hear it any more. Rejects when it cannot be. */
  async all(): Promise<void> {
    this.look();
    while (this.looking !== null || this.busy.size > 0) await Promise.all([this.looking, ...this.busy.values()]);
    if (this.failure !== null) throw this.failure;
  }

  /** What is heard now is forgotten, to be heard anew by whoever comes next. Resolves when nothing more is written. */
  async stop(): Promise<void> {
    this.controller.abort(new Stopped());
    while (this.looking !== null || this.busy.size > 0) await Promise.all([this.looking, ...this.busy.values()]);
  }

  /** A resource is at rest again. */
  rested(name: string): void {
    if (this.waiting.delete(name)) this.look();
  }

  private get stopped(): boolean {
    return this.controller.signal.aborted;
  }

  private async lookOn(): Promise<void> {
    while (this.again && !this.stopped && this.failure === null) {
      this.again = false;
      try {
        const calls = await callsOf(this.room.store, this.stackId, this.room.now(), READ, [
          ...this.busy.keys(),
          ...this.waiting,
        ]);
        // Behind those of resources that hear something now there may be others'.
        if (calls.length >= READ) this.again = true;
        for (const [name, queue] of Map.groupBy(calls, ({ resourceName }) => resourceName)) this.hear(name, queue);
      } catch (error) {
        this.fail(error);
      }
    }
  }

  private hear(name: string, queue: Call[]): void {
    if (this.busy.has(name) || this.waiting.has(name) || this.stopped) return;
    const hearing = this.queue(name, queue)
      .catch((error) => this.fail(error))
      .finally(() => {
        this.busy.delete(name);
        // More may have come for it.
        this.lookAgain();
      });
    this.busy.set(name, hearing);
  }

  private fail(error: unknown): void {
    if (this.stopped) return;
    this.failure ??= error;
    this.room.log.warn({ stack_id: this.stackId, error }, 'signals could not be taken');
  }

  private async queue(name: string, queue: Call[]): Promise<void> {
    let together = TOGETHER;
    let refused = 0;
    for (let from = 0; from < queue.length; ) {
      try {
        from += await this.some(name, queue.slice(from, from + together), refused);
        refused = 0;
        together = TOGETHER;
      } catch (error) {
        if (error instanceof Stopped) return;
        if (error instanceof Busy) {
          this.waiting.add(name);
          const { row } = await this.listener.open(name);
          if (row === undefined || !this.listener.isBusy(row)) this.rested(name);
          return;
        }
        if (!(error instanceof Stale || error instanceof Overtaken)) throw error;
        // One at a time, so that what can be heard is, and the one that cannot is known.
        together = 1;
        refused++;
        await this.pause(refused);
      }
    }
  }

  /** Hears the first of these calls, as many as one commit takes. Returns how many. */
  private async some(name: string, calls: Call[], refused: number): Promise<number> {
    const { around, row } = await this.listener.open(name);
    const began = row?.startedAt;
    const together = new Hearing(around);
    let count = 0;
    for (const call of calls) {
      if (this.stopped) break;
      count++;
      together.changes.push(call.removal);
      // It may be gone, and with it whatever it was called for.
      if (row !== undefined && (call.resourceId ?? row.id) === row.id)
        await this.one(around, together, row, call, refused);
      if (together.asked !== null) break;
    }
    if (count === 0) throw new Stopped();
    const { changes, asked } = together;
    if (asked !== null && row !== undefined) {
      if (this.listener.isBusy(row)) throw new Busy();
      if (row.startedAt !== began) throw new Overtaken();
    }
    await this.listener.commit({ sets: together.sets(), changes, asked });
    this.room.crashPoint('outcome', name);
    this.listener.heard();
    return count;
  }

  private async one(around: Around, together: Hearing, row: ResourceRow, call: Call, refused: number): Promise<void> {
    const { room } = this;
    room.crashPoint('intent', row.name);
    const event = (status: string, reason: string) =>
      together.changes.push({
        put: 'event',
        row: resourceEvent(around.stack, row, around.now(), { action: 'SIGNAL', status, reason }),
      });
    try {
      const type = around.typeOf(row);
      const handler = call.heardBy(type);
      if (handler === undefined) return;
      if (refused >= TRIES) throw new Error('its nested stack, or itself, was being changed all the time');
      const { hearing, reason } = await this.patiently(async (patience) => {
        const one = new Hearing(together);
        const seen = together.seen(row);
        const properties = storedProperties(type, seen);
        const operation = one.operationOn(seen, { properties });
        try {
          return { hearing: one, reason: await within(patience, handler(operation)) };
        } catch (error) {
          one.close(error as Error);
          // Calls on their way to a service are let arrive, or are given up by their own timeouts.
          void operation.stop(error as Error);
          throw error;
        }
      });
      together.absorb(hearing);
      if (reason !== null) event(row.status, reason);
    } catch (error) {
      if (error instanceof Stopped) throw error;
      hideIn(error, around.secretsOf(row));
      room.log.warn({ stack_id: around.stack.id, resource: row.name, error }, 'a signal failed');
      event('FAILED', `Signal failed: ${errorMessage(error)}`);
    }
    room.crashPoint('called', row.name);
  }

  /** Again, where a service did not answer, as long as patience lasts. */
  private async patiently<T>(attempt: (patience: AbortSignal) => Promise<T>): Promise<T> {
    const seconds = this.room.config.signal_patience;
    const patience = new AbortController();
    const give = () => patience.abort(this.controller.signal.reason);
    this.controller.signal.addEventListener('abort', give, { once: true });
    if (this.stopped) give();
    const timer = setTimeout(() => patience.abort(new Error(`not heard within ${seconds} s`)), seconds * 1000);
    try {
      for (let tries = 1; ; tries++) {
        try {
          return await attempt(patience.signal);
        } catch (error) {
          if (patience.signal.aborted || tries === TRIES || !this.room.isTransient(error)) throw error;
          await within(patience.signal, new Promise((resolve) => setTimeout(resolve, this.room.retryDelay(tries - 1))));
        }
      }
    } finally {
      clearTimeout(timer);
      this.controller.signal.removeEventListener('abort', give);
    }
  }

  private async pause(refused: number): Promise<void> {
    const some = Math.min(20 * 2 ** refused, 1000);
    await within(this.controller.signal, new Promise((resolve) => setTimeout(resolve, some))).catch(() => {});
  }
}

/** As long as there is patience. @throws its reason when it has gone */
function within<T>(patience: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const give = () => reject(patience.reason);
  if (patience.aborted) give();
  patience.addEventListener('abort', give, { once: true });
  promise.catch(() => {});
  work.catch(() => {});
  return Promise.race([work, promise]).finally(() => patience.removeEventListener('abort', give));
}
