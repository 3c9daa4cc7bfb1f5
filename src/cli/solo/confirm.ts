/** Asks before something is taken away. Without a terminal nobody can be asked: then `--yes` has to say it. */
import { createInterface } from 'node:readline/promises';

export async function confirm(question: string, yes: boolean): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY) {
    console.error(`${question} Say --yes to go on.`);
    return false;
  }
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(?:es)?$/i.test((await reader.question(`${question} [y/N] `)).trim());
  } finally {
    reader.close();
  }
}
