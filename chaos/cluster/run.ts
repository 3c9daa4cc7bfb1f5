/**
 * Several engines and APIs on one PostgreSQL, each killed again and again, beside a cloud that fails, while many stacks go through random
 * operations. When it is over: every stack is in a final state, model and cloud agree; and when all is deleted nothing is left.
 */
import { DEVIATION } from '../hearth.ts';
import { sleep, until } from '../patience.ts';
import { Randomness } from '../randomness.ts';
import { Actor, type Deed } from './actor.ts';
import { keepEvidence } from './evidence.ts';
import { faultRules } from './faults.ts';
import { Killer, type KillKind } from './killer.ts';
import { Recovery } from './recovery.ts';
import { judge, leftOver, miscounted } from './verdict.ts';
import { World } from './world.ts';

export interface ClusterOptions {
  engines: number;
  apis: number;
  stacks: number;
  kills: number;
  /** No new stacks after so long, even if there were too few kills; which is a violation. */
  minutes: number;
  seed: number;
  folder: string;
  /** Stacks worked on at once. */
  atOnce?: number;
  /** Operations on each. */
  deeds?: readonly [number, number];
  pauseMs?: readonly [number, number];
  hangs?: number;
  say?: (line: string) => void;
}

export interface ClusterFigures {
  kills: Record<KillKind, number>;
  operations: Partial<Record<Deed, number>>;
  stacks: number;
  refused: number;
  /** Answers with 500 from an API whose database had just been taken away. */
  internalErrors: number;
  adoptions: number;
  faults: Record<string, number>;
  /** Milliseconds that stacks of a dead engine had no owner. */
  recovery: number[];
  endStates: Record<string, number>;
  /** Milliseconds from the last kill until nothing was in progress. */
  quiescence: number;
  seconds: number;
  violations: string[];
}

/** Longer than any retry and timeout takes; a hung call may take two minutes. */
const BOUND_MS = 420_000;

export async function runCluster(options: ClusterOptions): Promise<ClusterFigures> {
  const world = await World.start(options);
  try {
    return await new ClusterRun(options, world).all();
  } finally {
    await world.stop();
  }
}

class ClusterRun {
  private readonly options: ClusterOptions;
  private readonly world: World;
  private readonly random: Randomness;
  private readonly figures: ClusterFigures = {
    kills: { engine: 0, api: 0, connection: 0, database: 0 },
    operations: {},
    stacks: 0,
    refused: 0,
    internalErrors: 0,
    adoptions: 0,
    faults: {},
    recovery: [],
    endStates: {},
    quiescence: 0,
    seconds: 0,
    violations: [],
  };
  private readonly signalled: { stackId: string; mark: string; sent: number }[] = [];
  private readonly made: { name: string; id: string; projectId: string }[] = [];
  private readonly say: (line: string) => void;

  constructor(options: ClusterOptions, world: World) {
    this.options = options;
    this.world = world;
    this.random = new Randomness(options.seed);
    this.say = options.say ?? (() => {});
  }

  async all(): Promise<ClusterFigures> {
    const { figures, world, options } = this;
    const began = performance.now();
    const before = new Map<string, Awaited<ReturnType<typeof world.cloud.objects>>>();
    for (const { projectId } of world.clients) before.set(projectId, await world.cloud.objects(projectId));
    for (const rule of faultRules(options.hangs ?? 2)) await world.cloud.addFault(rule);

    const recovery = new Recovery(world);
    const killer = new Killer(world, this.random.fork(), recovery);
    const watching = recovery.run();
    const killing = killer.run(options.pauseMs ?? [50, 700]);
    await this.populate(killer);
    await killer.stop();
    await killing;
    figures.kills = killer.kills;
    if (killer.killed < options.kills)
      figures.violations.push(`only ${killer.killed} kills of ${options.kills} in the time given`);
    await this.quiesce();
    recovery.stop();
    await watching;
    figures.recovery = recovery.times;
    for (const { effect, struck } of await world.cloud.faults()) {
      const name = effect.drop ?? effect.hang ?? effect.outcome ?? effect.status ?? 'latency';
      const kind = effect.drop ? `drop ${name}` : effect.hang ? `hang ${name}` : String(name);
      figures.faults[kind] = (figures.faults[kind] ?? 0) + struck;
    }
    await world.cloud.clearFaults();
    this.say('nothing is in progress any more; comparing');
    this.violate(await judge(world));
    this.violate(await miscounted(world, this.signalled));
    this.violate(world.said(DEVIATION));
    // Before the rows go.
    if (figures.violations.length > 0) await keepEvidence(world);
    await this.deleteAll();
    const sound = figures.violations.length === 0;
    this.violate(await leftOver(world, before));
    if (sound && figures.violations.length > 0) await keepEvidence(world);
    figures.adoptions = world.logged('was found, and adopted');
    figures.internalErrors = world.clients.reduce((sum, { internalErrors }) => sum + internalErrors, 0);
    figures.seconds = (performance.now() - began) / 1000;
    return figures;
  }

