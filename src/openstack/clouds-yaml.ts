/**
 * AuthOptions from where OpenStack's users keep them: `clouds.yaml` (with `secure.yaml` and `clouds-public.yaml` beside it) and the `OS_*`
 * variables. A cloud named by `--os-cloud` or `OS_CLOUD` is looked up in the files; variables fill what it leaves open.
 */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { load } from 'js-yaml';
import { HeatError } from '../errors.ts';
import type { AuthOptions } from './auth-options.ts';
import type { Interface } from './catalogue.ts';

type Tree = Record<string, unknown>;
type Environment = Record<string, string | undefined>;

export interface AuthSources {
  /** Name of the cloud; default `OS_CLOUD`. */
  cloud?: string;
  environment?: Environment;
  /** Folder searched first; default the working directory. */
  directory?: string;
}

/** Throws MissingCredentialError, naming what is missing. */
export function authFromSurroundings(sources: AuthSources = {}): AuthOptions {
  const environment = sources.environment ?? process.env;
  const name = sources.cloud ?? environment.OS_CLOUD;
  const fromVariables = authFromVariables(environment);
  const options =
    name === undefined || name === 'envvars'
      ? fromVariables
      : { ...fromVariables, ...authFromFiles(name, environment, sources.directory ?? process.cwd()) };
  return complete(options, name);
}

/** Every key of a cloud's `auth` and top level, as `clouds.yaml` spells it, and of the variables after `OS_`. */
const KEYS: Record<string, keyof AuthOptions> = {
  auth_url: 'authUrl',
  username: 'username',
  user_name: 'username',
  user_id: 'userId',
  user_domain_id: 'userDomainId',
  user_domain_name: 'userDomainName',
  password: 'password',
  token: 'token',
  auth_token: 'token',
  application_credential_id: 'applicationCredentialId',
  application_credential_name: 'applicationCredentialName',
  application_credential_secret: 'applicationCredentialSecret',
  project_id: 'projectId',
  tenant_id: 'projectId',
  project_name: 'projectName',
  tenant_name: 'projectName',
  project_domain_id: 'projectDomainId',
  project_domain_name: 'projectDomainName',
  domain_id: 'domainId',
  domain_name: 'domainName',
  system_scope: 'systemScope',
  trust_id: 'trustId',
  region_name: 'region',
  region: 'region',
  cacert: 'cacert',
  cert: 'cert',
  key: 'key',
};

export function authFromVariables(environment: Environment): Partial<AuthOptions> {
  const tree: Tree = {};
  for (const [key, value] of Object.entries(environment)) {
    if (key.startsWith('OS_') && value !== undefined && value !== '') tree[key.slice(3).toLowerCase()] = value;
  }
  if (tree.endpoint_type !== undefined && tree.interface === undefined) tree.interface = tree.endpoint_type;
  const options = readTree(tree);
  if (tree.insecure !== undefined) options.verify = !truth(tree.insecure);
  return options;
}

function authFromFiles(name: string, environment: Environment, directory: string): Partial<AuthOptions> {
  const found = findFile('clouds', environment.OS_CLIENT_CONFIG_FILE, directory);
  const secure = findFile('secure', environment.OS_CLIENT_SECURE_FILE, directory);
  const clouds = found === undefined ? {} : readClouds(found, 'clouds');
  const secrets = secure === undefined ? {} : readClouds(secure, 'clouds');
  let cloud = merged(clouds[name], secrets[name]);
  if (cloud === undefined) {
    const known = Object.keys(clouds).join(', ');
    throw new HeatError(
      'MissingCredentialError',
      `No cloud named ${name} in clouds.yaml. There are: ${known || 'none'}.`,
    );
  }
  const profile = cloud.profile ?? cloud.cloud;
  if (typeof profile === 'string') {
    const vendors = findFile('clouds-public', environment.OS_CLIENT_VENDOR_FILE, directory);
    const base = vendors === undefined ? undefined : readClouds(vendors, 'public-clouds')[profile];
    cloud = merged(base, cloud) ?? cloud;
  }
  const options = readTree({ ...cloud, ...asTree(cloud.auth) });
  const regions = cloud.regions;
  if (options.region === undefined && Array.isArray(regions)) {
    const first: unknown = regions[0];
    options.region = typeof first === 'string' ? first : (asTree(first)?.name as string | undefined);
  }
  for (const file of ['cacert', 'cert', 'key'] as const) {
    const path = options[file];
    if (path !== undefined && found !== undefined)
      options[file] = resolve(dirname(found), path.replace(/^~/, homedir()));
  }
  return options;
}

