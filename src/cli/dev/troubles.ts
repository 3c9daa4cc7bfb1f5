/** Where the log of `hearth dev` goes: to its file, and what is an error also to the terminal, each kind of it once. */
import { Writable } from 'node:stream';

interface Line {
  level: string;
  msg: string;
  error?: { message?: string };
}

export function tellingTroubles(log: Writable, logFile: string, terminal: Pick<Writable, 'write'>): Writable {
  const told = new Set<string>();
  return new Writable({
    write(chunk: Buffer | string, _encoding, done) {
      const text = String(chunk);
      if (text.startsWith('{"level":"error"')) tell(JSON.parse(text) as Line);
      // Where there is no room for the log, the rest goes on.
      log.write(text, () => done());
    },
    final(done) {
      log.end(done);
    },
  });

  function tell({ msg, error }: Line): void {
    const trouble = error?.message === undefined ? msg : `${msg}: ${error.message}`;
    if (told.has(trouble)) return;
    told.add(trouble);
    terminal.write(`hearth: ${trouble} (more in ${logFile})\n`);
  }
}
