/** How long the stacks of an engine that died stay without an owner. */
import { sleep } from '../patience.ts';
import type { World } from './world.ts';

interface Watched {
  since: number;
  epoch: number;
}

export class Recovery {
  /** Milliseconds each. */
  readonly times: number[] = [];
  private readonly world: World;
  private readonly watched = new Map<string, Watched>();
  private stopped = false;

  constructor(world: World) {
    this.world = world;
  }

  /** The stacks that the engine was working on are watched until somebody has taken them, or they are done. */
  async died(pid: number): Promise<void> {
    const rows = await this.world.query<{ id: string; epoch: string }>(
      `SELECT s.id, s.epoch FROM stacks s JOIN engines e ON e.id = s.engine_id
       WHERE e.pid = $1 AND s.status = 'IN_PROGRESS' AND s.deleted_at IS NULL`,
      [pid],
    );
    for (const { id, epoch } of rows) this.watched.set(id, { since: performance.now(), epoch: Number(epoch) });
  }

  async run(): Promise<void> {
    while (!this.stopped) {
      if (this.watched.size > 0) {
        const rows = await this.world.query<{ id: string; epoch: string; status: string }>(
          'SELECT id, epoch, status FROM stacks WHERE id = ANY($1)',
          [[...this.watched.keys()]],
        );
        const present = new Map(rows.map((row) => [row.id, row]));
        for (const [id, { since, epoch }] of this.watched) {
          const row = present.get(id);
          if (row && Number(row.epoch) === epoch && row.status === 'IN_PROGRESS') continue;
          this.times.push(performance.now() - since);
          this.watched.delete(id);
        }
      }
      await sleep(50);
    }
  }

  stop(): void {
    this.stopped = true;
  }
}
