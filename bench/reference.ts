/**
 * Any Heat endpoint beside Hearth, by BENCH_REFERENCE_AUTH_URL, _USERNAME, _PASSWORD, _PROJECT_NAME and _REGION_NAME, each falling back on the OS_*
 * variable of that name; the region is `Reference` unless named. Its limits have to admit what is measured
 * (`max_resources_per_stack`, `max_stacks_per_tenant`, `max_template_size`, `max_json_body_size`).
 */
import type { CloudLogin } from './client.ts';
import type { SharedCloud } from './hearth.ts';
import type { Serving } from './serving.ts';

export function reference(pids: number[], env: NodeJS.ProcessEnv = process.env): Serving {
  return {
    name: 'reference',
    login: referenceLogin(env),
    pids,
    databasePids: [],
    commits: async () => null,
    stop: async () => {},
  };
}

function referenceLogin(env: NodeJS.ProcessEnv): CloudLogin {
  const read = (name: string): string => {
    const value = env[`BENCH_REFERENCE_${name}`] ?? env[`OS_${name}`];
    if (!value) throw new Error(`Neither BENCH_REFERENCE_${name} nor OS_${name} is set.`);
    return value;
  };
  return {
    authUrl: read('AUTH_URL'),
    username: read('USERNAME'),
    password: read('PASSWORD'),
    projectName: read('PROJECT_NAME'),
    userDomain: env['OS_USER_DOMAIN_NAME'] ?? 'Default',
    projectDomain: env['OS_PROJECT_DOMAIN_NAME'] ?? 'Default',
    region: env['BENCH_REFERENCE_REGION_NAME'] ?? 'Reference',
  };
}

/** The reference's cloud, for Hearth to work with: its service user is BENCH_SERVICE_USERNAME, _PASSWORD and _PROJECT_NAME. */
export function referenceCloud(env: NodeJS.ProcessEnv = process.env): SharedCloud {
  const user = referenceLogin(env);
  const password = env['BENCH_SERVICE_PASSWORD'];
  if (!password) throw new Error('BENCH_SERVICE_PASSWORD is not set.');
  return {
    user,
    service: {
      OS_AUTH_URL: user.authUrl,
      OS_USERNAME: env['BENCH_SERVICE_USERNAME'] ?? 'heat',
      OS_PASSWORD: password,
      OS_PROJECT_NAME: env['BENCH_SERVICE_PROJECT_NAME'] ?? 'service',
      OS_USER_DOMAIN_NAME: user.userDomain,
      OS_PROJECT_DOMAIN_NAME: user.projectDomain,
      ...(user.region === undefined ? {} : { OS_REGION_NAME: user.region }),
    },
  };
}
