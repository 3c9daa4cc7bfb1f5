/** Kills what Hearth lives by, at random, and brings it back. */
import type { Hearth } from '../hearth.ts';
import { sleep } from '../patience.ts';
import type { Randomness } from '../randomness.ts';
import type { Recovery } from './recovery.ts';
import type { World } from './world.ts';

export type KillKind = 'engine' | 'api' | 'connection' | 'database';

export class Killer {
  readonly kills: Record<KillKind, number> = { engine: 0, api: 0, connection: 0, database: 0 };
  private readonly world: World;
  private readonly random: Randomness;
  private readonly recovery: Recovery;
  /** Until when an engine is left alone, by the process's id. */
  private readonly spared = new Map<number, number>();
  private readonly begun = new Map<number, number>();
  /** How long a process takes to be at work again, in 1.5 s: on a busy machine everything is spread out. */
  private slowness = 1;
  private stopped = false;
  private readonly coming = new Set<Promise<void>>();

  constructor(world: World, random: Randomness, recovery: Recovery) {
    this.world = world;
    this.random = random;
    this.recovery = recovery;
  }

  get killed(): number {
    return Object.values(this.kills).reduce((sum, count) => sum + count, 0);
  }

  /** Until it is stopped. */
  async run(pauseMs: readonly [number, number]): Promise<void> {
    while (!this.stopped) {
      await sleep(this.random.between(...pauseMs) * this.slowness);
      if (this.stopped) break;
      const kind = this.random.weighted<KillKind>({ engine: 50, api: 14, connection: 35, database: 1 });
      // One that kills nothing, because all are down, does not count.
      if (await this.strike(kind)) this.kills[kind] += 1;
    }
  }

  private async strike(kind: KillKind): Promise<boolean> {
    const { world } = this;
    switch (kind) {
      case 'engine':
        return this.killOneOf(await this.working(world.engines));
      case 'api':
        return this.killOneOf(world.apis.filter(({ process }) => process.isAlive));
      case 'connection':
        return this.killConnection();
      case 'database':
        await world.postgres.restart();
        return true;
    }
  }

  /** Engines that are known to work, each for a while of its own: killed sooner, none would ever get anything done. */
  private async working(engines: readonly Hearth[]): Promise<Hearth[]> {
    const rows = await this.world.query<{ pid: number }>('SELECT pid FROM engines');
    const now = performance.now();
    for (const pid of rows.map((row) => Number(row.pid))) {
      if (this.spared.has(pid)) continue;
      this.spared.set(pid, now + this.random.between(0, 2500) * this.slowness);
      const begun = this.begun.get(pid);
      if (begun !== undefined) this.slowness = Math.max(0.5, (this.slowness + (now - begun) / 1500) / 2);
    }
    return engines.filter(
      ({ process }) => process.isAlive && (this.spared.get(process.pid) ?? Number.POSITIVE_INFINITY) <= now,
    );
  }

  private async killOneOf(alive: readonly Hearth[]): Promise<boolean> {
    if (alive.length === 0) return false;
    const victim = this.random.pick(alive);
    const { pid } = victim.process;
    await victim.kill();
    await this.recovery.died(pid);
    const pause = this.random.between(0, 1500);
    const back = sleep(pause).then(() => {
      victim.restart();
      this.begun.set(victim.process.pid, performance.now());
      this.coming.delete(back);
    });
    this.coming.add(back);
    return true;
  }

  /** Any of Hearth's, also the one by which an engine is known to live. */
  private async killConnection(): Promise<boolean> {
    const rows = await this.world.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name <> 'chaos' AND backend_type = 'client backend' ORDER BY pid`,
    );
    if (rows.length === 0) return false;
    const [killed] = await this.world.query<{ done: boolean }>('SELECT pg_terminate_backend($1) AS done', [
      this.random.pick(rows).pid,
    ]);
    return killed?.done === true;
  }

  /** No more kills; resolves when all processes are back. */
  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.coming);
    for (const hearth of [...this.world.engines, ...this.world.apis]) if (!hearth.process.isAlive) hearth.restart();
  }
}
