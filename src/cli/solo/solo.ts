/**
 * Solo mode: no server and no admin rights, only `clouds.yaml` or the `OS_*` variables. The engine runs in the command itself, on a
 * database of its own (`state-folder.ts`); what it had under way when it was stopped, the next command takes up.
 *
 * A command that changes something has the folder to itself. One that only shows reads beside it.
 */
import { createWriteStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Caller, StackRequest } from '../../engine/orchestrator.ts';
import { HeatError } from '../../errors.ts';
import { authFromSurroundings } from '../../openstack/clouds-yaml.ts';
import type { Config } from '../../options.ts';
import { DirectoryInUse } from '../../store/directory-in-use.ts';
import { makePrivateFolder } from '../../store/private-file.ts';
import type { StackRow } from '../../store/rows.ts';
import type { Store } from '../../store/store.ts';
import { ConfigError } from '../config/values.ts';
import { configFrom } from '../config-flags.ts';
import { collectFiles } from '../files/collect.ts';
import { Stopped, Stopper, within } from '../until-stopped.ts';
import { type Hearth, openHearth } from '../wiring/hearth.ts';
import { localCaller } from '../wiring/local-caller.ts';
import { createLog } from '../wiring/logging.ts';
import { openConfiguredStore } from '../wiring/open-store.ts';
import { formerStateFolder, stateFolder } from './state-folder.ts';

export interface Solo extends Hearth {
  caller: Caller;
  config: Config;
  stopper: Stopper;
  /** Another command changes something, or this one does not. */
  readOnly: boolean;
  /** Something may have been asked of a stack: there is something to go on with. */
  asked: boolean;
}

export interface SoloCommand<Prepared> {
  /** As others are told who wait for it: `hearth up web`. */
  name: string;
  /** Reads beside a command that changes something; or does so where there is one. */
  readOnly: boolean | 'beside others';
  /** What is done first, without a cloud: mistakes in files are told before anybody is asked for anything. */
  prepare(): Promise<Prepared>;
}

/** Runs a command from its first moment to its last, also when Ctrl-C comes at any point between. Resolves to the exit code. */
export async function inSolo<Prepared>(
  given: Record<string, unknown>,
  command: SoloCommand<Prepared>,
  run: (solo: Solo, prepared: Prepared) => Promise<number>,
): Promise<number> {
  const stopper = new Stopper();
  let solo: Solo | null = null;
  const close = async (): Promise<void> => {
    if (solo !== null) await within(solo.config.shutdown_timeout, solo.stop(), stopper.exitCode);
  };
  try {
    const prepared = await stopper.unless(command.prepare());
    solo = await stopper.unless(openSolo(given, command, stopper));
    const code = await run(solo, prepared);
    await close();
    return code;
  } catch (error) {
    if (!(error instanceof Stopped)) {
      await close();
      throw error;
    }
    const asked = solo?.asked ?? false;
    if (asked) console.error('Stopping: what is being said to the cloud is said to its end …');
    await close();
    console.error(
      asked
        ? 'Stopped. What was under way is kept: the next `hearth up`, `down` or `status --wait` goes on with it.'
        : 'Stopped. Nothing was changed.',
    );
    // A call whose answer nobody waits for any more would keep the process.
    process.exit(stopper.exitCode);
  }
}

async function openSolo(
  given: Record<string, unknown>,
  command: Pick<SoloCommand<unknown>, 'name' | 'readOnly'>,
  stopper: Stopper,
): Promise<Solo> {
  const configured = await configFrom(given);
  const service = authFromSurroundings({ cloud: configured.cloud ?? undefined });
  const caller = await localCaller(service);
  const folder = chosenFolder(configured, stateFolder(configured, service, caller));
  const config: Config = { ...configured, database_url: null, data_dir: folder };
  const isThere = existsSync(join(folder, 'hearth.db'));
  const withoutTrace = command.readOnly !== false && !isThere;
  if (!withoutTrace) makePrivateFolder(folder);
  const { store, readOnly } = await openBeside(withoutTrace ? { ...config, data_dir: ':memory:' } : config, command);
  try {
    const log = withoutTrace
      ? createLog({ log_level: 'silent' })
      : createLog(config, createWriteStream(join(folder, 'hearth.log'), { flags: 'a', mode: 0o600 }));
    const hearth = await openHearth({ config, log, service, solo: true, store });
    return { ...hearth, caller, config, stopper, readOnly, asked: false };
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function openBeside(
  config: Config,
  { name: purpose, readOnly }: Pick<SoloCommand<unknown>, 'name' | 'readOnly'>,
): Promise<{ store: Store; readOnly: boolean }> {
  if (readOnly === true) return { store: await openConfiguredStore(config, { purpose, readOnly }), readOnly };
  try {
    return { store: await openConfiguredStore(config, { purpose }), readOnly: false };
  } catch (error) {
    const isInUse = error instanceof ConfigError && error.cause instanceof DirectoryInUse;
    if (!isInUse || readOnly === false) throw error;
    return { store: await openConfiguredStore(config, { purpose, readOnly: true }), readOnly: true };
  }
}

function chosenFolder(config: Config, folder: string): string {
  const former = existsSync(join(folder, 'hearth.db')) ? null : formerStateFolder(config);
  if (former === null) return folder;
  console.error(
    `Using ${former}, where an earlier version kept its stacks. Moved to ${folder}, it is found from everywhere.`,
  );
  return former;
}

/** For a command that has nothing to prepare. */
export function unprepared(): Promise<void> {
  return Promise.resolve();
}

export async function findStack({ orchestrator, caller }: Solo, name: string): Promise<StackRow | null> {
  try {
    return await orchestrator.find(caller, { name });
  } catch (error) {
    if (error instanceof HeatError && error.code === 'EntityNotFound') return null;
    throw error;
  }
}

/** What `up` and `plan` take, as a request. */
export async function readRequest(
  stackName: string,
  template: string,
  given: { environment?: string[]; parameter?: string[]; timeout?: string; tags?: string; rollback?: boolean },
): Promise<StackRequest> {
  const parameters: Record<string, string> = {};
  for (const pair of given.parameter ?? []) {
    const equals = pair.indexOf('=');
    if (equals < 1) throw new HeatError('ValueError', `A parameter is given as name=value, not "${pair}".`);
    parameters[pair.slice(0, equals)] = pair.slice(equals + 1);
  }
  const minutes = Number(given.timeout);
  if (given.timeout !== undefined && !(Number.isInteger(minutes) && minutes > 0)) {
    throw new HeatError('ValueError', `--timeout takes a whole number of minutes, not "${given.timeout}".`);
  }
  return {
    stackName,
    ...(await collectFiles(template, given.environment ?? [], new Set(Object.keys(parameters)))),
    parameters,
    disableRollback: given.rollback !== true,
    ...(given.timeout === undefined ? {} : { timeoutMins: minutes }),
    ...(given.tags === undefined ? {} : { tags: given.tags.split(',') }),
  };
}
