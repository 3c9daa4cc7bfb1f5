/**
 * The figures served at `/metrics`. What happens is counted when it happens; how things are at present is read when somebody
 * looks: the wiring hands in {@link StatisticsProvider}s, each a function giving the present figures under a prefix.
 *
 *     provide('hearth_engine', () => engine.figures())     →  hearth_engine_owned 42
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Numbers by name; a map below a name becomes a label (`{calls: {compute: 3}}` → `…_calls{of="compute"} 3`). */
export type Figures = { [name: string]: number | Record<string, number> };
export type StatisticsProvider = () => Figures | Promise<Figures>;

export class Metrics {
  readonly registry = new Registry();
  readonly #requests: Histogram;
  readonly #faults: Counter;
  readonly #cloudCalls: Histogram;
  readonly #operations: Histogram;
  readonly #steps: Histogram;
  readonly #deviations: Counter;
  readonly #turns: Histogram;
  readonly #batchCommits: Histogram;
  readonly #batchChanges: Histogram;
  readonly #batchSeconds: Histogram;
  readonly #gauges = new Map<string, Gauge>();
  readonly #providers = new Map<string, StatisticsProvider>();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    const registers = [this.registry];
    this.#requests = new Histogram({
      name: 'hearth_api_request_seconds',
      help: 'Requests answered, by route, method and status.',
      labelNames: ['route', 'method', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
    this.#cloudCalls = new Histogram({
      name: 'hearth_cloud_call_seconds',
      help: 'Calls to clouds, each try, by service, method and status (or why there was none).',
      labelNames: ['service', 'method', 'code'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    });
    this.#operations = new Histogram({
      name: 'hearth_operation_seconds',
      help: 'Operations on stacks that ended, by kind and how.',
      labelNames: ['kind', 'status'],
      buckets: [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600],
      registers,
    });
    this.#steps = new Histogram({
      name: 'hearth_step_seconds',
      help: 'Steps on resources that ended, by what was done and how.',
      labelNames: ['verb', 'status'],
      buckets: [0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60, 300, 900],
      registers,
    });
    this.#deviations = new Counter({
      name: 'hearth_plan_deviations_total',
      help: 'Resources that became something else than the plan said, by what became of them: a fault of Hearth.',
      labelNames: ['fate'],
      registers,
    });
    this.#turns = new Histogram({
      name: 'hearth_cloud_turn_seconds',
      help: 'How long calls to clouds waited for their turn, by service.',
      labelNames: ['service'],
      buckets: [0.001, 0.01, 0.1, 0.5, 1, 5, 15, 60],
      registers,
    });
    this.#batchCommits = new Histogram({
      name: 'hearth_store_batch_commits',
      help: 'Commits that shared a transaction of the database.',
      buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500],
      registers,
    });
    this.#batchChanges = new Histogram({
      name: 'hearth_store_batch_changes',
      help: 'Rows and wake-ups written in a transaction of the database.',
      buckets: [1, 5, 10, 50, 100, 500, 1000, 2500, 5000],
      registers,
    });
    this.#batchSeconds = new Histogram({
      name: 'hearth_store_batch_seconds',
      help: 'How long transactions of the database took.',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registers,
    });
    this.#faults = new Counter({
      name: 'hearth_api_faults_total',
      help: 'Faults answered, by the type of error.',
      labelNames: ['type'],
      registers,
    });
  }

  request(route: string, method: string, status: number, seconds: number): void {
    this.#requests.observe({ route, method, status: String(status) }, seconds);
  }

  fault(type: string): void {
    this.#faults.inc({ type });
  }

  cloudCall(call: { service: string; method: string; code: string; ms: number; queuedMs: number }): void {
    this.#cloudCalls.observe({ service: call.service, method: call.method, code: call.code }, call.ms / 1000);
    this.#turns.observe({ service: call.service }, call.queuedMs / 1000);
  }

  storeCommit(about: { commits: number; changes: number; seconds: number }): void {
    this.#batchCommits.observe(about.commits);
    this.#batchChanges.observe(about.changes);
    this.#batchSeconds.observe(about.seconds);
  }

  operation(about: { kind: string; status: string; seconds: number }): void {
    this.#operations.observe({ kind: about.kind, status: about.status }, about.seconds);
  }

  step(about: { verb: string; status: string; seconds: number }): void {
    this.#steps.observe({ verb: about.verb, status: about.status }, about.seconds);
  }

  deviation(about: { fate: string }): void {
    this.#deviations.inc({ fate: about.fate });
  }

  provide(prefix: string, provider: StatisticsProvider): void {
    this.#providers.set(prefix, provider);
  }

  /** In the text format of Prometheus. A provider that fails is left out and counted. */
  async text(): Promise<string> {
    await Promise.all(
      [...this.#providers].map(async ([prefix, provider]) => {
        try {
          for (const [name, value] of Object.entries(await provider())) this.#set(`${prefix}_${snake(name)}`, value);
        } catch {
          this.#forget(prefix);
          this.#faults.inc({ type: `metrics:${prefix}` });
        }
      }),
    );
    return this.registry.metrics();
  }

  /** Figures of the past would be taken for present ones. */
  #forget(prefix: string): void {
    for (const name of this.#gauges.keys()) {
      if (!name.startsWith(`${prefix}_`)) continue;
      this.registry.removeSingleMetric(name);
      this.#gauges.delete(name);
    }
  }

  #set(name: string, value: number | Record<string, number>): void {
    let gauge = this.#gauges.get(name);
    if (gauge === undefined) {
      const labelNames = typeof value === 'number' ? [] : ['of'];
      gauge = new Gauge({ name, help: name.replaceAll('_', ' '), labelNames, registers: [this.registry] });
      this.#gauges.set(name, gauge);
    }
    if (typeof value === 'number') gauge.set(value);
    else for (const [of, figure] of Object.entries(value)) gauge.set({ of }, figure);
  }
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/[^a-z0-9_]/g, '_');
}
