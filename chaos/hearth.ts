/** One process of Hearth, which can be killed and started again with the same settings. */
import { request } from 'undici';
import { until } from './patience.ts';
import { Process, tail } from './process.ts';

/** What Hearth logs when a resource became something else than its plan said. */
export const DEVIATION = 'a resource became something else than the plan said';

export interface HearthSettings {
  /** `--api`, `--engine`, or both by naming neither. */
  roles: ('--api' | '--engine')[];
  /** Of the API; engines by themselves have none. */
  port: number | null;
  env: Record<string, string>;
  log: string;
  nodeArgs?: string[];
}

export class Hearth {
  readonly settings: HearthSettings;
  process: Process;

  private constructor(settings: HearthSettings) {
    this.settings = settings;
    this.process = this.spawn();
  }

  /** Starts the process; it may not answer yet. */
  static start(settings: HearthSettings): Hearth {
    return new Hearth(settings);
  }

  get base(): string {
    return `http://127.0.0.1:${this.settings.port}`;
  }

  /** Resolves when the API answers. @throws Error with the log's end when the process ended by itself */
  async ready(withinMs = 60_000): Promise<void> {
    const { process, settings } = this;
    await until(
      'Hearth answers',
      async () => {
        if (!process.isAlive && process === this.process) throw new Error(`Hearth ended:\n${tail(settings.log)}`);
        try {
          const { body } = await request(this.base, { headersTimeout: 5_000, bodyTimeout: 5_000 });
          await body.dump();
          return true;
        } catch {
          return null;
        }
      },
      { withinMs, everyMs: 20 },
    );
  }

  /** Lets the first process end in peace, so that its successors find the sources compiled, and starts another. */
  async warm(): Promise<void> {
    await this.ready();
    await this.stop();
    this.restart();
    await this.ready();
  }

  kill(): Promise<void> {
    return this.process.kill();
  }

  restart(): void {
    this.process = this.spawn();
  }

  async stop(): Promise<void> {
    await this.process.stop();
  }

  private spawn(): Process {
    const { roles, port, env, log, nodeArgs } = this.settings;
    return new Process({
      file: 'scripts/hearth.mjs',
      args: ['serve', ...roles],
      env: { ...env, ...(port !== null && { HEARTH_API_PORT: String(port) }) },
      log,
      ...(nodeArgs && { nodeArgs }),
    });
  }
}
