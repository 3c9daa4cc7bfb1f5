/** The processes of a cluster: one PostgreSQL, engines, APIs, the dev cloud. Each but the cloud can be killed and comes back. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client as Connection } from 'pg';
import { createDatabase, type PostgresServer, startPostgres } from '../../test/postgres/server.ts';
import { Client } from '../client.ts';
import { Cloud } from '../cloud.ts';
import { Hearth } from '../hearth.ts';
import { IDLE_CREDENTIALS_S, LATE_CALL_GRACE_S, sleep } from '../patience.ts';
import { freePort, linesThatSay } from '../process.ts';

export const PROJECTS = ['demo', 'alpha', 'beta'] as const;

/** A cloud where things take their time, so that there is something to interrupt. */
const DELAYS = {
  serverBuildMs: 300,
  serverDeleteMs: 150,
  serverActionMs: 150,
  volumeMs: 150,
  volumeAttachMs: 150,
  volumeDeleteMs: 100,
  snapshotMs: 150,
  backupMs: 150,
  imageMs: 150,
};

export class World {
  readonly folder: string;
  readonly postgres: PostgresServer;
  readonly databaseUrl: string;
  readonly cloud: Cloud;
  readonly engines: Hearth[] = [];
  readonly apis: Hearth[] = [];
  readonly clients: Client[] = [];
  private monitor: Connection | null = null;

  private constructor(folder: string, postgres: PostgresServer, databaseUrl: string, cloud: Cloud) {
    this.folder = folder;
    this.postgres = postgres;
    this.databaseUrl = databaseUrl;
    this.cloud = cloud;
  }

  static async start(about: { folder: string; engines: number; apis: number; seed: number }): Promise<World> {
    const { folder } = about;
    mkdirSync(folder, { recursive: true });
    const postgres = await startPostgres();
    let cloud: Cloud | undefined;
    let world: World | undefined;
    try {
      cloud = await Cloud.start(
        { delays: DELAYS, seed: about.seed, projects: PROJECTS.slice(1) },
        join(folder, 'cloud.log'),
      );
      const { url } = await createDatabase(postgres.url);
      world = new World(folder, postgres, url, cloud);
      await world.open(about.engines, about.apis);
      return world;
    } catch (error) {
      if (world) await world.stop();
      else {
        await cloud?.stop();
        await postgres.stop();
      }
      throw error;
    }
  }

  private async open(engines: number, apis: number): Promise<void> {
    const env = {
      ...this.cloud.environment('heat'),
      DATABASE_URL: this.databaseUrl,
      HEARTH_AUTH_ENCRYPTION_KEY: 'the-key-of-a-chaos-run-of-32-bytes',
      HEARTH_DATA_DIR: join(this.folder, 'data'),
      HEARTH_MAX_STACKS_PER_TENANT: '-1',
      // Handles, to which signals are sent, have users of their own.
      HEARTH_STACK_USER_DOMAIN_NAME: 'heat',
      HEARTH_STACK_DOMAIN_ADMIN: 'heat_domain_admin',
      HEARTH_STACK_DOMAIN_ADMIN_PASSWORD: String(this.cloud.environment('heat_domain_admin')['OS_PASSWORD']),
      HEARTH_IDLE_CREDENTIALS_AGE: String(IDLE_CREDENTIALS_S),
      HEARTH_LATE_CALL_GRACE: String(LATE_CALL_GRACE_S),
      HEARTH_DATABASE_READ_CONNECTIONS: '4',
    };
    for (let i = 0; i < apis; i += 1) {
      const settings = {
        roles: ['--api' as const],
        port: await freePort(),
        env,
        log: join(this.folder, `api-${i}.log`),
      };
      const api = Hearth.start(settings);
      this.apis.push(api);
      // The first migrates, and leaves the sources compiled.
      await (i === 0 ? api.warm() : api.ready());
    }
    for (let i = 0; i < engines; i += 1) {
      this.engines.push(
        Hearth.start({ roles: ['--engine'], port: null, env, log: join(this.folder, `engine-${i}.log`) }),
      );
    }
    const bases = this.apis.map(({ base }) => base);
    for (const project of PROJECTS) {
      const client = await Client.login(this.cloud.environment(project), bases, 180_000);
      client.tolerant = true;
      this.clients.push(client);
    }
  }

  /** Rows, from a connection that is not among those that get killed. Waits out a restart of the server. */
  async query<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
    for (let tries = 0; ; tries += 1) {
      try {
        if (this.monitor === null) {
          const connection = new Connection({
            connectionString: this.databaseUrl,
            application_name: 'chaos',
            statement_timeout: 20_000,
          });
          connection.on('error', () => {
            this.monitor = null;
          });
          await connection.connect();
          this.monitor = connection;
        }
        return (await this.monitor.query(sql, values)).rows as Row[];
      } catch (error) {
        const lost = this.monitor;
        this.monitor = null;
        await lost?.end().catch(() => {});
        if (tries > 100) throw error;
        await sleep(100);
      }
    }
  }

  /** Lines of the engines' and APIs' logs that say this. */
  said(message: string): string[] {
    return [...this.engines, ...this.apis].flatMap(({ settings }) => linesThatSay(settings.log, message));
  }

  /** How often a line of the engines' and APIs' logs says this. */
  logged(message: string): number {
    const logs = [...this.engines, ...this.apis].map(({ settings }) => readFileSync(settings.log, 'utf8'));
    return logs.reduce((sum, log) => sum + log.split(message).length - 1, 0);
  }

  async stop(): Promise<void> {
    for (const client of this.clients) await client.close();
    await Promise.all([...this.engines, ...this.apis].map((hearth) => hearth.kill()));
    await this.monitor?.end().catch(() => {});
    await this.cloud.stop();
    await this.postgres.stop();
  }
}
