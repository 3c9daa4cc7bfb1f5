/** What the doctor looks at. Each check may use what earlier ones found; those it needs and that failed leave it out. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AuthOptions } from '../../openstack/auth-options.ts';
import type { Cloud } from '../../openstack/cloud.ts';
import { SERVICES, type ServiceType } from '../../openstack/services.ts';
import type { Config } from '../../options.ts';
import { DirectoryInUse } from '../../store/directory-in-use.ts';
import type { Store } from '../../store/store.ts';
import { configFrom } from '../config-flags.ts';

export interface Finding {
  state: 'good' | 'doubtful' | 'bad';
  says: string;
}

interface Known {
  configuration: Config;
  database: Store;
  credentials: AuthOptions;
  keystone: Cloud;
}

interface Check {
  name: string;
  needs?: readonly (keyof Known)[];
  look(known: Known, given: Record<string, unknown>): Promise<Finding & { found?: unknown }>;
}

const good = (says: string, found?: unknown): Finding & { found?: unknown } => ({ state: 'good', says, found });
const doubtful = (says: string): Finding => ({ state: 'doubtful', says });

/** Without these most templates have nothing to do. */
const CORE: readonly ServiceType[] = ['compute', 'network', 'volume', 'image'];

export const CHECKS: readonly Check[] = [
  {
    name: 'node',
    async look() {
      const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
      if (major > 24 || (major === 24 && minor >= 12)) return good(`${process.version}`);
      throw new Error(`${process.version} is too old; run hearth by scripts/hearth.mjs, which brings its own`);
    },
  },
  {
    name: 'configuration',
    async look(_known, given) {
      return good('can be read', await configFrom(given));
    },
  },
  {
    name: 'policies',
    needs: ['configuration'],
    async look({ configuration }) {
      const { createEnforcer } = await import('../wiring/policy-file.ts');
      createEnforcer(configuration);
      return good(configuration.policy_file ?? 'the defaults');
    },
  },
  {
    name: 'database',
    needs: ['configuration'],
    async look({ configuration }) {
      const { database_url: url, data_dir: folder } = configuration;
      if (url === null && !existsSync(join(folder, 'hearth.db'))) {
        return doubtful(`there is no database in ${folder} yet: the first start makes one`);
      }
      const { openConfiguredStore } = await import('../wiring/open-store.ts');
      let store: Store;
      try {
        store = await openConfiguredStore(configuration, { look: true });
      } catch (error) {
        if (!(error instanceof Error && error.cause instanceof DirectoryInUse)) throw error;
        return doubtful(
          `SQLite in ${configuration.data_dir} is in use: a Hearth is running that is to be asked itself`,
        );
      }
      const began = performance.now();
      await store.ping();
      const ms = (performance.now() - began).toFixed(1);
      return good(
        `${store.engine === 'sqlite' ? `SQLite in ${configuration.data_dir}` : 'PostgreSQL'} answers in ${ms} ms, and the encryption key is its own`,
        store,
      );
    },
  },
  {
    name: 'keys',
    needs: ['database'],
    async look({ database }) {
      const keys = await database.keysInUse();
      const unknown = keys.filter(({ use }) => use === 'unknown');
      if (unknown.length > 0) {
        const says = unknown.map(({ id, values }) => `${values} values are under key ${id}`).join(', ');
        throw new Error(`${says}, which is not configured here: what needs them waits until it is`);
      }
      const behind = keys.filter(({ use }) => use !== 'writes').reduce((sum, { values }) => sum + values, 0);
      if (behind > 0) return doubtful(`${behind} values are under an earlier key or plain: hearth rekey encrypts them`);
      return good('everything is under the key that writes');
    },
  },
  {
    name: 'engines',
    needs: ['database'],
    async look({ database }) {
      const engines = await database.engines();
      const alive = engines.filter(({ alive }) => alive).length;
      const waiting = (await database.unowned(1000)).length;
      if (waiting > 0 && alive === 0)
        return doubtful(`${waiting} operations wait and no engine runs: start one with hearth serve`);
      return good(`${alive} of ${engines.length} run, ${waiting} operations wait`);
    },
  },
  {
    name: 'credentials',
    needs: ['configuration'],
    async look({ configuration }) {
      const { authFromSurroundings } = await import('../../openstack/clouds-yaml.ts');
      const auth = authFromSurroundings({ cloud: configuration.cloud ?? undefined });
      return good(`${auth.username ?? auth.userId ?? 'application credential'} at ${auth.authUrl}`, auth);
    },
  },
  {
    name: 'keystone',
    needs: ['credentials'],
    async look({ credentials }) {
      const { cloudFromCredentials } = await import('../../openstack/client.ts');
      const cloud = await cloudFromCredentials(credentials);
      return good(`user ${cloud.userId} with the roles ${cloud.roles.join(', ')}`, cloud);
    },
  },
  {
    name: 'tokens',
    needs: ['keystone', 'credentials'],
    async look({ keystone }) {
      const { validateToken } = await import('../../openstack/token-validation.ts');
      const info = await validateToken(keystone, await keystone.token());
      if (info === null) throw new Error('Keystone does not know the token it gave');
      if (!keystone.roles.some((role) => role === 'admin' || role === 'service')) {
        return doubtful(
          'this user has neither role admin nor service: enough for solo use, not to validate other users’ tokens',
        );
      }
      return good('can be validated');
    },
  },
  {
    name: 'stack domain',
    needs: ['keystone', 'credentials', 'configuration'],
    async look({ credentials, configuration }) {
      const { stack_domain_admin: admin, heat_stack_user_role: role } = configuration;
      if (admin === null) {
        return doubtful(
          'none is configured: only resources that are signalled by other means than users can be signalled',
        );
      }
      const { StackDomain } = await import('../../identity/stack-domain.ts');
      return good(
        `${await new StackDomain(credentials, configuration).look()}, managed by ${admin}, has the role ${role}`,
      );
    },
  },
  {
    name: 'services',
    needs: ['keystone'],
    async look({ keystone }) {
      const names = Object.keys(SERVICES) as ServiceType[];
      const found = await Promise.all(
        names.map(async (name) => ((await keystone.endpoint(name)) === undefined ? [] : [name])),
      );
      const offered = found.flat();
      const missing = CORE.filter((name) => !offered.includes(name));
      if (missing.length > 0)
        return doubtful(`the catalogue has no ${missing.join(', ')}; it has ${offered.join(', ')}`);
      return good(offered.join(', '));
    },
  },
  {
    name: 'endpoint',
    needs: ['keystone', 'configuration'],
    async look({ keystone, configuration }) {
      const url = await keystone.endpoint('orchestration');
      if (url === undefined) {
        const own = configuration.public_url ?? `http://${configuration.api_host}:${configuration.api_port}`;
        return doubtful(`the catalogue has no orchestration service: clients will not find ${own}/v1/%(tenant_id)s`);
      }
      const base = url.replace(/\/v1.*$/, '');
      const [{ exchange }, { poolFor }] = await Promise.all([
        import('../../outgoing/exchange.ts'),
        import('../../outgoing/pools.ts'),
      ]);
      const asked = { url: base, method: 'GET', headers: {}, timeout: 5_000, most: 65_536 };
      const response = await exchange(poolFor({}), asked).catch((error: unknown) => {
        throw new Error(`the catalogue’s ${base} does not answer: ${error instanceof Error ? error.message : error}`);
      });
      return response.status === 300
        ? good(`${base} answers`)
        : doubtful(`${base} answers with status ${response.status}`);
    },
  },
];
