/**
 * The dev cloud: an OpenStack in one process, for `npm start`, tests and bench. Keystone, Nova, Placement, Neutron,
 * Cinder, Glance, Swift and Octavia answer on one port of loopback, told apart by the first part of the path.
 *
 *   const cloud = await startDevCloud({ port: 5000, dataDirectory: 'data/devcloud' });
 *   Object.assign(process.env, cloud.environment());
 */

import { Cloud } from './cloud.ts';
import type { Faults } from './faults/faults.ts';
import { HttpServer } from './http/server.ts';
import { type Inspection, inspect } from './inspection.ts';
import { type Delays, type DevCloudOptions, type Quotas, settle } from './options.ts';
import { addService, seed } from './seed.ts';
import { endpointUrls } from './services.ts';

export type { Effect, FaultRule } from './faults/faults.ts';
export type { Inspection, ProjectInspection } from './inspection.ts';
export { DEFAULT_PASSWORD, type Delays, type DevCloudOptions, type Quotas } from './options.ts';

export type SeededUser = 'admin' | 'demo' | 'heat' | 'heat_domain_admin';

export interface DevCloud {
  /** `http://127.0.0.1:PORT/v3` */
  readonly identityUrl: string;
  /** `http://127.0.0.1:PORT/_devcloud`; see faults/control-service.ts. */
  readonly controlUrl: string;
  readonly port: number;
  /** Endpoints of the cloud's services by type, `%(tenant_id)s` left in. */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly faults: Faults;
  /** The OS_* variables of a user. */
  environment(user?: string): Record<string, string>;
  /** A clouds.yaml with the clouds `devcloud` (demo) and `devcloud-admin`. */
  cloudsYaml(): string;
  inspect(options?: { projectId?: string; objects?: boolean }): Inspection;
  /** The id of a project of the default domain. @throws Error when there is none */
  projectId(name: string): string;
  setQuotas(projectId: string, limits: Partial<Quotas>): void;
  setDelays(delays: Partial<Delays>): void;
  /** Revokes the tokens of a project, a user, or all; gives their number. */
  revokeTokens(which?: { projectId?: string; userId?: string }): number;
  /** Puts a service such as `orchestration` into the catalogue. The URL may contain `%(tenant_id)s`. */
  registerEndpoint(type: string, url: string): void;
  close(): Promise<void>;
}

/** Starts the cloud. @throws Error when neither the wanted nor any other port can be had, or the data cannot be read */
export async function startDevCloud(options: DevCloudOptions = {}): Promise<DevCloud> {
  const settings = settle(options);
  const cloud = new Cloud(settings);
  seed(cloud);
  const server = new HttpServer(cloud, cloud.services);
  const port = await server.listen(settings.host, settings.port);
  const baseUrl = `http://${settings.host}:${port}`;
  cloud.world.baseUrl = baseUrl;
  const register = (type: string, url: string): void => {
    addService(cloud, NAMES[type] ?? type, type, url);
    cloud.world.storage.flush();
  };
  if (settings.orchestrationUrl) register('orchestration', settings.orchestrationUrl);
  if (settings.cloudformationUrl) register('cloudformation', settings.cloudformationUrl);
  const environment = (user = 'demo'): Record<string, string> => ({
    OS_AUTH_URL: `${baseUrl}/v3`,
    OS_IDENTITY_API_VERSION: '3',
    OS_USERNAME: user,
    OS_PASSWORD: passwordOf(user),
    OS_USER_DOMAIN_NAME: user === 'heat_domain_admin' ? 'heat' : 'Default',
    ...(user === 'heat_domain_admin'
      ? { OS_DOMAIN_NAME: 'heat' }
      : { OS_PROJECT_NAME: user === 'heat' ? 'service' : user, OS_PROJECT_DOMAIN_NAME: 'Default' }),
    OS_REGION_NAME: settings.region,
  });
  const passwordOf = (user: string): string => settings.passwords[user as SeededUser] ?? settings.passwords.demo;
  let closed = false;
  return {
    identityUrl: `${baseUrl}/v3`,
    controlUrl: `${baseUrl}/_devcloud`,
    port,
    endpoints: endpointUrls(baseUrl),
    faults: cloud.faults,
    environment,
    cloudsYaml: () => cloudsYaml({ devcloud: environment('demo'), 'devcloud-admin': environment('admin') }),
    inspect: (which) => inspect(cloud, which),
    projectId(name) {
      const project = cloud.keystone.model.projects.first('name', `default/${name.toLowerCase()}`);
      if (!project) throw new Error(`the dev cloud has no project ${name}`);
      return project.id;
    },
    setQuotas(projectId, limits) {
      cloud.quotas.set(projectId, limits);
      cloud.world.storage.flush();
    },
    setDelays: (delays) => void Object.assign(settings.delays, delays),
    revokeTokens(which = {}) {
      return cloud.keystone.tokens.revokeWhere(
        (token) =>
          (which.projectId ?? token.project_id) === token.project_id &&
          (which.userId ?? token.user_id) === token.user_id,
      );
    },
    registerEndpoint: register,
    async close() {
      if (closed) return;
      closed = true;
      await server.close();
      cloud.world.storage.close();
    },
  };
}

const NAMES: Record<string, string> = { orchestration: 'heat', cloudformation: 'heat-cfn' };

function cloudsYaml(clouds: Record<string, Record<string, string>>): string {
  const quoted = (value: string | undefined): string => JSON.stringify(value ?? '');
  const entries = Object.entries(clouds).map(
    ([name, env]) => `  ${name}:
    auth:
      auth_url: ${quoted(env.OS_AUTH_URL)}
      username: ${quoted(env.OS_USERNAME)}
      password: ${quoted(env.OS_PASSWORD)}
      project_name: ${quoted(env.OS_PROJECT_NAME)}
      user_domain_name: ${quoted(env.OS_USER_DOMAIN_NAME)}
      project_domain_name: ${quoted(env.OS_PROJECT_DOMAIN_NAME)}
    region_name: ${quoted(env.OS_REGION_NAME)}
    identity_api_version: 3
`,
  );
  return `clouds:\n${entries.join('')}`;
}
