/**
 * `hearth dev`, which is `npm start`: the dev cloud, Hearth on its embedded database, and a sample stack, all in this process and
 * all kept in one folder. What it prints is meant for somebody who sees Hearth for the first time.
 */
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Metrics } from '../../api/metrics.ts';
import { type DevCloud, type DevCloudOptions, startDevCloud } from '../../devcloud/index.ts';
import type { AuthOptions } from '../../openstack/auth-options.ts';
import { authFromVariables } from '../../openstack/clouds-yaml.ts';
import type { Config } from '../../options.ts';
import { EVERYWHERE } from '../../outgoing/addresses.ts';
import { ConfigError } from '../config/values.ts';
import { outputLines } from '../output-lines.ts';
import { watchStack } from '../progress/watch.ts';
import { Stopper, within } from '../until-stopped.ts';
import { choosePort } from '../wiring/choose-port.ts';
import { type Hearth, openHearth } from '../wiring/hearth.ts';
import { localCaller } from '../wiring/local-caller.ts';
import { createLog } from '../wiring/logging.ts';
import { openConfiguredStore } from '../wiring/open-store.ts';
import { findOrCreateSample, SAMPLE } from './sample.ts';
import { tellingTroubles } from './troubles.ts';

export interface DevOptions {
  keystonePort: number;
  instant: boolean;
  sample: boolean;
  once: boolean;
}

/** Long enough to see things happen, short enough not to wait. */
const DELAYS = {
  serverBuildMs: 1500,
  serverDeleteMs: 500,
  volumeMs: 600,
  volumeAttachMs: 500,
  volumeDeleteMs: 300,
  loadBalancerMs: 1500,
  loadBalancerChangeMs: 400,
};

/** Resolves to the exit code. */
export async function runDev(given: Config, options: DevOptions): Promise<number> {
  const stopper = new Stopper();
  /** What was opened, the last first. */
  const opened: (() => Promise<void>)[] = [];
  try {
    return await live(given, options, stopper, (close) => opened.unshift(close));
  } finally {
    if (stopper.signal.aborted) console.log('Closing …');
    await within(given.shutdown_timeout, closeAll(opened));
  }
}

async function closeAll(opened: readonly (() => Promise<void>)[]): Promise<void> {
  for (const close of opened) await close();
}

async function live(
  given: Config,
  options: DevOptions,
  stopper: Stopper,
  toClose: (close: () => Promise<void>) => void,
): Promise<number> {
  const began = performance.now();
  const { data_dir: folder, api_host: host } = given;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const opened: { hearth?: Hearth } = {};
  // First of all: while it is open, the folder is this process's alone.
  const store = await openConfiguredStore({ ...given, database_url: null });
  toClose(() => (opened.hearth === undefined ? store.close() : Promise.resolve()));
  const apiPort = await choosePort(given.api_port, host);
  const cfnPort = await choosePort(given.cfn_api_port, host);
  const cloud = await openCloud({
    port: options.keystonePort,
    dataDirectory: join(folder, 'devcloud'),
    delays: options.instant ? {} : DELAYS,
    orchestrationUrl: `http://${host}:${apiPort}/v1/%(tenant_id)s`,
    cloudformationUrl: `http://${host}:${cfnPort}/v1`,
  });
  toClose(() => cloud.close());
  const config: Config = {
    ...given,
    database_url: null,
    outgoing_allow: EVERYWHERE.allow,
    api_port: apiPort,
    cfn_api_port: cfnPort,
    public_url: `http://${host}:${apiPort}`,
    enable_stack_abandon: true,
    enable_stack_adopt: true,
    stack_user_domain_name: 'heat',
    stack_domain_admin: 'heat_domain_admin',
    stack_domain_admin_password: cloud.environment('heat_domain_admin').OS_PASSWORD ?? null,
  };
  const logFile = join(folder, 'hearth.log');
  const logStream = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
  logStream.on('error', () => {});
  const log = createLog(config, tellingTroubles(logStream, logFile, process.stderr));
  const service = authFromVariables(cloud.environment('heat')) as AuthOptions;
  const hearth = await openHearth({ config, log, service, store, metrics: new Metrics() });
  opened.hearth = hearth;
  toClose(hearth.stop);
  const url = await hearth.listen({ host, port: apiPort });
  const cfnUrl = await hearth.listenCfn({ host, port: cfnPort });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`Hearth answers at ${url} (${seconds} s), with an OpenStack of its own at ${cloud.identityUrl}`);
  console.log(`Its CloudFormation API answers at ${cfnUrl}/v1/`);
  tellOtherPorts([
    ['the orchestration API', given.api_port, apiPort],
    ['the CloudFormation API', given.cfn_api_port, cfnPort],
    ['Keystone', options.keystonePort, cloud.port],
  ]);
  await hearth.startEngine();
  const failed = options.sample && !(await showSample(hearth, cloud, stopper));
  if (options.once || stopper.signal.aborted) return failed ? 1 : 0;
  tellHowToGoOn(folder, cloud, logFile);
  await stopper.asked;
  return 0;
}

async function openCloud(options: DevCloudOptions): Promise<DevCloud> {
  try {
    return await startDevCloud(options);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new ConfigError(`the dev cloud in ${options.dataDirectory} cannot be opened: ${error.message}`, {
      cause: error,
    });
  }
}

/** False when the sample stack did not come to be. */
async function showSample({ orchestrator, store }: Hearth, cloud: DevCloud, stopper: Stopper): Promise<boolean> {
  const caller = await localCaller(authFromVariables(cloud.environment('demo')) as AuthOptions);
  const { stack, isNew } = await findOrCreateSample(orchestrator, caller);
  if (isNew) console.log(`\nCreating the stack ${SAMPLE}:`);
  const busy = stack.status === 'IN_PROGRESS';
  const end = busy ? await watchStack(store, stack.id, { output: process.stdout, signal: stopper.signal }) : stack;
  if (end === null || stopper.signal.aborted) return true;
  if (end.status === 'FAILED') {
    console.log(`\nThe stack ${SAMPLE} is ${end.action}_FAILED: ${end.reason}`);
    return false;
  }
  console.log(`\nThe stack ${SAMPLE} is ${isNew ? 'there' : 'still there'}. Its outputs:`);
  const { outputs = [] } = await orchestrator.show(caller, end, { resolveOutputs: true });
  for (const line of outputLines(outputs)) console.log(line);
  return true;
}

function tellOtherPorts(ports: readonly (readonly [what: string, wanted: number, got: number])[]): void {
  for (const [what, wanted, got] of ports) {
    if (wanted !== 0 && got !== wanted) console.log(`Port ${wanted} is taken; ${what} has ${got}.`);
  }
}

function tellHowToGoOn(dataDir: string, cloud: DevCloud, logFile: string): void {
  const file = join(dataDir, 'clouds.yaml');
  writeFileSync(file, cloud.cloudsYaml(), { mode: 0o600 });
  const variables = Object.entries(cloud.environment('demo')).map(([name, value]) => `  export ${name}=${value}`);
  console.log(`
With the openstack client, in another terminal:

  export OS_CLIENT_CONFIG_FILE=${resolve(file)} OS_CLOUD=devcloud
  openstack stack list
  openstack stack resource list ${SAMPLE} --nested-depth 2
  openstack server list

or by variables:

${variables.join('\n')}

The log is in ${logFile}. Ctrl-C ends all; the next start finds everything as it was.`);
}
