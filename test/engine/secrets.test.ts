/**
 * The value of a hidden parameter flows through a stack's whole life, and to a cloud that quotes what it is given. Nothing of it lies readable in
 * the database, and no reason, event or log tells it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createOrchestrator, startEngine } from '../../src/engine/index.ts';
import { CloudError } from '../../src/openstack/cloud.ts';
import { openStore, type StoreOptions } from '../../src/store/open.ts';
import type { Value } from '../../src/template/value.ts';
import { TEST_KEY } from '../postgres/setup.ts';
import { testDatabase } from '../store/postgres.ts';
import { everything, filesContain } from '../store/raw.ts';
import { House, note, template, thing } from './house.ts';

const VALUE = 'correct-horse & "battery"';
const OTHER = 'second-staple';

let house: House;
let closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  closing = [];
  await house.close();
});

async function place(engine: 'sqlite' | 'postgres'): Promise<StoreOptions> {
  if (engine === 'postgres') {
    const { url, drop } = await testDatabase();
    closing.push(drop);
    return { databaseUrl: url, encryptionKey: TEST_KEY };
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'hearth-secrets-'));
  closing.push(async () => rmSync(dataDir, { recursive: true }));
  return { dataDir, encryptionKey: TEST_KEY };
}

/** A service that quotes what it was given. */
const quoting = (value: string) =>
  new CloudError(`Invalid input ${JSON.stringify({ live: value })} (HTTP 400)`, {
    service: 'compute',
    status: 400,
    outcome: 'refused',
  });

const pw = { get_param: 'pw' };
const parameters = { pw: { type: 'string', hidden: true }, open: { type: 'string', default: 'o' } };
const inner = template(
  { i: thing({ live: { get_param: 'given' } }) },
  { parameters: { given: { type: 'string' } }, outputs: { o: { value: { get_param: 'given' } } } },
);
const resources = (failing: boolean) => ({
  a: thing({ live: pw }, { metadata: { of: { list: [pw] } } }),
  b: note({ live: { get_attr: ['a', 'live'] } }),
  ear: { type: 'Fake::Ear' },
  n: { type: 'Fake::Nest', properties: { template: JSON.stringify(inner), parameters: { given: pw } } },
  ...(failing ? { broken: thing({ live: pw }) } : {}),
});

describe.each(['sqlite', 'postgres'] as const)('a secret (%s)', (kind) => {
  it('lies nowhere in the database, nor in a reason, an event or a log', async () => {
    house = await House.open({}, { engine: false });
    const options = await place(kind);
    const store = await openStore(options);
    const wiring = house.wire({}, { store });
    const orchestrator = createOrchestrator(wiring);
    const engine = await startEngine(wiring);
    const rest = async (id: string) => {
      const resting = async () => (await store.stack(id))?.status !== 'IN_PROGRESS';
      await expect.poll(resting, { timeout: 30_000 }).toBe(true);
      const row = await store.stack(id);
      return `${row?.action}_${row?.status}`;
    };
    const stack = async () => {
      const row = await store.stack(stackId);
      if (row === null) throw new Error('no stack');
      return row;
    };
    const caller = house.caller();
    const outputs = {
      out: { value: { list_join: ['', ['<', pw, '>']] } },
      live: { value: { get_attr: ['a', 'live'] } },
    };
    const text = (failing: boolean) => template(resources(failing), { parameters, outputs });
    const { stackId } = await orchestrator.create(caller, {
      stackName: 's',
      template: text(false),
      environment: { parameters: { pw: VALUE } } as Value as never,
    });
    expect(await rest(stackId)).toBe('CREATE_COMPLETE');
    await orchestrator.signal(caller, await stack(), 'ear', { said: VALUE });
    const { id: snapshotId } = await orchestrator.snapshot(caller, await stack(), 'snap');
    expect(await rest(stackId)).toBe('SNAPSHOT_COMPLETE');
    expect(snapshotId).toBeTypeOf('string');

    for (const name of ['broken', 'i']) house.fake.fails('create', name, quoting(VALUE));
    house.fake.fails('update', 'i', quoting(OTHER));
    await orchestrator.update(caller, await stack(), {
      template: text(true),
      environment: { parameters: { pw: VALUE } } as never,
    });
    expect(await rest(stackId)).toBe('UPDATE_FAILED');
    expect((await stack()).reason).toContain('Invalid input');
    // The nested stack's own parameter is open there, and came from a hidden one here.
    house.fake.scripts.delete('create broken');
    await orchestrator.update(caller, await stack(), {
      template: text(false),
      environment: { parameters: { pw: OTHER } } as never,
    });
    expect(await rest(stackId)).toBe('UPDATE_FAILED');
    const told = JSON.stringify([
      await store.stacks({ showNested: true }),
      (await store.events({ rootId: stackId })).map(({ reason, properties: _, ...event }) => ({ ...event, reason })),
      (await store.tree(stackId)).map(({ reason }) => reason),
      house.complaints.map((complaint) => {
        const { error, ...rest } = complaint as { error?: Error };
        return [rest, error?.message, error?.stack];
      }),
    ]);
    expect(told).toContain('******');
    await engine.stop();
    const raw = await everything(options);
    await store.close();
    for (const value of [VALUE, OTHER, JSON.stringify(VALUE).slice(1, -1)]) {
      for (const spelling of [
        value,
        JSON.stringify(value).slice(1, -1),
        JSON.stringify(JSON.stringify(value)).slice(3, -3),
      ]) {
        expect(told).not.toContain(spelling);
        expect(raw).not.toContain(spelling);
        expect(filesContain(options, spelling)).toBe(false);
      }
    }
    expect(raw).toContain(stackId);
  });
});
