/**
 * Reading texts of templates and environments without keeping others waiting: short ones where they are, long ones in a thread of their own,
 * which is there from the first of them on. A text that takes too long there is refused, and the thread with it.
 */
import { Worker } from 'node:worker_threads';
import { HeatError } from '../../errors.ts';
import { parseEnvironment } from '../../template/environment/index.ts';
import { jsonForm, readTemplateText } from '../../template/index.ts';
import { Float, type ValueMap } from '../../template/value.ts';
import type { Answer, Text } from './protocol.ts';

/** Longest text, in characters, that is read where it is: the worst of them takes about 50 ms. */
const SHORT = 65_536;
/** Milliseconds that the reading of one text may take. The worst of half a megabyte takes about one second, and starting the thread counts. */
const LONGEST_MS = 20_000;
/** Megabytes for it. */
const MEMORY_MB = 512;

export const isLong = (text: string): boolean => text.length > SHORT;

/** The document of a template's text. Throws what `readTemplateText` does, ValueError where it takes too long. */
export function readTemplateLater(text: string, maxSize: number): Promise<ValueMap> {
  return read({ kind: 'template', text, maxSize });
}

/** The sections of an environment's text. Throws what `parseEnvironment` does, ValueError where it takes too long. */
export function readEnvironmentLater(text: string): Promise<ValueMap> {
  return read({ kind: 'environment', text, maxSize: Number.POSITIVE_INFINITY });
}

let worker: Worker | null = null;
/** The texts before, one after the other. */
let queue: Promise<unknown> = Promise.resolve();

async function read(asked: Text): Promise<ValueMap> {
  const { kind, text, maxSize } = asked;
  // What is too long is refused at once.
  if (!isLong(text) || text.length > 2 * maxSize) {
    return jsonForm(kind === 'template' ? readTemplateText(text, maxSize) : parseEnvironment(text));
  }
  const turn = queue.then(() => inThread(asked));
  queue = turn.catch(() => {});
  const answer = await turn;
  if ('fault' in answer) throw new Error(answer.fault);
  if ('error' in answer) {
    const { code, message, ...extra } = answer.error;
    throw new HeatError(code, message, extra);
  }
  for (const float of answer.floats) Object.setPrototypeOf(float, Float.prototype);
  return answer.document;
}

function inThread(asked: Text): Promise<Answer> {
  const thread = worker ?? startThread();
  worker = thread;
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(clock);
      thread.off('message', answered).off('error', failed).off('exit', ended);
      thread.unref();
    };
    const fail = (error: Error) => {
      end();
      worker = null;
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
      fail(isFull ? tooMuch(`Reading the ${asked.kind} takes more than ${MEMORY_MB} MB`) : error);
    };
    const ended = () => fail(new Error('The thread that reads texts has ended.'));
    const clock = setTimeout(
      () => fail(tooMuch(`Reading the ${asked.kind} takes longer than ${LONGEST_MS / 1000} seconds`)),
      LONGEST_MS,
    );
    thread.on('message', answered).on('error', failed).on('exit', ended);
    // A process may only end between two texts.
    thread.ref();
    thread.postMessage(asked);
  });
}

function startThread(): Worker {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new Worker(new URL(`./worker.${extension}`, import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
}

function tooMuch(message: string): HeatError {
  return new HeatError('ValueError', `${message}; write it shorter, or in several files.`);
}
