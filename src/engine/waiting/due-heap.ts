/** A binary heap by due time. What is in it knows its place, so that any of it can be taken out. */
export interface Placed {
  due: number;
  /** -1: in no heap. */
  place: number;
}

export class DueHeap<T extends Placed> {
  private readonly heap: T[] = [];

  get first(): T | undefined {
    return this.heap[0];
  }

  push(one: T): void {
    this.heap.push(one);
    this.rise(this.heap.length - 1, one);
  }

  /** Takes it out, where it is in. */
  remove(one: T): void {
    if (one.place >= 0) this.take(one.place);
  }

  clear(): void {
    for (const one of this.heap) one.place = -1;
    this.heap.length = 0;
  }

  private take(place: number): void {
    const taken = this.heap[place] as T;
    const last = this.heap.pop() as T;
    taken.place = -1;
    if (last === taken) return;
    this.sink(place, last);
    this.rise(last.place, last);
  }

  private rise(from: number, one: T): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.heap[above] as T;
      if (parent.due <= one.due) break;
      this.heap[place] = parent;
      parent.place = place;
      place = above;
    }
    this.heap[place] = one;
    one.place = place;
  }

  private sink(from: number, one: T): void {
    let place = from;
    for (;;) {
      let below = 2 * place + 1;
      const right = this.heap[below + 1];
      const left = this.heap[below];
      if (left === undefined) break;
      if (right !== undefined && right.due < left.due) below++;
      const child = this.heap[below] as T;
      if (child.due >= one.due) break;
      this.heap[place] = child;
      child.place = place;
      place = below;
    }
    this.heap[place] = one;
    one.place = place;
  }
}
