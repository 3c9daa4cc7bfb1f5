/**
 * Ownership against a model: random sequences of stacks made, taken, written to, released, finished, and of engines that come and
 * die, on both engines; with PostgreSQL through two stores, as two processes would. The model is what the interface promises.
 */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { type EngineRegistration, Fenced, type Store } from '../../src/store/store.ts';
import { onBothEngines } from './engines.ts';
import { arrange, eventRow, operationRow, stackRow } from './rows.ts';

interface ModelStack {
  owner: number | null;
  epoch: number;
  working: boolean;
  /** Events of the commits that were accepted. */
  events: number;
}

interface Model {
  stacks: ModelStack[];
  /** Whether the engine lives. */
  engines: boolean[];
}

interface Real {
  stores: Store[];
  stackIds: string[];
  operationIds: string[];
  engines: { id: string; registration: EngineRegistration; store: Store }[];
  /** What each engine remembers of its ownerships, and never forgets. */
  epochs: Map<string, number>;
}

type Command = fc.AsyncCommand<Model, Real>;

const at = <T>(list: T[], index: number): T => list[index % list.length] as T;

function command(
  name: string,
  check: (model: Model) => boolean,
  run: (model: Model, real: Real) => Promise<void>,
): Command {
  return { check, run, toString: () => name };
}

const withStack = ({ stacks }: Model) => stacks.length > 0;
const withBoth = (model: Model) => withStack(model) && model.engines.length > 0;

const newStack = fc.boolean().map((working) =>
  command(
    `new stack${working ? ' with work' : ''}`,
    () => true,
    async (model, real) => {
      const row = stackRow();
      const operation = operationRow(row.id, { state: working ? 'queued' : 'done' });
      await arrange(at(real.stores, model.stacks.length), [
        { put: 'stack', row: { ...row, operationId: operation.id } },
        { put: 'operation', row: operation },
      ]);
      real.stackIds.push(row.id);
      real.operationIds.push(operation.id);
      model.stacks.push({ owner: null, epoch: 0, working, events: 0 });
    },
  ),
);

const newEngine = fc.nat(1).map((process) =>
  command(
    `new engine in process ${process}`,
    ({ engines }) => engines.length < 5,
    async (model, real) => {
      const store = at(real.stores, process);
      const id = randomUUID();
      const registration = await store.registerEngine({ id, host: 'h', pid: 1, version: '1', interval: 60 });
      real.engines.push({ id, registration, store });
      model.engines.push(true);
    },
  ),
);

const dies = fc.nat(9).map((index) =>
  command(
    `engine ${index} dies`,
    ({ engines }) => engines.length > 0,
    async (model, real) => {
      await at(real.engines, index).registration.close();
      model.engines[index % model.engines.length] = false;
    },
  ),
);

const acquires = fc.tuple(fc.nat(9), fc.nat(9)).map(([who, what]) =>
  command(`engine ${who} acquires stack ${what}`, withBoth, async (model, real) => {
    const stack = at(model.stacks, what);
    const engine = at(real.engines, who);
    const owner = who % real.engines.length;
    const free = stack.owner === null || model.engines[stack.owner] !== true;
    // The dead don't ask.
    if (model.engines[owner] !== true) return;
    const stackId = at(real.stackIds, what);
    let row = await engine.store.acquire(stackId, engine.id);
    // That the owner has died is known to other processes a moment later, and not much.
    const known = performance.now() + 2000;
    while (row === null && stack.owner !== null && stack.working && free && performance.now() < known) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      row = await engine.store.acquire(stackId, engine.id);
    }
    expect(row !== null).toBe(stack.working && free);
    if (!row) return;
    stack.owner = owner;
    stack.epoch += 1;
    expect(row).toMatchObject({ id: stackId, engineId: engine.id, epoch: stack.epoch });
    real.epochs.set(`${owner} ${stackId}`, row.epoch);
  }),
);

const releases = fc.tuple(fc.nat(9), fc.nat(9)).map(([who, what]) =>
  command(`engine ${who} releases stack ${what}`, withBoth, async (model, real) => {
    const stack = at(model.stacks, what);
    const owner = who % real.engines.length;
    const stackId = at(real.stackIds, what);
    const epoch = real.epochs.get(`${owner} ${stackId}`) ?? 0;
    await at(real.engines, who).store.release(stackId, at(real.engines, who).id, epoch);
    if (stack.owner === owner && stack.epoch === epoch) stack.owner = null;
  }),
);

