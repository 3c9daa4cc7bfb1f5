/**
 * Owning stacks. A wake-up names a stack; whoever takes it (the database lets only one living engine) loads it, performs its operation, hears what
 * its resources are called for, and looks again, for more may have been asked for meanwhile. When nothing is left to do the stack is given up.
 *
 * Wake-ups may get lost and processes may die: a sweep looks every second for stacks with work that no living engine owns (an operation that
 * is not over, signals, times that have come), and for what is due for the stacks of this one.
 *
 * How many stacks are held at once is bounded, counting only those that have something to do; a stack that merely waits costs nothing. While
 * that bound is reached, projects with less than their share of it are served out of turn.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { UnknownKey } from '../../store/keyring.ts';
import type { StackRow } from '../../store/rows.ts';
import type { EngineRegistration } from '../../store/store.ts';
import { SUSPECT } from '../model/suspect.ts';
import type { Room } from '../room.ts';
import { outOfTurn } from './fair-share.ts';
import { giveBackIdle } from './idle-credentials.ts';
import { Life } from './life.ts';
import { Outdated } from './outdated.ts';

/** Milliseconds between sweeps for stacks without an owner; and where the last one found more than it could take. */
const SWEEP = 1000;
const SWEEP_SOON = 100;
/** Milliseconds in which notices of changes gather before they are looked into. */
const GATHER = 50;
/** Stacks that one sweep takes at most. */
const SWEPT = 200;
/** Every so many sweeps. */
const TIDIED_EVERY = 5;
/** Wake-ups handled at once. */
const HANDLED = 32;
/** Milliseconds for which a stack is left alone that this process has no key for. */
const LEFT = 15_000;

export class Owner {
  readonly room: Room;
  /** A new one for every registration: what was owned under an old one is anybody's. */
  engineId: string = randomUUID();
  private readonly lives = new Map<string, Life>();
  private readonly noticed = new Set<string>();
  private readonly queue: (() => void)[] = [];
  private registration: EngineRegistration | null = null;
  private stopWork: (() => Promise<void>) | null = null;
  private stopListening: (() => void) | null = null;
  private sweeper: NodeJS.Timeout | null = null;
  private gatherer: NodeJS.Timeout | null = null;
  private stopping = false;
  private readonly taking = new Set<string>();
  /** The one stack of which it is to be seen whether it lets this engine live. */
  private suspect: string | null = null;
  /** Stacks that this process cannot read, left to others for a while. */
  private readonly unreadable = new Map<string, NodeJS.Timeout>();
  private readonly outdated: Outdated;

  constructor(room: Room) {
    this.room = room;
    this.outdated = new Outdated(room.store, () => room.now(), room.config);
    room.inCompany = () => this.busy > 1;
  }

  async start(): Promise<void> {
    const { room } = this;
    await this.register();
    this.stopListening = room.store.onChange((ids) => this.notice(ids));
    this.stopWork = await room.store.work((stackId) => this.look(stackId), { concurrency: HANDLED });
    await this.sweepAgain();
  }

  private async sweepAgain(): Promise<void> {
    this.sweeper = null;
    let more = false;
    try {
      more = await this.sweep();
    } catch (error) {
      this.room.log.warn({ error }, 'looking for stacks without an owner failed');
    }
    this.sweepIn(more ? SWEEP_SOON : SWEEP);
  }

  private sweepIn(milliseconds: number): void {
    if (this.sweeper !== null) clearTimeout(this.sweeper);
    if (!this.stopping) this.sweeper = setTimeout(() => void this.sweepAgain(), milliseconds);
  }

  private async register(): Promise<void> {
    const { room } = this;
    const host = room.wiring.host ?? hostname();
    const registration = await room.store.registerEngine({
      id: this.engineId,
      host,
      pid: process.pid,
      version: room.wiring.version ?? '0',
      interval: 60,
    });
    this.registration = registration;
    registration.lost.addEventListener('abort', () => void this.onLost(), { once: true });
  }

