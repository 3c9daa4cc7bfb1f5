/** Asks before something is changed. Without a terminal nobody can be asked: then `--yes` has to say it. */
import { createInterface } from 'node:readline/promises';
import type { Stopper } from '../until-stopped.ts';

export async function confirm(question: string, yes: boolean, stopper: Stopper): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY) {
    console.error(`${question} There is no terminal to ask at: say --yes to go on.`);
    return false;
  }
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  // While it asks, it reads Ctrl-C as a key.
  reader.on('SIGINT', () => stopper.stop());
  // The end of the input is no consent.
  const ended = new Promise<string>((resolve) => reader.once('close', () => resolve('')));
  try {
    const answer = await stopper.unless(Promise.race([reader.question(`${question} [y/N] `), ended]));
    return /^y(?:es)?$/i.test(answer.trim());
  } finally {
    reader.close();
  }
}
