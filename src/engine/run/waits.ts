/**
 * What the steps of a run wait for. The first look is at once, unless others of the kind are known to take their time; then the poller that all
 * runs share asks. A run that is stopped drops its waits: the rows stay as they are, and the next run waits again.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { NotNow } from '../../resources/not-now.ts';
import type { Operation } from '../resource/operation.ts';
import type { Room } from '../room.ts';
import type { Prospect, Wait } from '../waiting/poller.ts';

/** The run was stopped while a step waited; its row stays in progress for the next plan. */
export class Dropped extends Error {}

/** Unexpected answers to a question in a wait, in a row, before the wait fails. */
const PATIENCE = 8;

export interface About {
  /** It depends on what is noted for the stack from outside. */
  listens?: boolean;
  /** What is waited for: others of the same type were seen to take as long. Only where a question does nothing but ask. */
  verb?: 'created' | 'deleted';
}

export class Waits {
  /** No wait begins any more. */
  dropping = false;
  private readonly room: Pick<Room, 'poller' | 'isTransient' | 'expectations'>;
  private readonly onAdded: () => void;
  /** How each is given up. */
  private readonly waits = new Map<Wait, (error: Error) => void>();
  /** Those for signals and hooks, which ask again when something is noted for the stack. */
  private readonly listening = new Set<Wait>();
  /** Those of steps that have done nothing yet. */
  private readonly unbegun = new Map<Wait, (error: Error) => void>();
  private beginning = true;

  /** `onAdded`: a step waits that did something before. */
  constructor(room: Pick<Room, 'poller' | 'isTransient' | 'expectations'>, onAdded: () => void) {
    this.room = room;
    this.onAdded = onAdded;
  }

  get size(): number {
    return this.waits.size;
  }

  get listens(): boolean {
    return this.listening.size > 0;
  }

  /**
   * Asks until the answer is true. A service that does not answer for a while does not fail the wait, and "not now" is "not yet".
   * @throws Dropped when the run is stopped meanwhile
   */
  async until(operation: Operation, free: () => void, ask: () => Promise<boolean>, about: About = {}): Promise<void> {
    let trouble = 0;
    let refusedSince: number | null = null;
    const looking = this.lookingAt(operation, about);
    const patient = async (): Promise<boolean> => {
      operation.forgetQuestion();
      try {
        const over = await ask();
        trouble = 0;
        refusedSince = null;
        looking.looked(over);
        return over;
      } catch (error) {
        const refusal = NotNow.behind(error);
        if (refusal !== null) {
          refusedSince ??= performance.now();
          if (performance.now() - refusedSince >= (refusal.patience ?? Number.POSITIVE_INFINITY)) throw refusal;
          return false;
        }
        if (!this.room.isTransient(error) || ++trouble > PATIENCE) throw error;
        return false;
      }
    };
    if (this.dropping) throw new Dropped();
    const { prospect } = looking;
    if (prospect === null && (await patient())) return;
    if (this.dropping) throw new Dropped();
    free();
    const watched = () => operation.watched;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const wait: Wait = {
      watched: watched(),
      asked: operation.question,
      // Whoever asks next does so for this step.
      ask: AsyncLocalStorage.bind(async () => {
        try {
          const over = await patient();
          wait.asked = operation.question;
          wait.watched = watched();
          if (!over) return false;
          this.forget(wait);
          resolve();
        } catch (error) {
          wait.asked = operation.question;
          this.forget(wait);
          reject(error);
        }
        return true;
      }),
    };
    // A question may act, too (a detaching that Nova was too busy for is asked for again): the next run has to find that done.
    this.waits.set(wait, (error) => void operation.stop(error).then(() => reject(error)));
    if (about.listens) this.listening.add(wait);
    this.room.poller.add(wait, prospect ?? { waitedFor: operation.elapsed() });
    this.onAdded();
    await promise;
    // The answer may have come while the run was being stopped: what was found out counts.
  }

  /** What others of the kind were seen to ask and to take, and how this one is added to that. */
  private lookingAt(operation: Operation, { verb }: About): { prospect: Prospect | null; looked(over: boolean): void } {
    if (verb === undefined) return { prospect: null, looked: () => {} };
    const { expectations } = this.room;
    const kind = `${operation.cloud.region ?? ''} ${operation.row.type} ${verb}`;
    const expected = operation.isTold ? null : expectations.of(kind);
    const began = performance.now();
    let looks = 0;
    return {
      prospect:
        expected === null ? null : { kind: operation.kindOf(expected.collection), after: expected.ms, waitedFor: 0 },
      looked(over) {
        const { question } = operation;
        if (question === null) return;
        looks++;
        expectations.asks(kind, question.collection);
        if (over) expectations.over(kind, performance.now() - began, looks);
      },
    };
  }

  /** A pause between two tries. */
  async pause(milliseconds: number, free: () => void): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, milliseconds);
    try {
      await this.ended(promise, free);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Until something has ended that tells so by itself. `begun: false`: the step that waits has done nothing yet.
   * @throws Dropped when the run is stopped meanwhile, or begins nothing more
   */
  async ended(end: Promise<void>, free: () => void, about: { begun?: boolean } = {}): Promise<void> {
    const isUnbegun = about.begun === false;
    if (this.dropping || (isUnbegun && !this.beginning)) throw new Dropped();
    free();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const wait: Wait = { ask: async () => false };
    this.waits.set(wait, reject);
    if (isUnbegun) this.unbegun.set(wait, reject);
    this.onAdded();
    void end.then(resolve);
    try {
      await promise;
    } finally {
      this.forget(wait);
    }
  }

  /** What has not begun does not begin any more. What has goes on waiting. */
  beginNothing(): void {
    this.beginning = false;
    for (const drop of this.unbegun.values()) drop(new Dropped());
    this.unbegun.clear();
  }

  /** Gives up all. Calls under way go on to their end. */
  drop(): void {
    this.dropping = true;
    for (const [wait, drop] of this.waits) {
      this.room.poller.remove(wait);
      drop(new Dropped());
    }
    this.waits.clear();
    this.listening.clear();
    this.unbegun.clear();
  }

  /** Every wait looks at once. */
  nudgeAll(): void {
    for (const wait of this.waits.keys()) this.room.poller.pokeWait(wait);
  }

  /** Something was noted for the stack from outside: waits that depend on it look at once. */
  nudge(): void {
    for (const wait of this.listening) this.room.poller.pokeWait(wait);
  }

  private forget(wait: Wait): void {
    this.waits.delete(wait);
    this.listening.delete(wait);
    this.unbegun.delete(wait);
  }
}
