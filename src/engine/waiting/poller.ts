/**
 * Waiting, together. One poller per engine asks for everything that waits: a heap of due times, one timer, and in each
 * tick all questions that are due at once, so that `cloud.observe` can answer a thousand of them with one list call.
 *
 * An interval grows with the time already waited: soon after a create an object is often ready within a moment, and an
 * hour later a few seconds matter to nobody. A wait for another stack is not polled but told ({@link Poller.poke}), with a slow
 * look for safety.
 */
export interface Wait {
  /** Asks once; true: over. Never rejects. */
  ask(): Promise<boolean>;
  /** Set by the asker: nothing is to be expected before this stack changed. */
  watched?: string | null;
}

interface Entry {
  wait: Wait;
  since: number;
  due: number;
  /** Poked while being asked. */
  again: boolean;
  asking: boolean;
  watched: string | null;
  place: number;
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

export class Poller {
  private readonly heap: Entry[] = [];
  private readonly entries = new Map<Wait, Entry>();
  private readonly watchers = new Map<string, Set<Entry>>();
  private timer: NodeJS.Timeout | null = null;
  private timerDue = Number.POSITIVE_INFINITY;

  /** Asks soon, then again and again until the answer is true. `since`: when the wait began, in milliseconds of this clock. */
  add(wait: Wait, waitedFor = 0): void {
    const now = performance.now();
    const entry: Entry = {
      wait,
      since: now - waitedFor,
      due: now + FIRST,
      again: false,
      asking: false,
      watched: null,
      place: -1,
    };
    this.entries.set(wait, entry);
    this.watch(entry);
    if (entry.watched !== null) entry.due = now + SAFETY;
    this.push(entry);
    this.arm();
  }

  remove(wait: Wait): void {
    const entry = this.entries.get(wait);
    if (entry === undefined) return;
    this.entries.delete(wait);
    this.unwatch(entry);
    if (entry.place >= 0) this.take(entry.place);
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
    this.heap.length = 0;
  }

  private hurry(entry: Entry): void {
    if (entry.asking) {
      entry.again = true;
      return;
    }
    if (entry.place >= 0) this.take(entry.place);
    entry.due = performance.now();
    this.push(entry);
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
    const first = this.heap[0];
    if (first === undefined || first.due >= this.timerDue) return;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timerDue = first.due;
    this.timer = setTimeout(() => this.tick(), Math.max(0, first.due - performance.now()));
  }

  private tick(): void {
    this.timer = null;
    this.timerDue = Number.POSITIVE_INFINITY;
    const until = performance.now() + GATHER;
    const due: Entry[] = [];
    for (let first = this.heap[0]; first !== undefined && first.due <= until; first = this.heap[0]) {
      due.push(this.take(0));
    }
    for (const entry of due) void this.ask(entry);
    this.arm();
  }

  private async ask(entry: Entry): Promise<void> {
    entry.asking = true;
    entry.again = false;
    const over = await entry.wait.ask();
    entry.asking = false;
    if (this.entries.get(entry.wait) !== entry) return;
    if (over) {
      this.remove(entry.wait);
      return;
    }
    this.watch(entry);
    const now = performance.now();
    if (entry.again) entry.due = now;
    else if (entry.watched !== null) entry.due = now + SAFETY;
    else entry.due = now + Math.min(LONGEST, Math.max(FIRST, (now - entry.since) * PACE));
    this.push(entry);
    this.arm();
  }

  // A binary heap by due time; entries know their place, so that any of them can be taken out.

  private push(entry: Entry): void {
    this.heap.push(entry);
    this.rise(this.heap.length - 1, entry);
  }

  private take(place: number): Entry {
    const taken = this.heap[place] as Entry;
    const last = this.heap.pop() as Entry;
    taken.place = -1;
    if (last !== taken) {
      this.sink(place, last);
      this.rise(last.place, last);
    }
    return taken;
  }

  private rise(from: number, entry: Entry): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.heap[above] as Entry;
      if (parent.due <= entry.due) break;
      this.heap[place] = parent;
      parent.place = place;
      place = above;
    }
    this.heap[place] = entry;
    entry.place = place;
  }

  private sink(from: number, entry: Entry): void {
    let place = from;
    for (;;) {
      let below = 2 * place + 1;
      const right = this.heap[below + 1];
      const left = this.heap[below];
      if (left === undefined) break;
      if (right !== undefined && right.due < left.due) below++;
      const child = this.heap[below] as Entry;
      if (child.due >= entry.due) break;
      this.heap[place] = child;
      child.place = place;
      place = below;
    }
    this.heap[place] = entry;
    entry.place = place;
  }
}
