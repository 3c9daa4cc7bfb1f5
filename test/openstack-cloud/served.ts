/** `hearth serve` as a process of its own, as an operator runs it, with its state in a folder that can be served again after a kill. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { AuthOptions } from '../../src/openstack/auth-options.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const START_MS = 60_000;

export interface Served {
  /** Without `/v1`. */
  readonly url: string;
  /** SIGKILL, then served again on the same state. */
  killAndServe(): Promise<void>;
  stop(): Promise<void>;
}

export async function serve(service: AuthOptions): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-cloud-test-'));
  let running = await start(service, folder);
  return {
    get url() {
      return running.url;
    },
    async killAndServe() {
      await end(running.process, 'SIGKILL');
      running = await start(service, folder);
    },
    async stop() {
      await end(running.process, 'SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function end(process: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const exited = once(process, 'exit');
  process.kill(signal);
  await exited;
}

async function start(service: AuthOptions, folder: string): Promise<{ url: string; process: ChildProcess }> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(OS|HEARTH|DATABASE)_/.test(name));
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, 'serve'], {
    cwd: folder,
    env: {
      ...Object.fromEntries(kept),
      ...variablesOf(service),
      HEARTH_DATA_DIR: join(folder, 'state'),
      HEARTH_API_PORT: '0',
      HEARTH_ENABLE_STACK_ABANDON: 'true',
      HEARTH_ENABLE_STACK_ADOPT: 'true',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`hearth serve ${why}:\n${said.slice(-20).join('\n')}`));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail('did not listen in time');
    }, START_MS);
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`ended with ${code}`);
    });
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        said.push(line);
        const found = /"url":"([^"]+)","msg":"the orchestration API listens"/.exec(line)?.[1];
        if (found === undefined) return;
        clearTimeout(timer);
        resolve(found);
      });
    }
  });
  return { url, process: child };
}

/** The `OS_*` variables that say the same as the options. */
function variablesOf(auth: AuthOptions): Record<string, string> {
  const special: Partial<Record<keyof AuthOptions, string>> = { region: 'OS_REGION_NAME' };
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(auth)) {
    if (typeof value !== 'string') continue;
    const spelt = name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
    variables[special[name as keyof AuthOptions] ?? `OS_${spelt}`] = value;
  }
  if (auth.verify === false) variables.OS_INSECURE = 'true';
  return variables;
}
