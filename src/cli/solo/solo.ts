/**
 * Solo mode: no server and no admin rights, only `clouds.yaml` or the `OS_*` variables. The engine runs in the command itself, on a
 * database of its own in `{data_dir}/solo`; what it had under way when it was stopped, the next command takes up.
 */
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Caller, StackRequest } from '../../engine/orchestrator.ts';
import { HeatError } from '../../errors.ts';
import { authFromSurroundings } from '../../openstack/clouds-yaml.ts';
import type { StackRow } from '../../store/rows.ts';
import type { Config } from '../config/options.ts';
import { configFrom } from '../config-flags.ts';
import { collectFiles } from '../files/collect.ts';
import { type Hearth, openHearth } from '../wiring/hearth.ts';
import { localCaller } from '../wiring/local-caller.ts';
import { createLog } from '../wiring/logging.ts';

export interface Solo extends Hearth {
  caller: Caller;
  config: Config;
}

export async function openSolo(given: Record<string, unknown>): Promise<Solo> {
  const configured = await configFrom(given);
  const config: Config = { ...configured, database_url: null, data_dir: join(configured.data_dir, 'solo') };
  mkdirSync(config.data_dir, { recursive: true });
  const service = authFromSurroundings({ cloud: config.cloud ?? undefined });
  const log = createLog(config, createWriteStream(join(config.data_dir, 'hearth.log'), { flags: 'a' }));
  const hearth = await openHearth({ config, log, service, solo: true });
  try {
    return { ...hearth, caller: await localCaller(service), config };
  } catch (error) {
    await hearth.stop();
    throw error;
  }
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
  return {
    stackName,
    ...(await collectFiles(template, given.environment ?? [])),
    parameters,
    disableRollback: given.rollback !== true,
    ...(given.timeout === undefined ? {} : { timeoutMins: Number(given.timeout) }),
    ...(given.tags === undefined ? {} : { tags: given.tags.split(',') }),
  };
}