function readTree(tree: Tree): Partial<AuthOptions> {
  const options: Record<string, unknown> = {};
  for (const [key, target] of Object.entries(KEYS)) {
    const value = tree[key];
    if (value !== undefined && value !== null && options[target] === undefined) options[target] = String(value);
  }
  if (tree.interface !== undefined) options.interface = String(tree.interface).replace(/URL$/, '') as Interface;
  if (tree.default_domain !== undefined || tree.default_domain_name !== undefined) {
    const fallback = String(tree.default_domain ?? tree.default_domain_name);
    if (options.userDomainId === undefined) options.userDomainName ??= fallback;
    if (options.projectDomainId === undefined) options.projectDomainName ??= fallback;
  }
  if (tree.default_domain_id !== undefined) {
    if (options.userDomainName === undefined) options.userDomainId ??= String(tree.default_domain_id);
    if (options.projectDomainName === undefined) options.projectDomainId ??= String(tree.default_domain_id);
  }
  if (tree.verify !== undefined) options.verify = truth(tree.verify);
  const overrides: Record<string, string> = {};
  for (const [key, value] of Object.entries(tree)) {
    const service = /^(.+)_endpoint_override$/.exec(key)?.[1];
    if (service !== undefined && typeof value === 'string') overrides[service.replaceAll('_', '-')] = value;
  }
  if (Object.keys(overrides).length > 0) options.endpointOverrides = overrides;
  return options as Partial<AuthOptions>;
}

function complete(options: Partial<AuthOptions>, cloud: string | undefined): AuthOptions {
  const where = cloud === undefined ? 'Set the OS_* variables or name a cloud of clouds.yaml.' : `Cloud ${cloud}.`;
  const missing = (what: string) =>
    new HeatError('MissingCredentialError', `Missing required credential: ${what}. ${where}`);
  if (options.authUrl === undefined) throw missing('auth_url');
  if (options.applicationCredentialSecret !== undefined) {
    if (options.applicationCredentialId === undefined && options.applicationCredentialName === undefined) {
      throw missing('application_credential_id');
    }
  } else if (options.token === undefined) {
    if (options.username === undefined && options.userId === undefined) throw missing('username');
    if (options.password === undefined) throw missing('password');
  }
  return options as AuthOptions;
}

function findFile(stem: string, named: string | undefined, directory: string): string | undefined {
  if (named !== undefined && named !== '') return existsSync(named) ? named : undefined;
  const folders = [directory, join(homedir(), '.config', 'openstack'), '/etc/openstack'];
  for (const folder of folders) {
    for (const ending of ['yaml', 'yml', 'json']) {
      const file = join(folder, `${stem}.${ending}`);
      if (existsSync(file)) return file;
    }
  }
  return undefined;
}

function readClouds(file: string, member: string): Record<string, Tree> {
  let content: unknown;
  try {
    content = load(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new HeatError('MissingCredentialError', `${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
  return (asTree(asTree(content)?.[member]) ?? {}) as Record<string, Tree>;
}

function merged(base: Tree | undefined, over: Tree | undefined): Tree | undefined {
  if (base === undefined || over === undefined) return over ?? base;
  return { ...base, ...over, auth: { ...asTree(base.auth), ...asTree(over.auth) } };
}

function asTree(value: unknown): Tree | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Tree) : undefined;
}

function truth(value: unknown): boolean {
  return value === true || /^(1|t|true|on|y|yes)$/i.test(String(value));
}
