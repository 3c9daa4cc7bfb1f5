/**
 * A thread that does one task after the other, each within bounds: it is there from the first task on, and where one takes too long or too much memory, that
 * one is refused and the next has a new thread.
 */
import { Worker } from 'node:worker_threads';
import { HeatError } from '../errors.ts';
import type { Answer, Document, Places, Task, ToPlace, ToRead } from './protocol.ts';

export interface Bounds {
  /** Milliseconds that one task may take; starting the thread counts. */
  longest: number;
  /** Megabytes for it. */
  memory: number;
}

const WHAT: Record<Task['kind'], string> = {
  template: 'Reading the template',
  environment: 'Reading the environment',
  document: 'Reading the text',
  places: 'Finding the place of an error',
};

export class ReadingThread {
  private readonly bounds: Bounds;
  private worker: Worker | null = null;
  /** The tasks before, one after the other. */
  private queue: Promise<unknown> = Promise.resolve();

  constructor(bounds: Bounds) {
    this.bounds = bounds;
  }

  /** @throws what the task throws; ValueError where it goes beyond the bounds */
  async ask(task: ToRead): Promise<Document>;
  async ask(task: ToPlace): Promise<Places>;
  async ask(task: Task): Promise<Document | Places> {
    const turn = this.queue.then(() => this.run(task));
    this.queue = turn.catch(() => {});
    const answer = await turn;
    if ('fault' in answer) throw new Error(answer.fault);
    if (!('error' in answer)) return answer;
    const { code, message, ...extra } = answer.error;
    throw new HeatError(code, message, extra);
  }

  private run(task: Task): Promise<Answer> {
    const { longest, memory } = this.bounds;
    const thread = (this.worker ??= start(memory));
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(clock);
        thread.off('message', answered).off('error', failed).off('exit', ended);
        thread.unref();
      };
      const fail = (error: Error) => {
        end();
        this.worker = null;
        // What it still has to say concerns nobody.
        thread.on('error', () => {});
        void thread.terminate();
        reject(error);
      };
      const answered = (answer: Answer) => {
        end();
        resolve(answer);
      };
      const failed = (error: NodeJS.ErrnoException) => {
        const isFull = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
        fail(isFull ? tooMuch(task, `more than ${memory} MB`) : error);
      };
      const ended = () => fail(new Error('The thread that reads texts has ended.'));
      const clock = setTimeout(() => fail(tooMuch(task, `longer than ${longest / 1000} seconds`)), longest);
      thread.on('message', answered).on('error', failed).on('exit', ended);
      // A process may only end between two texts.
      thread.ref();
      thread.postMessage(task);
    });
  }
}

function start(memory: number): Worker {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new Worker(new URL(`./worker.${extension}`, import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: memory },
  });
}

function tooMuch({ kind }: Task, what: string): HeatError {
  return new HeatError('ValueError', `${WHAT[kind]} takes ${what}; write it shorter, or in several files.`);
}
