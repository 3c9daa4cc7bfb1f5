/**
 * Asynchronous states without timers.
 *
 * A server that is to become ACTIVE in two seconds carries a `due` note. All notes stand in one heap by time, and
 * before a request is looked at, every note whose time has come is acted on. Nobody can see the cloud between requests,
 * so this equals a timer per object, costs nothing while idle, and survives a restart because the note is in the object.
 */
import type { Busy } from '../busy/busy.ts';
import type { Due, Objects, Stored } from './collection.ts';

interface Entry {
  at: number;
  due: Due;
  id: string;
  collection: Objects<Stored>;
}

/** Of work that has not had its time. */
const NOT_YET = Number.MAX_SAFE_INTEGER;

export type Transition<T extends Stored> = (item: T, data: Record<string, unknown>) => void;

export class Timeline {
  readonly now: () => number;
  readonly #heap: Entry[] = [];
  readonly #transitions = new Map<string, Transition<Stored>>();
  readonly #busy: Pick<Busy, 'work'> | undefined;

  /** `busy`: what takes time waits for its turn, and ends when it has had that time of a processor. */
  constructor(now: () => number, busy?: Pick<Busy, 'work'>) {
    this.now = now;
    this.#busy = busy;
  }

  /** Names what is to be done with objects of a collection when an event is due. */
  on<T extends Stored>(collection: Objects<T>, event: string, transition: Transition<T>): void {
    this.#transitions.set(`${collection.kind}/${event}`, transition as Transition<Stored>);
  }

  /** Puts an object's (single) pending transition behind `delayMs` of work, replacing an earlier one, and saves the object. */
  schedule<T extends Stored>(
    collection: Objects<T>,
    item: T,
    delayMs: number,
    event: string,
    data?: Record<string, unknown>,
  ): void {
    if (this.#busy === undefined) return this.scheduleAt(collection, item, this.now() + delayMs, event, data);
    const due: Due = { at: NOT_YET, event, ...(data && { data }) };
    item.due = due;
    collection.save(item);
    void this.#busy.work(collection.kind, delayMs).then(() => {
      if (collection.get(item.id)?.due === due) this.scheduleAt(collection, item, this.now(), event, data);
    });
  }

  /** The same at a moment, which no work puts off. */
  scheduleAt<T extends Stored>(
    collection: Objects<T>,
    item: T,
    at: number,
    event: string,
    data?: Record<string, unknown>,
  ): void {
    item.due = { at, event, ...(data && { data }) };
    collection.save(item);
    this.#push(collection, item);
  }

  /** Takes up the notes of objects loaded from the storage. */
  rearm(collection: Objects<Stored>): void {
    for (const item of collection.all()) {
      if (item.due === undefined) continue;
      // Work that was under way when the cloud stopped is over when it starts again.
      if (item.due.at === NOT_YET) item.due.at = this.now();
      this.#push(collection, item);
    }
  }

  runDue(): void {
    const now = this.now();
    for (let top = this.#heap[0]; top && top.at <= now; top = this.#heap[0]) {
      this.#pop();
      const item = top.collection.get(top.id);
      // A note that was replaced or whose object is gone stays in the heap until its time and is skipped here.
      if (item?.due !== top.due) continue;
      delete item.due;
      const transition = this.#transitions.get(`${top.collection.kind}/${top.due.event}`);
      if (!transition) throw new Error(`no transition ${top.due.event} for ${top.collection.kind}`);
      transition(item, top.due.data ?? {});
      if (top.collection.has(item.id)) top.collection.save(item);
    }
  }

  #push(collection: Objects<Stored>, item: Stored): void {
    if (!item.due) return;
    const heap = this.#heap;
    const entry = { at: item.due.at, due: item.due, id: item.id, collection };
    let i = heap.length;
    heap.push(entry);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent];
      if (!above || above.at <= entry.at) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = entry;
  }
  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      const left = heap[child];
      const right = heap[child + 1];
      if (!left) break;
      if (right && right.at < left.at) child++;
      const least = heap[child];
      if (!least || least.at >= last.at) break;
      heap[i] = least;
      i = child;
    }
    heap[i] = last;
  }
}
