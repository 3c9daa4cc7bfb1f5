/**
 * `npm run abuse`: every input made to hurt, one after the other, against a server in a process of its own, while another client asks for its health. Prints
 * what each did, and ends with 1 where somebody else had to wait, memory grew, or the answer was none that may be.
 *
 *     npm run abuse                       all of them; on a machine that has nothing else to do
 *     npm run abuse -- --only keystone    those with this in their names
 *     npm run abuse -- --write            also into docs/abuse.md
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { forgetPeak, memory } from '../processes.ts';
import { Attacker, type Outcome } from './attacker.ts';
import { startHostileServer } from './hostile-server.ts';
import { NETWORK_INPUTS, type NetworkInput, wrongWith } from './network-inputs.ts';
import { HOSTILE_HOST, type Target } from './target.ts';
import { TEMPLATE_INPUTS } from './template-inputs.ts';

/** Milliseconds that another client may have to wait. */
const LONGEST_WAIT = 250;
/** One that kept others waiting so long, in milliseconds, is not given another input. */
const STUCK = 20_000;
/** MB that memory may grow. */
const MOST_GROWTH = 200;

interface Row {
  input: string;
  status: number;
  wait: number;
  growth: number;
  verdict: string;
}

const templates = TEMPLATE_INPUTS.map(
  ({ name, request, expect }): NetworkInput => ({
    name,
    expect,
    async send(attacker) {
      const { method, path, body } = request();
      const answer = await attacker.call(method, path, body);
      // What was taken has to come to rest, too.
      if (answer.status !== 201) return answer;
      const fate = await attacker.fate(answer);
      return fate?.state.endsWith('IN_PROGRESS') ? { status: 500, text: 'it does not come to rest' } : answer;
    },
  }),
);

class Server {
  readonly child: ChildProcess;
  readonly target: Target;
  private constructor(child: ChildProcess, target: Target) {
    this.child = child;
    this.target = target;
  }
  static async start(hostile: string): Promise<Server> {
    const child = fork(join(import.meta.dirname, 'server.ts'), [hostile]);
    const [target] = (await once(child, 'message')) as [Target];
    return new Server(child, target);
  }
  get died(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }
  async stop(): Promise<void> {
    if (this.died) return;
    this.child.send({ stop: true });
    const ended = once(this.child, 'exit');
    if ((await Promise.race([ended, sleep(5_000, 'late', { ref: false })])) === 'late') {
      this.child.kill('SIGKILL');
      await ended;
    }
  }
}

const { values } = parseArgs({ options: { only: { type: 'string' }, write: { type: 'boolean', default: false } } });
const inputs = [...NETWORK_INPUTS, ...templates].filter(
  ({ name }) => values.only === undefined || name.includes(values.only),
);
if (inputs.length === 0) throw new Error(`no input has "${values.only}" in its name`);
const hostile = await startHostileServer(HOSTILE_HOST);
const watcher = fork(join(import.meta.dirname, 'watcher.ts'));
let server = await startServer();
const rows: Row[] = [];
for (const input of inputs) {
  const row = await measure(input);
  rows.push(row);
  console.log(`${row.verdict === 'good' ? '    ' : 'BAD '}${row.input}: ${said(row)}`);
  // One that is still busy would be measured with the next input.
  if (server.died || row.wait > STUCK) {
    await server.stop();
    server = await startServer();
  }
}
await server.stop();
watcher.disconnect();
hostile.close();
const bad = rows.filter(({ verdict }) => verdict !== 'good');
console.log(`\n${rows.length} inputs, ${bad.length} violations`);
if (values.write) writeFileSync(join(import.meta.dirname, '../../docs/abuse.md'), asMarkdown(rows));
process.exit(bad.length === 0 ? 0 : 1);

async function startServer(): Promise<Server> {
  const started = await Server.start(hostile.url);
  watcher.send({ url: started.target.url });
  // Its first requests are the slowest, for nobody's fault.
  await new Attacker(started.target, hostile.url).call('POST', '/stacks/preview', {
    stack_name: 'first',
    template: 'heat_template_version: 2021-04-16',
  });
  await sleep(1_000);
  return started;
}

async function longestWait(): Promise<number> {
  watcher.send({});
  const [{ longest }] = (await once(watcher, 'message')) as [{ longest: number }];
  return longest;
}

async function measure(input: NetworkInput): Promise<Row> {
  const pids = [server.child.pid as number];
  forgetPeak(pids);
  const { rss } = memory(pids);
  await longestWait();
  let outcome: Outcome;
  try {
    outcome = await input.send(new Attacker(server.target, hostile.url));
  } catch (error) {
    outcome = { status: 0, text: error instanceof Error ? error.message : String(error) };
  }
  // What goes on after the answer counts as well.
  await sleep(200);
  const wait = await longestWait();
  const growth = Math.max(0, memory(pids).peak - rss);
  const faults = server.died ? ['the server died'] : [];
  const wrong = wrongWith(outcome, input.expect);
  if (wrong !== null) faults.push(wrong);
  if (wait > LONGEST_WAIT) faults.push(`others wait more than ${LONGEST_WAIT} ms`);
  if (growth > MOST_GROWTH) faults.push(`memory grows by more than ${MOST_GROWTH} MB`);
  return { input: input.name, status: outcome.status, wait, growth, verdict: faults.join('; ') || 'good' };
}

function said({ status, wait, growth, verdict }: Row): string {
  return `${status}, others wait ${wait.toFixed(0)} ms, ${growth.toFixed(0)} MB${verdict === 'good' ? '' : `: ${verdict}`}`;
}

function asMarkdown(measured: readonly Row[]): string {
  const lines = measured.map(
    ({ input, status, wait, growth, verdict }) =>
      `| ${input.replaceAll('|', '\\|')} | ${status} | ${wait.toFixed(0)} | ${growth.toFixed(0)} | ${verdict} |`,
  );
  return `# What abuse does

Written by \`npm run abuse -- --write\`. Each input is one request of a user with a plain role, within the limits of sizes, to one process with API, engine, SQLite
and the dev cloud in it. While it is served, another client asks for \`GET /healthcheck\` every 20 ms; it may never wait for more than ${LONGEST_WAIT} ms, memory
may grow by ${MOST_GROWTH} MB at most, and the answer has to be a refusal that says why, or right. Status 422 stands for a stack that failed as it should.

| input | status | longest wait of others (ms) | growth of memory (MB) | verdict |
| --- | --- | --- | --- | --- |
${lines.join('\n')}
`;
}