  /** Stacks come and live until there were enough of them, and enough kills. */
  private async populate(killer: Killer): Promise<void> {
    const { options, figures, world } = this;
    const lastMoment = performance.now() + options.minutes * 60_000;
    const [fewest, most] = options.deeds ?? [2, 6];
    const work = async () => {
      while (figures.violations.length === 0 && performance.now() < lastMoment) {
        if (figures.stacks >= options.stacks && killer.killed >= options.kills) return;
        const number = figures.stacks++;
        const random = this.random.fork();
        const name = `chaos-${number}`;
        const client = random.pick(world.clients);
        const deeds = fewest + random.below(most - fewest + 1);
        const ledger = {
          count: (deed: Deed) => {
            figures.operations[deed] = (figures.operations[deed] ?? 0) + 1;
          },
          refused: () => {
            figures.refused += 1;
          },
          signalled: (signal: (typeof this.signalled)[number]) => this.signalled.push(signal),
          made: (stack: (typeof this.made)[number]) => this.made.push(stack),
        };
        try {
          await new Actor({ name, client, random, deeds, boundMs: BOUND_MS, ledger }).live();
        } catch (error) {
          this.violate([`${name}: ${error instanceof Error ? error.message : String(error)}`]);
        }
        if (figures.stacks % 10 === 0) this.say(`${figures.stacks} stacks, ${killer.killed} kills`);
      }
    };
    await Promise.all(Array.from({ length: options.atOnce ?? 16 }, work));
  }

  private async quiesce(): Promise<void> {
    const { world, figures } = this;
    const started = performance.now();
    for (const api of world.apis) await api.ready();
    try {
      await until(
        'nothing is in progress',
        async () => {
          const [row] = await world.query<{ count: string }>(
            `SELECT count(*) FROM stacks s WHERE deleted_at IS NULL AND (status = 'IN_PROGRESS'
              OR EXISTS (SELECT 1 FROM operations o WHERE o.id = s.operation_id AND o.state IN ('queued', 'running')))`,
          );
          return row?.count === '0' ? true : null;
        },
        { withinMs: BOUND_MS, everyMs: 200 },
      );
    } catch (error) {
      this.violate([String(error)]);
    }
    figures.quiescence = performance.now() - started;
    // Deletes of what was replaced, and reads under way, come to their ends.
    await sleep(500);
    for (const { state, count } of await world.query<{ state: string; count: string }>(
      `SELECT action || '_' || status AS state, count(*) FROM stacks WHERE parent_id IS NULL GROUP BY 1 ORDER BY 1`,
    )) {
      figures.endStates[state] = Number(count);
    }
  }

  private async deleteAll(): Promise<void> {
    const { world } = this;
    let next = 0;
    const work = async () => {
      while (next < this.made.length) {
        const stack = this.made[next++] as (typeof this.made)[number];
        const client = world.clients.find(({ projectId }) => projectId === stack.projectId);
        if (!client) continue;
        try {
          await client.delete(stack.name, stack.id);
          const end = await client.settled(stack.name, stack.id, { withinMs: BOUND_MS, everyMs: 100 });
          if (end.stack_status !== 'DELETE_COMPLETE')
            this.violate([
              `${stack.name} (${stack.id}) could not be deleted: ${end.stack_status} ${end.stack_status_reason}`,
            ]);
        } catch (error) {
          this.violate([
            `deleting ${stack.name} (${stack.id}): ${error instanceof Error ? error.message : String(error)}`,
          ]);
        }
      }
    };
    await Promise.all(Array.from({ length: 12 }, work));
  }

  private violate(lines: readonly string[]): void {
    for (const line of lines) {
      this.figures.violations.push(`seed ${this.options.seed}: ${line}`);
      this.say(`VIOLATION ${line.slice(0, 600)}`);
    }
  }
}