  /** Others take this one for dead: whatever it owned is theirs. */
  private async onLost(): Promise<void> {
    if (this.stopping) return;
    this.room.log.error(
      { engine: this.engineId },
      'this engine was taken for dead; it gives up its stacks and registers again',
    );
    for (const life of this.lives.values()) life.abandon();
    this.engineId = randomUUID();
    for (let wait = 200; !this.stopping; wait = Math.min(wait * 2, 10_000)) {
      try {
        await this.register();
        return;
      } catch (error) {
        this.room.log.warn({ error }, 'registering again failed');
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  get alive(): boolean {
    return this.registration !== null && !this.registration.lost.aborted;
  }

  /** Stacks that have something to do, for bounds and metrics. */
  get busy(): number {
    let busy = 0;
    for (const life of this.lives.values()) if (life.busy) busy++;
    return busy;
  }

  get owned(): number {
    return this.lives.size;
  }

  owns(stackId: string): boolean {
    return this.lives.has(stackId);
  }

  /** A stack may have something to do. */
  async look(stackId: string, { outOfTurn: now = false } = {}): Promise<void> {
    if (this.stopping || this.unreadable.has(stackId)) return;
    const mine = this.lives.get(stackId);
    if (mine !== undefined) {
      mine.wake();
      return;
    }
    try {
      if (now) this.entering++;
      else await this.admission();
      if (this.stopping || this.lives.has(stackId) || this.taking.has(stackId) || !this.alive) return;
      this.taking.add(stackId);
      const stack = await this.acquire(stackId);
      if (stack === null) return;
      // The end came while the database was asked: nobody would hand this one over any more.
      if (this.stopping) await this.room.store.release(stack.id, this.engineId, stack.epoch);
      else this.take(stack);
    } finally {
      this.taking.delete(stackId);
      this.entering--;
      this.admit();
    }
  }

  private async acquire(stackId: string): Promise<StackRow | null> {
    const { store } = this.room;
    const now = this.room.now();
    if (this.suspect !== null) return store.acquire(stackId, this.engineId, SUSPECT, now);
    this.suspect = stackId;
    let stack: StackRow | null = null;
    try {
      stack = await store.acquire(stackId, this.engineId, undefined, now);
    } finally {
      if (stack === null || stack.takes <= SUSPECT) this.clear(stackId);
    }
    return stack;
  }

  /** Another process may know the key; this one looks again after a while, for one that was merely written over meanwhile. */
  private leave(stack: StackRow, { message }: UnknownKey): void {
    this.room.log.error({ stack_id: stack.id, stack_name: stack.name }, `a stack waits: ${message}`);
    const timer = setTimeout(() => this.unreadable.delete(stack.id), LEFT).unref();
    this.unreadable.set(stack.id, timer);
  }

  private clear(stackId: string): void {
    if (this.suspect === stackId) this.suspect = null;
  }

  private take(stack: StackRow): void {
    if (stack.takes > 1) {
      const about = { stack_id: stack.id, takes: stack.takes };
      this.room.log.warn(about, 'a stack is taken whose last engine ended, or was cut off, before it got anywhere');
    }
    const life = new Life(this.room, this.engineId, stack);
    this.lives.set(stack.id, life);
    life.onQuiet = () => this.admit();
    life.onSettled = () => this.clear(stack.id);
    void life.live().finally(() => {
      this.lives.delete(stack.id);
      this.clear(stack.id);
      if (life.unreadable !== null) this.leave(stack, life.unreadable);
      this.outdated.note(stack.id);
      this.admit();
      // Whoever waits for this stack as its parent does so in this process, or hears of it through the store.
      this.room.poller.poke(stack.id);
      if (life.woken && !this.stopping)
        void this.look(stack.id).catch((error) => this.room.log.warn({ error }, 'a wake-up failed'));
    });
  }

  /** Stacks that were let in and are not held yet. */
  private entering = 0;

  private get places(): number {
    return this.room.config.engine_stacks - this.busy - this.entering;
  }

  private admission(): Promise<void> {
    if (this.queue.length === 0 && this.places > 0) {
      this.entering++;
      return Promise.resolve();
    }
    if (this.queue.length === 0 && this.sweeper !== null) this.sweepIn(SWEEP_SOON);
    return new Promise((resolve) => {
      this.queue.push(resolve);
    });
  }

  private admit(): void {
    while (this.queue.length > 0 && (this.places > 0 || this.stopping)) {
      this.entering++;
      this.queue.shift()?.();
    }
  }

  /** True where there may be more. */
  private async sweep(): Promise<boolean> {
    if (this.stopping || !this.alive) return false;
    if (++this.sweeps % TIDIED_EVERY === 0) {
      await this.letGoOrphans();
      this.beside('giving back idle credentials', () => giveBackIdle(this.room));
      this.beside('removing what is outdated', () => this.outdated.tidy());
    }
    for (const id of await this.room.store.dueOf(this.engineId, this.room.now(), SWEPT)) this.lives.get(id)?.wake();
    // While wake-ups wait for their turn there is enough to do; but not for every project, perhaps.
    if (this.queue.length > 0) {
      await this.serveEveryProject();
      return true;
    }
    const found = await this.room.store.unowned(SWEPT, this.room.now());
    for (const id of found) {
      if (!this.lives.has(id))
        void this.look(id).catch((error) => this.room.log.warn({ error }, 'a stack could not be taken'));
    }
    return found.length >= SWEPT;
  }

  private async serveEveryProject(): Promise<void> {
    const { engine_stacks: most } = this.room.config;
    const waiting = await this.room.store.unownedByProject(SWEPT, most, this.room.now());
    // Counted afterwards: what was taken meanwhile is held, and waits no more.
    const held = new Map<string, number>();
    for (const { projectId, busy } of this.lives.values()) {
      if (busy) held.set(projectId, (held.get(projectId) ?? 0) + 1);
    }
    for (const id of outOfTurn(waiting, held, most)) {
      void this.look(id, { outOfTurn: true }).catch((error) =>
        this.room.log.warn({ error }, 'a stack could not be taken'),
      );
    }
  }

  private sweeps = 0;
  private readonly besides = new Set<string>();

  /** Beside the sweeps, one at a time of each: a Keystone that hangs must not hold them up. */
  private beside(what: string, work: () => Promise<void>): void {
    if (this.besides.has(what)) return;
    this.besides.add(what);
    void work()
      .catch((error) => this.room.log.warn({ error }, `${what} failed; this is tried again`))
      .finally(() => this.besides.delete(what));
  }

  /** Stacks that are this engine's by the database, but that it gave up without being able to say so. */
  private async letGoOrphans(): Promise<void> {
    const { store } = this.room;
    for (const id of await store.ownedBy(this.engineId)) {
      if (this.lives.has(id) || this.taking.has(id)) continue;
      const stack = await store.stack(id);
      if (stack?.engineId !== this.engineId || this.lives.has(id) || this.taking.has(id)) continue;
      await store.release(id, this.engineId, stack.epoch, null);
    }
  }

  private notice(ids: ReadonlySet<string>): void {
    for (const id of ids) {
      // A stack of this engine tells its parent itself when it is done.
      if (this.lives.has(id) || this.room.poller.isWatched(id)) this.noticed.add(id);
    }
    if (this.noticed.size === 0 || this.gatherer !== null) return;
    this.gatherer = setTimeout(() => {
      this.gatherer = null;
      const noticed = [...this.noticed];
      this.noticed.clear();
      void this.lookInto(noticed).catch((error) =>
        this.room.log.warn({ error }, 'a notice of changes could not be looked into'),
      );
    }, GATHER);
  }

  private async lookInto(ids: string[]): Promise<void> {
    const quiet: string[] = [];
    for (const id of ids) {
      const life = this.lives.get(id);
      if (life === undefined) this.room.poller.poke(id);
      else if (life.mayBeOvertaken) quiet.push(id);
      life?.nudge();
    }
    if (quiet.length === 0) return;
    for (const stack of await this.room.store.stacks({
      id: quiet,
      showNested: true,
      showDeleted: true,
      showHidden: true,
    })) {
      this.lives.get(stack.id)?.compare(stack);
    }
  }

  /** Ends calls under way, commits what they brought, and hands the stacks over. */
  async stop(): Promise<void> {
    if (this.stopping) return;
    this.stopping = true;
    if (this.sweeper !== null) clearTimeout(this.sweeper);
    if (this.gatherer !== null) clearTimeout(this.gatherer);
    this.stopListening?.();
    this.admit();
    const stopped = this.stopWork?.();
    await Promise.all(Array.from(this.lives.values(), (life) => life.handOver()));
    await stopped;
    await this.registration?.close();
    this.room.poller.stop();
  }

  /** As if the process had died: nothing more is written, nothing is given up. For tests. */
  async die(): Promise<void> {
    this.stopping = true;
    if (this.sweeper !== null) clearTimeout(this.sweeper);
    if (this.gatherer !== null) clearTimeout(this.gatherer);
    this.stopListening?.();
    for (const life of this.lives.values()) life.abandon();
    this.room.poller.stop();
    const stopped = this.stopWork?.();
    this.admit();
    await stopped;
    await this.registration?.close();
  }
}
