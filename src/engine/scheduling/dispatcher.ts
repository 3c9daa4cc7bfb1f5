/**
 * Who may do something next. Every run hands in its ready steps; the dispatcher starts them, one run after the other in turn, so
 * that a stack of ten thousand resources does not hold up one of three. Bounds on what is under way hold for the
 * engine, for a project and for a stack. Between steps the event loop gets its turn.
 *
 * A step that has no effect outside (`free`) takes no part in the bounds.
 */
export interface Lane {
  readonly projectId: string;
}

export interface Job {
  free: boolean;
  /** Never rejects. */
  run(): Promise<void> | void;
}

interface Queue {
  lane: Lane;
  jobs: Job[];
  head: number;
  /** Calls under way. */
  active: number;
}

/** Milliseconds after which other callbacks get their turn. */
const TURN = 8;

export interface Bounds {
  engine: number;
  project: number;
  stack: number;
}

export class Dispatcher {
  private readonly bounds: Bounds;
  private readonly queues = new Map<Lane, Queue>();
  /** Queues that have jobs and are not held back, in turn. */
  private ring: Queue[] = [];
  private readonly waiting = new Set<Queue>();
  private readonly projects = new Map<string, number>();
  private active = 0;
  private pumping = false;

  constructor(bounds: Bounds) {
    this.bounds = bounds;
  }

  add(lane: Lane, job: Job): void {
    let queue = this.queues.get(lane);
    if (queue === undefined) {
      queue = { lane, jobs: [], head: 0, active: 0 };
      this.queues.set(lane, queue);
    }
    const idle = queue.head === queue.jobs.length;
    queue.jobs.push(job);
    if (idle) this.ring.push(queue);
    this.pump();
  }

  /** Drops the jobs of a lane that have not begun. */
  drop(lane: Lane): void {
    const queue = this.queues.get(lane);
    if (queue === undefined) return;
    this.queues.delete(lane);
    queue.jobs = [];
    queue.head = 0;
    this.ring = this.ring.filter((other) => other !== queue);
    this.waiting.delete(queue);
  }

  /** Stacks with something to do or under way; all others are forgotten. */
  get lanes(): number {
    return this.queues.size;
  }

  /** Calls under way, for metrics. */
  get underWay(): number {
    return this.active;
  }

  private pump(): void {
    if (this.pumping) return;
    this.pumping = true;
    setImmediate(() => {
      this.pumping = false;
      this.turn();
    });
  }

  private turn(): void {
    const until = performance.now() + TURN;
    while (this.ring.length > 0) {
      // The ring is walked in rounds: one job of each queue per round.
      const round = this.ring;
      this.ring = [];
      for (const [i, queue] of round.entries()) {
        const job = queue.jobs[queue.head];
        if (job === undefined) continue;
        if (!job.free && !this.mayCall(queue)) {
          this.waiting.add(queue);
          continue;
        }
        queue.head++;
        if (queue.head === queue.jobs.length) {
          queue.jobs = [];
          queue.head = 0;
        } else this.ring.push(queue);
        this.start(queue, job);
        if (performance.now() > until) {
          this.ring = [...round.slice(i + 1), ...this.ring];
          if (this.ring.length > 0) this.pump();
          return;
        }
      }
    }
  }

  private mayCall(queue: Queue): boolean {
    const project = this.projects.get(queue.lane.projectId) ?? 0;
    return this.active < this.bounds.engine && project < this.bounds.project && queue.active < this.bounds.stack;
  }

  private start(queue: Queue, job: Job): void {
    if (job.free) {
      void job.run();
      this.forgetIdle(queue);
      return;
    }
    const { projectId } = queue.lane;
    this.active++;
    queue.active++;
    this.projects.set(projectId, (this.projects.get(projectId) ?? 0) + 1);
    const over = () => {
      this.active--;
      queue.active--;
      const left = (this.projects.get(projectId) ?? 1) - 1;
      if (left === 0) this.projects.delete(projectId);
      else this.projects.set(projectId, left);
      this.forgetIdle(queue);
      if (this.waiting.size > 0) {
        this.ring.push(...this.waiting);
        this.waiting.clear();
        this.pump();
      }
    };
    void Promise.resolve(job.run()).finally(over);
  }

  private forgetIdle(queue: Queue): void {
    const idle = queue.active === 0 && queue.head === queue.jobs.length;
    if (idle && this.queues.get(queue.lane) === queue) this.queues.delete(queue.lane);
  }
}
