/**
 * Waiting, together. One poller per engine asks for everything that waits: a heap of due times, one timer, and in each
 * tick all questions that are due at once, so that `cloud.observe` can answer a thousand of them with one list call.
 *
 * An interval grows with the time already waited: soon after a create an object is often ready within a moment, and an
 * hour later a few seconds matter to nobody. Those that ask the same collection are asked in rounds ({@link Rounds}): whoever will be due soon is asked with
 * those that are. A wait for another stack is not polled but told ({@link Poller.poke}), with a slow look for safety.
 */
import { DueHeap, type Placed } from './due-heap.ts';
import { Rounds } from './rounds.ts';

/** What a question went to. */
export interface Asked {
  /** A collection, as users with the same rights see it. */
  kind: string;
  /** Milliseconds until the answer. */
  ms: number;
}

export interface Wait {
  /** Asks once; true: over. Never rejects. */
  ask(): Promise<boolean>;
  /** Set by the asker: nothing is to be expected before this stack changed. */
  watched?: string | null;
  /** Set by the asker: what it asked last; null where it asked no collection. */
  asked?: Asked | null;
}

/** What is known of a wait beforehand. */
export interface Prospect {
  /** Milliseconds that it has taken so far. */
  waitedFor?: number;
  /** What it is going to ask, as in {@link Asked}. */
  kind?: string;
  /** Milliseconds after which it is to be asked for the first time. */
  after?: number;
}

interface Entry extends Placed {
  wait: Wait;
  since: number;
  /** When it would be asked if nobody else were. */
  wanted: number;
  /** Poked while being asked. */
  again: boolean;
  asking: boolean;
  /** To be asked at once, whichever round it is. */
  hurried: boolean;
  watched: string | null;
  kind: string | null;
  rounds: Rounds<Entry> | null;
}

/** Milliseconds. */
const FIRST = 50;
const LONGEST = 4000;
/** Part of the time waited so far after which it is asked again. */
const PACE = 0.15;
/** Questions due within so many milliseconds of each other are asked together. */
const GATHER = 25;
/** Between two looks at a stack that will tell. */
const SAFETY = 15_000;
/** Collections whose pace is remembered although nothing is awaited of them. */
const MOST_AT_REST = 1000;

export class Poller {
  private readonly heap = new DueHeap<Entry>();
  private readonly entries = new Map<Wait, Entry>();
  private readonly watchers = new Map<string, Set<Entry>>();
  private readonly kinds = new Map<string, Rounds<Entry>>();
  private timer: NodeJS.Timeout | null = null;
  private timerDue = Number.POSITIVE_INFINITY;

  /** Asks soon, then again and again until the answer is true. */
  add(wait: Wait, { waitedFor = 0, kind, after }: Prospect = {}): void {
    const now = performance.now();
    const entry: Entry = {
      wait,
      since: now - waitedFor,
      due: 0,
      wanted: now + (after ?? FIRST),
      again: false,
      asking: false,
      hurried: false,
      watched: null,
      kind: null,
      rounds: null,
      place: -1,
    };
    this.entries.set(wait, entry);
    this.watch(entry);
    if (entry.watched !== null) entry.wanted = now + SAFETY;
    this.join(entry, kind ?? wait.asked?.kind ?? null);
    this.schedule(entry);
    this.arm();
  }

  remove(wait: Wait): void {
    const entry = this.entries.get(wait);
    if (entry === undefined) return;
    this.entries.delete(wait);
    this.unwatch(entry);
    this.join(entry, null);
    this.heap.remove(entry);
  }

  /** Something happened to this stack: whoever waits for it asks at once. */
  poke(stackId: string): void {
    const watching = this.watchers.get(stackId);
    if (watching === undefined) return;
    for (const entry of watching) this.hurry(entry);
    this.arm();
  }

  /** Asks this one at once. */
  pokeWait(wait: Wait): void {
    const entry = this.entries.get(wait);
    if (entry === undefined) return;
    this.hurry(entry);
    this.arm();
  }

  isWatched(stackId: string): boolean {
    return this.watchers.has(stackId);
  }

