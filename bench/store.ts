/**
 * The store by itself: transitions per second, and how long reads take beside them. A transition is what a resource's step costs: a patch
 * of its row and an event, in a fenced commit of its own, durable when acknowledged.
 *
 *     node bench/store.ts [--resources 10000] [--stacks 10000]
 *
 * PostgreSQL is started for the run, as durable as in production, unless HEARTH_TEST_DATABASE_URL names one.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openStore, type StoreOptions } from '../src/store/open.ts';
import type { ResourceRow } from '../src/store/rows.ts';
import type { Store } from '../src/store/store.ts';
import { createDatabase, startPostgres } from '../test/postgres/server.ts';
import { arrange, definitionRow, eventRow, operationRow, resourceRow, stackRow } from '../test/store/rows.ts';

const { values } = parseArgs({
  options: { resources: { type: 'string', default: '10000' }, stacks: { type: 'string', default: '10000' } },
});
const RESOURCES = Number(values.resources);
const STACKS = Number(values.stacks);
const encryptionKey = 'a key of the bench, 32 bytes long';

function report(engine: string, what: string, figures: string): void {
  process.stdout.write(`${engine.padEnd(9)} ${what.padEnd(44)} ${figures}\n`);
}

function perSecond(count: number, start: number): string {
  const ms = performance.now() - start;
  return `${Math.round((count * 1000) / ms).toLocaleString('en')}/s (${Math.round(ms)} ms)`;
}

async function latency(count: number, call: (index: number) => Promise<unknown>): Promise<string> {
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const start = performance.now();
    await call(index);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => (times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(2);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`;
}

/** Runs `step` for every row, `width` at a time. */
async function spread<T>(rows: readonly T[], width: number, step: (row: T) => Promise<unknown>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (next < rows.length) await step(rows[next++] as T);
    }),
  );
}

async function transitions(
  store: Store,
  rows: ResourceRow[],
  width: number,
  fence: { stackId: string; epoch: number },
) {
  const before = store.statistics().commits;
  const start = performance.now();
  await spread(rows, width, (row) =>
    store.commit(
      [
        {
          patch: 'resource',
          id: row.id,
          set: { status: 'COMPLETE', physicalId: row.id, data: { a: 'b' }, updatedAt: 5 },
        },
        { put: 'event', row: eventRow(row.stackId, { resourceName: row.name, physicalId: row.id }) },
      ],
      { fence },
    ),
  );
  report(
    store.engine,
    `transitions, ${width} at a time`,
    `${perSecond(rows.length, start)}, ${store.statistics().commits - before} transactions`,
  );
}

async function measure(options: StoreOptions): Promise<void> {
  const opened = performance.now();
  const store = await openStore({ ...options, encryptionKey });
  const { engine } = store;
  report(engine, 'open, migrate', `${Math.round(performance.now() - opened)} ms`);
  const registration = await store.registerEngine({
    id: randomUUID(),
    host: 'bench',
    pid: process.pid,
    version: '0',
    interval: 60,
  });
  const operation = operationRow('');
  const stack = stackRow({ operationId: operation.id });
  await arrange(store, [
    { put: 'stack', row: stack },
    { put: 'operation', row: { ...operation, stackId: stack.id } },
    { put: 'definition', row: definitionRow(stack.id, { id: stack.definitionId }) },
  ]);
  const owned = await store.acquire(stack.id, registration.id);
  const fence = { stackId: stack.id, epoch: owned?.epoch ?? 0 };
  const rows = Array.from({ length: RESOURCES }, (_, index) =>
    resourceRow(stack.id, { name: `resource-${index}`, properties: { name: `n${index}`, image: 'i', flavor: 'f' } }),
  );
  const start = performance.now();
  for (let index = 0; index < rows.length; index += 1000) {
    await store.commit(
      rows.slice(index, index + 1000).map((row) => ({ put: 'resource', row })),
      { fence },
    );
  }
  report(engine, `${RESOURCES} resources put, 1,000 per commit`, perSecond(RESOURCES, start));
  await transitions(store, rows.slice(0, Math.min(2000, RESOURCES)), 1, fence);
  await transitions(store, rows, 64, fence);
  await transitions(store, rows, 1000, fence);

  const many = Array.from({ length: STACKS }, (_, index) => stackRow({ projectId: 'many', createdAt: 1_000 + index }));
  const filling = performance.now();
  await spread(many, 500, (row) =>
    store.commit([{ put: 'stack', row }], { seen: [{ stackId: row.id, unmade: true }] }),
  );
  report(engine, `${STACKS} stacks put, a commit each`, perSecond(STACKS, filling));
  const somewhere = (index: number) => many[(index * 7919) % many.length]?.id ?? '';
  const show = async (id: string) => {
    await store.stack(id);
    await store.definition(stack.definitionId);
  };
  await latency(200, (index) => show(somewhere(index)));
  report(engine, 'show: stack and definition', await latency(1000, (index) => show(somewhere(index))));
  report(
    engine,
    `list: page of 20 of ${STACKS} stacks`,
    await latency(300, (index) => store.stacks({ projectId: 'many' }, { limit: 20, marker: somewhere(index) })),
  );
  report(engine, 'list: count of all', await latency(100, () => store.countStacks({ projectId: 'many' })));
  report(engine, `list: all ${STACKS} stacks`, await latency(10, () => store.stacks({ projectId: 'many' })));
  report(engine, `all ${RESOURCES} resources of a stack`, await latency(10, () => store.resources(stack.id)));
  report(engine, 'count of resources in a tree', await latency(50, () => store.countResources(stack.id)));
  report(engine, 'page of 100 events', await latency(200, () => store.events({ stackId: stack.id }, { limit: 100 })));

  let running = true;
  const load = (async () => {
    while (running) {
      await spread(rows.slice(0, 1000), 64, (row) =>
        store.commit([{ patch: 'resource', id: row.id, set: { updatedAt: 6 } }], { fence }),
      );
    }
  })();
  report(engine, 'show, while transitions are written', await latency(500, (index) => show(somewhere(index))));
  running = false;
  await load;

  const taken = new Set<string>();
  const awaited = many.slice(0, 2000).map(({ id }) => id);
  const working = performance.now();
  const stop = await store.work(async (id) => void taken.add(id), { concurrency: 64 });
  for (let index = 0; index < awaited.length; index += 100) {
    await store.commit(
      awaited.slice(index, index + 100).map((wake) => ({ wake })),
      'apart',
    );
  }
  while (awaited.some((id) => !taken.has(id))) await new Promise((resolve) => setTimeout(resolve, 2));
  report(engine, `${awaited.length} wake-ups, put and taken`, perSecond(awaited.length, working));
  const pickup = await latency(50, async (index) => {
    const id = `pickup-${index}`;
    await store.commit([{ wake: id }], 'apart');
    while (!taken.has(id)) await new Promise((resolve) => setTimeout(resolve, 1));
  });
  report(engine, 'one wake-up, put and taken', pickup);
  await stop();
  report(engine, 'resident memory', `${Math.round(process.memoryUsage.rss() / 2 ** 20)} MB`);
  await registration.close();
  await store.close();
}

const dataDir = mkdtempSync(join(tmpdir(), 'hearth-bench-'));
try {
  await measure({ dataDir, encryptionKey });
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}
const server = await startPostgres({ durable: true });
try {
  const database = await createDatabase(server.url);
  await measure({ databaseUrl: database.url, encryptionKey });
} finally {
  await server.stop();
}
