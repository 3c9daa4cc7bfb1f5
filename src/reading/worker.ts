/** The thread that reads texts of templates and environments, one after the other. */
import { parentPort } from 'node:worker_threads';
import { HeatError } from '../errors.ts';
import { positioned } from '../template/diagnostics/report.ts';
import { Float } from '../template/value.ts';
import type { Answer, Task } from './protocol.ts';
import { readNow } from './read-now.ts';

const port = parentPort;
if (!port) throw new Error('This file is a worker thread.');

port.on('message', (task: Task) => port.postMessage(answer(task)));

function answer(task: Task): Answer {
  try {
    const { kind, text } = task;
    if (kind === 'places') return { findings: task.findings.map((finding) => positioned(finding, { text })) };
    const document = readNow(task);
    return { document, floats: [...floatsOf(document)] };
  } catch (error) {
    if (!(error instanceof HeatError)) return { fault: String(error instanceof Error ? error.stack : error) };
    const { code, message, status, diagnostics } = error;
    return { error: { code, message, status, diagnostics: [...diagnostics] } };
  }
}

function floatsOf(document: unknown): Set<Float> {
  const floats = new Set<Float>();
  // A set goes on to what is added to it while it is gone through; what aliases share is looked at once.
  const collections = new Set<unknown>([document]);
  for (const collection of collections) {
    for (const item of Object.values(collection as object)) {
      if (item instanceof Float) floats.add(item);
      else if (typeof item === 'object' && item !== null) collections.add(item);
    }
  }
  return floats;
}