  get size(): number {
    return this.entries.size;
  }

  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.entries.clear();
    this.watchers.clear();
    this.kinds.clear();
    this.heap.clear();
  }

  private hurry(entry: Entry): void {
    if (entry.asking) {
      entry.again = true;
      return;
    }
    entry.hurried = true;
    entry.wanted = performance.now();
    this.schedule(entry);
  }

  /** Puts it into the heap at its time, or at that of the next round of what it asks. */
  private schedule(entry: Entry): void {
    this.heap.remove(entry);
    const { rounds } = entry;
    entry.due = entry.wanted;
    rounds?.held.delete(entry);
    if (rounds !== null && !entry.hurried && rounds.next > entry.wanted) {
      entry.due = rounds.next;
      rounds.held.add(entry);
    }
    this.heap.push(entry);
  }

  private join(entry: Entry, kind: string | null): void {
    if (kind === entry.kind) return;
    entry.rounds?.members.delete(entry);
    entry.rounds?.held.delete(entry);
    entry.kind = kind;
    entry.rounds = kind === null ? null : this.roundsOf(kind);
    entry.rounds?.members.add(entry);
  }

  private roundsOf(kind: string): Rounds<Entry> {
    let rounds = this.kinds.get(kind);
    if (rounds === undefined) {
      if (this.kinds.size >= MOST_AT_REST) {
        for (const [name, { members }] of this.kinds) if (members.size === 0) this.kinds.delete(name);
      }
      rounds = new Rounds();
      this.kinds.set(kind, rounds);
    }
    return rounds;
  }

  private watch(entry: Entry): void {
    const watched = entry.wait.watched ?? null;
    if (watched === entry.watched) return;
    this.unwatch(entry);
    entry.watched = watched;
    if (watched === null) return;
    const watching = this.watchers.get(watched);
    if (watching === undefined) this.watchers.set(watched, new Set([entry]));
    else watching.add(entry);
  }

  private unwatch(entry: Entry): void {
    if (entry.watched === null) return;
    const watching = this.watchers.get(entry.watched);
    watching?.delete(entry);
    if (watching?.size === 0) this.watchers.delete(entry.watched);
    entry.watched = null;
  }

  private arm(): void {
    const { first } = this.heap;
    if (first === undefined || first.due >= this.timerDue) return;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timerDue = first.due;
    this.timer = setTimeout(() => this.tick(), Math.max(0, first.due - performance.now()));
  }

  private tick(): void {
    this.timer = null;
    this.timerDue = Number.POSITIVE_INFINITY;
    const now = performance.now();
    const until = now + GATHER;
    const due: Entry[] = [];
    const having = new Set<Rounds<Entry>>();
    for (let { first } = this.heap; first !== undefined && first.due <= until; { first } = this.heap) {
      const { rounds } = first;
      if (rounds !== null && !first.hurried) {
        if (rounds.next > until) {
          // Another round has begun since it was put here.
          this.schedule(first);
          continue;
        }
        having.add(rounds);
      }
      this.heap.remove(first);
      due.push(first);
    }
    for (const entry of due) if (entry.rounds === null || entry.hurried) void this.ask(entry, null);
    for (const rounds of having) this.take(rounds, due, now);
    this.arm();
  }

  /** A round: of those that are due, and of those that will be before the next one. */
  private take(rounds: Rounds<Entry>, due: readonly Entry[], now: number): void {
    const soon = now + Math.max(GATHER, rounds.peace);
    const asked = due.filter((entry) => entry.rounds === rounds && !entry.hurried);
    for (const entry of rounds.members) {
      if (entry.place < 0 || entry.asking || entry.watched !== null || entry.wanted > soon) continue;
      this.heap.remove(entry);
      asked.push(entry);
    }
    const end = rounds.begin(now);
    const answered = (ms: number | null) => {
      if (!end(performance.now(), ms)) return;
      const held = [...rounds.held];
      rounds.held.clear();
      for (const entry of held) this.schedule(entry);
      this.arm();
    };
    let left = asked.length;
    for (const entry of asked) {
      rounds.held.delete(entry);
      void this.ask(entry, answered).then(() => {
        if (--left === 0) answered(null);
      });
    }
  }

  private async ask(entry: Entry, answered: ((ms: number) => void) | null): Promise<void> {
    entry.asking = true;
    entry.again = false;
    entry.hurried = false;
    const over = await entry.wait.ask();
    entry.asking = false;
    const { asked = null } = entry.wait;
    if (asked !== null && asked.kind === entry.kind) answered?.(asked.ms);
    if (this.entries.get(entry.wait) !== entry) return;
    if (over) {
      this.remove(entry.wait);
      return;
    }
    this.watch(entry);
    this.join(entry, asked?.kind ?? null);
    const now = performance.now();
    if (entry.again) {
      entry.wanted = now;
      entry.hurried = true;
    } else if (entry.watched !== null) entry.wanted = now + SAFETY;
    else entry.wanted = now + Math.min(LONGEST, Math.max(FIRST, (now - entry.since) * PACE));
    this.schedule(entry);
    this.arm();
  }
}
