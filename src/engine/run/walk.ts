/**
 * Walks a plan: a step begins when all that it needs is over, as many at once as the dispatcher allows. After a failure
 * nothing new begins, while what is under way goes on to its end (unless whoever walks wants to go on past
 * failures, as a check does). The cost of a step does not depend on the number of steps.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Step } from '../../plan/index.ts';
import type { Dispatcher, Lane } from '../scheduling/dispatcher.ts';

/** How a step ends: well, with an error, or not at all because the run was stopped while it waited. */
export type StepEnd = { ended: 'done' } | { ended: 'failed'; error: unknown } | { ended: 'dropped' };

export interface Walking {
  /** Performs a step; `free` gives the dispatcher's slot back before the step is over. Never rejects. */
  perform(step: Step, free: () => void): Promise<StepEnd>;
  /** No call to a cloud is to be expected. */
  isFree(step: Step): boolean;
  /** Nothing is to be done: the step is over as soon as its turn comes. */
  isOver?(step: Step): boolean;
  /** Called for steps that are left out because something that they need failed; only when failures do not stop the walk. */
  skipped?(step: Step): void;
  /** Called when the first step fails. */
  failed?(step: Step, error: unknown): void;
}

interface Node {
  step: Step;
  missing: number;
  dependants: Node[];
  state: 'waiting' | 'begun' | 'over';
  tainted: boolean;
}

export interface WalkResult {
  /** Every step is over. */
  complete: boolean;
  failures: { step: Step; error: unknown }[];
}

export class Walk {
  private readonly nodes = new Map<string, Node>();
  private readonly dispatcher: Dispatcher;
  private readonly lane: Lane;
  private readonly walking: Walking;
  private readonly onward: boolean;
  /** Steps begin in the context in which the walk was made, whoever starts them. */
  private readonly inContext = AsyncLocalStorage.snapshot();
  private underWay = 0;
  private left: number;
  private stopped = false;
  private readonly failures: { step: Step; error: unknown }[] = [];
  private readonly end = Promise.withResolvers<WalkResult>();

  constructor(
    steps: readonly Step[],
    about: {
      dispatcher: Dispatcher;
      lane: Lane;
      walking: Walking /** Failures do not stop the walk. */;
      onward?: boolean;
    },
  ) {
    this.dispatcher = about.dispatcher;
    this.lane = about.lane;
    this.walking = about.walking;
    this.onward = about.onward ?? false;
    this.left = steps.length;
    for (const step of steps) {
      this.nodes.set(step.id, { step, missing: 0, dependants: [], state: 'waiting', tainted: false });
    }
    for (const node of this.nodes.values()) {
      for (const need of node.step.needs) {
        const needed = this.nodes.get(need);
        if (needed === undefined || needed === node) continue;
        needed.dependants.push(node);
        node.missing++;
      }
    }
  }

  /** Resolves when nothing is under way any more. */
  run(): Promise<WalkResult> {
    for (const node of this.nodes.values()) {
      if (node.missing === 0 && node.state === 'waiting' && this.pass(node)) this.release(node, false);
    }
    this.settle();
    return this.end.promise;
  }

  /** Begins nothing new. Steps under way go on. */
  stop(): void {
    if (this.stopped) return;
    this.stopped = true;
    this.dispatcher.drop(this.lane);
    // Steps that were handed over but not begun will never report.
    for (const node of this.nodes.values()) if (node.state === 'begun' && !this.performing.has(node)) this.underWay--;
    this.settle();
  }

  private readonly performing = new Set<Node>();

  /** The turn of a step has come. True where it is over with that. */
  private pass(node: Node): boolean {
    if (node.tainted) this.walking.skipped?.(node.step);
    else if (!this.walking.isOver?.(node.step)) {
      this.begin(node);
      return false;
    }
    node.state = 'over';
    this.left--;
    return true;
  }

  private begin(node: Node): void {
    if (this.stopped) return;
    node.state = 'begun';
    this.underWay++;
    const { step } = node;
    this.dispatcher.add(this.lane, {
      free: this.walking.isFree(step),
      run: () => {
        this.performing.add(node);
        const { promise, resolve } = Promise.withResolvers<void>();
        void this.inContext(() => this.walking.perform(step, resolve)).then((end) => {
          resolve();
          this.performing.delete(node);
          this.over(node, end);
        });
        return promise;
      },
    });
  }

  private over(node: Node, end: StepEnd): void {
    node.state = 'over';
    this.underWay--;
    if (end.ended === 'failed') {
      const first = this.failures.length === 0;
      this.failures.push({ step: node.step, error: end.error });
      if (first) this.walking.failed?.(node.step, end.error);
      if (!this.onward) this.stop();
    }
    if (end.ended === 'done') this.left--;
    if (end.ended === 'done' || (this.onward && end.ended === 'failed')) {
      if (end.ended === 'failed') this.left--;
      this.release(node, end.ended === 'failed' || node.tainted);
    }
    this.settle();
  }

  private release(node: Node, tainted: boolean): void {
    // Iterative: a chain of steps that are over at once may be thousands long.
    const open: [Node, boolean][] = [[node, tainted]];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const [over, bad] = next;
      for (const dependant of over.dependants) {
        dependant.tainted ||= bad;
        if (--dependant.missing === 0 && this.pass(dependant)) open.push([dependant, dependant.tainted]);
      }
    }
  }

  private settle(): void {
    if (this.underWay > 0) return;
    if (this.stopped || this.left === 0) this.end.resolve({ complete: this.left === 0, failures: this.failures });
    else if (
      this.nodes.size > 0 &&
      this.failures.length === 0 &&
      ![...this.nodes.values()].some((n) => n.state === 'begun')
    ) {
      // Nothing under way, nothing ready, something left: the steps wait for each other.
      this.end.reject(new Error('The steps of the plan wait for each other.'));
    }
  }
}
