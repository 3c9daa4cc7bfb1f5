/** Processes with different encryption keys: one that cannot read a stack leaves it, says so, and fails nothing. */
import { afterEach, expect, it } from 'vitest';
import { createOrchestrator, type Engine, startEngine } from '../../../src/engine/index.ts';
import { UnknownKey } from '../../../src/store/keyring.ts';
import { openStore } from '../../../src/store/open.ts';
import type { Store } from '../../../src/store/store.ts';
import { TEST_KEY } from '../../postgres/setup.ts';
import { testDatabase } from '../../store/postgres.ts';
import { House, template, thing } from '../house.ts';

const OLD = TEST_KEY;
const NEW = 'the new key of the tests, 32 bytes';

let house: House;
let closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  closing = [];
  await house.close();
});

const complaints = () => house.complaints.map((complaint) => (complaint as { message: string }).message);

it('waits with a stack that another process wrote under a key it does not know', async () => {
  house = await House.open({}, { engine: false });
  const { url, drop } = await testDatabase();
  closing.push(drop);
  const open = async (...encryptionKey: string[]): Promise<Store> => {
    const store = await openStore({ databaseUrl: url, encryptionKey });
    closing.push(() => store.close());
    return store;
  };
  const start = async (store: Store): Promise<Engine> => {
    const engine = await startEngine(house.wire({}, { store }));
    closing.push(() => engine.stop());
    return engine;
  };
  const behind = await open(OLD);
  const ahead = await open(NEW, OLD);
  await start(behind);
  const orchestrator = createOrchestrator(house.wire({}, { store: ahead }));
  const { stackId } = await orchestrator.create(house.caller(), {
    stackName: 'waits',
    template: template({ a: thing({ live: 'x' }) }),
  });
  await expect
    .poll(() => complaints().join(), { timeout: 20_000 })
    .toContain('a stack waits: Stored data is encrypted with key');
  expect(behind.unknownKeys).toHaveLength(1);
  expect(await ahead.stack(stackId)).toMatchObject({ status: 'IN_PROGRESS', engineId: null });
  await start(ahead);
  await expect.poll(async () => (await ahead.stack(stackId))?.status, { timeout: 20_000 }).toBe('COMPLETE');
  // A list is not refused for one stack's sake.
  expect(await behind.stacks({})).toMatchObject([{ name: 'waits' }]);
});

it('leaves a stack of which it finds something unreadable while it works on it', async () => {
  house = await House.open();
  house.fake.fails('create', 'b', new UnknownKey('0badcafe'));
  const id = await house.create({ a: thing(), b: thing({}, { depends_on: 'a' }) });
  await expect.poll(() => complaints().join(), { timeout: 20_000 }).toContain('a stack waits');
  const taken = async () => (await house.stack(id)).engineId;
  await expect.poll(taken, { timeout: 20_000 }).toBeNull();
  expect((await house.stack(id)).status).toBe('IN_PROGRESS');
  expect((await house.states(id))['b']).toBe('CREATE_IN_PROGRESS');
});
