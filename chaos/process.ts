/** A program as a process that can be killed at any moment. Its output goes to a file, which is evidence when something fails. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

export const NODE = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));

/** Where Node keeps compiled sources. A process writes there when it ends by itself, never when it is killed. */
export const COMPILED = {
  NODE_COMPILE_CACHE:
    process.env['NODE_COMPILE_CACHE'] ??
    fileURLToPath(new URL('../node_modules/.cache/hearth-compiled', import.meta.url)),
};

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export interface Program {
  /** File, from the project's root. */
  file: string;
  args: string[];
  env: Record<string, string>;
  log: string;
  nodeArgs?: string[];
}

export class Process {
  readonly pid: number;
  readonly ended: Promise<void>;
  private readonly child: ChildProcess;
  private alive = true;

  constructor({ file, args, env, log, nodeArgs = [] }: Program) {
    const output = openSync(log, 'a');
    const path = fileURLToPath(new URL(`../${file}`, import.meta.url));
    const { PATH = '', HOME = '' } = process.env;
    this.child = spawn(NODE, ['--disable-warning=ExperimentalWarning', ...nodeArgs, path, ...args], {
      env: { PATH, HOME, ...COMPILED, ...env },
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    running.add(this.child);
    this.pid = this.child.pid ?? 0;
    this.ended = new Promise((resolve) => {
      const over = () => {
        this.alive = false;
        running.delete(this.child);
        resolve();
      };
      this.child.once('exit', over);
      this.child.once('error', over);
    });
  }

  get isAlive(): boolean {
    return this.alive;
  }

  /** SIGKILL; resolves when it is gone. */
  async kill(): Promise<void> {
    if (this.alive) this.child.kill('SIGKILL');
    await this.ended;
  }

  /** Asks it to end, and kills it after `ms`. */
  async stop(ms = 20_000): Promise<void> {
    if (this.alive) this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), ms);
    await this.ended;
    clearTimeout(timer);
  }
}

/** The last lines of a log. */
export function tail(log: string, lines = 30): string {
  try {
    return readFileSync(log, 'utf8').split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
}

/** Lines of a log that say this. */
export function linesThatSay(log: string, message: string): string[] {
  return readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.includes(message));
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
