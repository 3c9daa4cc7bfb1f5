/**
 * Where a solo user's stacks are kept, found again from any directory: `{state_dir}/{project}-{who}`, one folder for each user, project and
 * region of a cloud, so that a stack is never looked for in a cloud that it is not in.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { AuthOptions } from '../../openstack/auth-options.ts';
import type { Config } from '../../options.ts';

/** Who is who, as Keystone says: names may be spelled in several ways, ids in one. */
export interface Identity {
  userId: string;
  projectId: string;
}

export function stateDirectory(
  { state_dir }: Pick<Config, 'state_dir'>,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  if (state_dir !== null) return resolve(state_dir);
  const { XDG_STATE_HOME: home } = environment;
  // The XDG specification has relative paths ignored.
  return join(home?.startsWith('/') ? home : join(homedir(), '.local', 'state'), 'hearth');
}

export function stateFolder(
  config: Pick<Config, 'state_dir' | 'data_dir'>,
  auth: Pick<AuthOptions, 'authUrl' | 'region' | 'projectName'>,
  { userId, projectId }: Identity,
): string {
  const who = JSON.stringify([auth.authUrl.replace(/\/+$/, ''), auth.region ?? '', userId, projectId]);
  const digest = createHash('sha256').update(who).digest('hex').slice(0, 12);
  const name = (auth.projectName ?? projectId).replace(/[^\w.-]/g, '_').slice(0, 40);
  return join(stateDirectory(config), `${name}-${digest}`);
}

/** Earlier versions kept everything in the directory in which they were called; null where there is no such state. */
export function formerStateFolder({ data_dir }: Pick<Config, 'data_dir'>): string | null {
  const folder = resolve(data_dir, 'solo');
  return existsSync(join(folder, 'hearth.db')) ? folder : null;
}
