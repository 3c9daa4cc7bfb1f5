/**
 * Taking turns at what can bear one change at a time: the parts of a load balancer, the record sets of a zone. Whoever is to change something of a key
 * stands in its line; first come, first served, and nobody asks anything of anybody while waiting.
 *
 * When a service says "not now" although it is somebody's turn (somebody outside of this process is at work, or what is in the way is of another kind),
 * the turn is given up: what is in the way may be something that stands further back. The line rests. The poller says when the next one may try, one
 * try at a time, sooner first and later more and more slowly; the first success sets the line in motion again. So a line costs a busy service one call
 * at a time, however long it is.
 */
import type { Poller, Wait } from '../waiting/poller.ts';

/** Calls that change something are dearer than questions: the pace is as if so many milliseconds had been waited already. */
const HEAD_START = 1000;
/** A line that was refused in the last so many milliseconds is not hurried. */
const SOON = 200;

class Line {
  readonly id: string;
  readonly projectId: string;
  holder: Turn | null = null;
  readonly waiting = new Set<Turn>();
  /** While it rests. */
  rest: Wait | null = null;
  /** Tells the poller how the try that it allowed went. */
  answer: ((moves: boolean) => void) | null = null;
  refusedAt = Number.NEGATIVE_INFINITY;

  constructor(id: string, projectId: string) {
    this.id = id;
    this.projectId = projectId;
  }
}

/** One place in one line, until it is given back. */
export class Turn {
  private readonly turns: Turns;
  readonly line: Line;
  private coming: PromiseWithResolvers<void> | null = null;

  constructor(turns: Turns, line: Line) {
    this.turns = turns;
    this.line = line;
  }

  get hasCome(): boolean {
    return this.line.holder === this;
  }

  /** Resolves when it has; never, once the place is given up. */
  comes(): Promise<void> {
    if (this.hasCome) return Promise.resolve();
    this.coming ??= Promise.withResolvers();
    return this.coming.promise;
  }

  /** For {@link Turns}. */
  begin(): void {
    this.coming?.resolve();
    this.coming = null;
  }

  /** It was this one's turn, in vain: it will come again. */
  refused(): void {
    this.turns.refused(this);
  }

  /** Gives back the turn, or the place in the line. May be called again. */
  end(): void {
    this.turns.end(this);
  }
}

export class Turns {
  private readonly poller: Pick<Poller, 'add' | 'remove' | 'pokeWait'>;
  private readonly lines = new Map<string, Line>();
  /** Lines that rest, by project; those first that have not been hurried for longest. */
  private readonly resting = new Map<string, Set<Line>>();

  constructor(poller: Pick<Poller, 'add' | 'remove' | 'pokeWait'>) {
    this.poller = poller;
  }

  /** Lines in which somebody stands. */
  get size(): number {
    return this.lines.size;
  }

  /** Keys are a project's own: nobody is held up by what others call theirs. */
  stand(projectId: string, key: string): Turn {
    const id = `${projectId} ${key}`;
    let line = this.lines.get(id);
    if (line === undefined) {
      line = new Line(id, projectId);
      this.lines.set(id, line);
    }
    const turn = new Turn(this, line);
    if (line.holder === null && line.waiting.size === 0) line.holder = turn;
    else line.waiting.add(turn);
    return turn;
  }

  refused(turn: Turn): void {
    const { line } = turn;
    if (line.holder !== turn) throw new Error('It is not its turn.');
    line.holder = null;
    line.waiting.add(turn);
    line.refusedAt = performance.now();
    if (line.rest === null) this.beginRest(line);
    else this.answer(line, false);
  }

  end(turn: Turn): void {
    const { line } = turn;
    if (line.holder === turn) {
      line.holder = null;
      if (line.rest !== null) {
        this.endRest(line);
        this.answer(line, true);
      }
      this.serve(line);
    } else if (line.waiting.delete(turn) && line.holder === null && line.waiting.size === 0) {
      if (line.rest !== null) this.poller.remove(line.rest);
      this.endRest(line);
      this.lines.delete(line.id);
    }
  }

  /** Something of a project has come to its end; maybe it was in the way of what rests. One line is hurried, each in its turn. */
  hurry(projectId: string): void {
    const lines = this.resting.get(projectId);
    const line = lines?.values().next().value;
    if (lines === undefined || line === undefined) return;
    lines.delete(line);
    lines.add(line);
    if (line.rest === null || line.holder !== null || performance.now() - line.refusedAt < SOON) return;
    this.poller.pokeWait(line.rest);
  }

  private serve(line: Line): void {
    const next = line.waiting.values().next().value;
    if (next === undefined) {
      this.lines.delete(line.id);
      return;
    }
    line.waiting.delete(next);
    line.holder = next;
    next.begin();
  }

  private beginRest(line: Line): void {
    line.rest = { ask: () => this.tryNext(line) };
    const lines = this.resting.get(line.projectId);
    if (lines === undefined) this.resting.set(line.projectId, new Set([line]));
    else lines.add(line);
    this.poller.add(line.rest, { waitedFor: HEAD_START });
  }

  private endRest(line: Line): void {
    line.rest = null;
    const lines = this.resting.get(line.projectId);
    lines?.delete(line);
    if (lines?.size === 0) this.resting.delete(line.projectId);
  }

  private tryNext(line: Line): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    line.answer = resolve;
    this.serve(line);
    return promise;
  }

  private answer(line: Line, moves: boolean): void {
    line.answer?.(moves);
    line.answer = null;
  }
}