/** Several at once, so that they share a transaction; each with the epoch its engine remembers, right or outdated. */
const commits = fc.array(fc.tuple(fc.nat(9), fc.nat(9), fc.boolean()), { minLength: 1, maxLength: 6 }).map((writes) =>
  command(
    `commits ${writes.map(([who, what, ends]) => `${who}→${what}${ends ? ' ends' : ''}`).join(', ')}`,
    withBoth,
    async (model, real) => {
      // From one process: between processes the order would be open.
      const { store } = at(real.engines, writes[0]?.[0] ?? 0);
      const outcomes = await Promise.allSettled(
        writes.map(([who, what, ends]) => {
          const stackId = at(real.stackIds, what);
          const epoch = real.epochs.get(`${who % real.engines.length} ${stackId}`) ?? 0;
          const operation = { patch: 'operation', id: at(real.operationIds, what), set: { state: 'done' } } as const;
          return store.commit([{ put: 'event', row: eventRow(stackId) }, ...(ends ? [operation] : [])], {
            fence: { stackId, epoch },
          });
        }),
      );
      writes.forEach(([who, what, ends], index) => {
        const stack = at(model.stacks, what);
        const epoch = real.epochs.get(`${who % real.engines.length} ${at(real.stackIds, what)}`) ?? 0;
        const outcome = outcomes[index] as PromiseSettledResult<void>;
        expect(outcome.status).toBe(stack.epoch === epoch ? 'fulfilled' : 'rejected');
        if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(Fenced);
        if (stack.epoch !== epoch) return;
        stack.events += 1;
        if (ends) stack.working = false;
      });
    },
  ),
);

const newWork = fc.nat(9).map((what) =>
  command(`stack ${what} gets new work`, withStack, async (model, real) => {
    const stackId = at(real.stackIds, what);
    const operation = operationRow(stackId);
    const before = at(real.operationIds, what);
    await at(real.stores, what).commit(
      [
        { put: 'operation', row: operation },
        { patch: 'stack', id: stackId, set: { operationId: operation.id } },
        { wake: stackId },
      ],
      { seen: [{ stackId, operationId: before }] },
    );
    real.operationIds[what % real.operationIds.length] = operation.id;
    at(model.stacks, what).working = true;
  }),
);

async function agree(model: Model, { stores, stackIds, engines }: Real): Promise<void> {
  for (const store of stores) {
    const unowned: string[] = [];
    for (const [index, stack] of model.stacks.entries()) {
      const id = stackIds[index] as string;
      const row = await store.stack(id);
      expect(row).toMatchObject({
        engineId: stack.owner === null ? null : engines[stack.owner]?.id,
        epoch: stack.epoch,
      });
      expect(await store.countEvents({ stackId: id })).toBe(stack.events);
      if (stack.working && (stack.owner === null || !model.engines[stack.owner])) unowned.push(id);
    }
    await expect
      .poll(async () => (await store.unowned(10_000)).filter((id) => stackIds.includes(id)).sort(), { timeout: 2_000 })
      .toEqual(unowned.sort());
  }
}

onBothEngines('model of ownership', (room) => {
  let second: Store | null = null;
  beforeAll(async () => {
    if (room.store.engine === 'postgres') second = await openStore(room.options);
  });
  afterAll(async () => {
    await second?.close();
  });

  test('any sequence does what the model does', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.commands(
          [
            newStack,
            newStack,
            newEngine,
            newEngine,
            dies,
            acquires,
            acquires,
            acquires,
            releases,
            commits,
            commits,
            newWork,
          ],
          {
            maxCommands: 40,
            size: '+1',
          },
        ),
        async (commands) => {
          const model: Model = { stacks: [], engines: [] };
          const stores = second ? [room.store, second] : [room.store];
          const real: Real = { stores, stackIds: [], operationIds: [], engines: [], epochs: new Map() };
          try {
            await fc.asyncModelRun(() => ({ model, real }), commands);
            await agree(model, real);
          } finally {
            await Promise.all(real.engines.map(({ registration }) => registration.close()));
          }
        },
      ),
      { numRuns: 40 },
    );
  }, 60_000);
});
