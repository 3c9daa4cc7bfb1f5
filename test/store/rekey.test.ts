/** A key is changed while processes run: read everywhere first, then written, then everything is brought under it. */
import { createHash, randomUUID } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import type { ResourceRow } from '../../src/store/rows.ts';
import type { Store } from '../../src/store/store.ts';
import { TEST_KEY } from '../postgres/setup.ts';
import { onBothEngines } from './engines.ts';
import { everything, filesContain, rowsOf, write } from './raw.ts';
import { arrange, definitionRow, eventRow, operationRow, resourceRow, storeStack } from './rows.ts';

const OLD = TEST_KEY;
const NEW = 'another key, also 32 bytes long!';
const VALUE = 'correct horse battery staple';

/** Something in every place. */
async function fill(
  store: Store,
  count: number,
): Promise<{ resources: ResourceRow[]; definition: string; stack: string }> {
  const stack = await storeStack(store, { description: VALUE });
  const secret = { password: VALUE };
  const resources = Array.from({ length: count }, () =>
    resourceRow(stack.id, {
      metadata: secret,
      attributes: secret,
      data: secret,
      frozen: { type: 'T', metadata: secret },
    }),
  );
  const definition = definitionRow(stack.id, { template: { unique: randomUUID(), secret }, secretParameters: secret });
  await arrange(store, [
    ...resources.map((row) => ({ put: 'resource' as const, row })),
    { put: 'definition', row: definition },
    { put: 'event', row: eventRow(stack.id, { properties: secret }) },
    { put: 'operation', row: operationRow(stack.id, { request: secret }) },
    { put: 'signal', row: { id: randomUUID(), stackId: stack.id, resourceName: 'r', details: VALUE, createdAt: 1 } },
  ]);
  return { resources, definition: definition.id, stack: stack.id };
}

onBothEngines('a change of keys', (room) => {
  let opened: Store[] = [];
  const open = async (...encryptionKey: string[]): Promise<Store> => {
    const store = await openStore({ ...room.options, encryptionKey });
    opened.push(store);
    return store;
  };
  afterEach(async () => {
    for (const store of opened) await store.close();
    opened = [];
  });

  test('everything is under the new key afterwards, and the old one is not needed any more', async () => {
    const { resources, definition, stack } = await fill(room.store, 110);
    await room.store.close();
    const rotated = await open(NEW, OLD);
    expect(new Set((await rotated.keysInUse()).map(({ use }) => use))).toEqual(new Set(['reads']));
    const tables = new Set<string>();
    const result = await rotated.rekey(({ table }) => tables.add(table));
    expect(result).toMatchObject({ left: 0, unknown: [] });
    expect(result.written).toBeGreaterThan(110);
    expect(tables).toContain('resources');
    expect((await rotated.keysInUse()).map(({ use }) => use)).toEqual(['writes']);
    expect(await rotated.rekey()).toMatchObject({ written: 0, left: 0 });
    await rotated.close();
    const alone = await open(NEW);
    expect(await alone.resource(resources[7]?.id ?? '')).toEqual(resources[7]);
    expect((await alone.definition(definition))?.secretParameters).toEqual({ password: VALUE });
    expect((await alone.stack(stack))?.description).toBe(VALUE);
    expect(await alone.signals(stack)).toMatchObject([{ details: VALUE }]);
    await alone.close();
    await expect(open(OLD)).rejects.toMatchObject({ code: 'InvalidEncryptionKey' });
    // Back, for the others.
    const back = await open(OLD, NEW);
    await back.rekey();
    await back.close();
    await room.reopen();
  });

  test('what earlier versions kept plain is encrypted, and leaves no trace', async () => {
    const { resources, definition } = await fill(room.store, 1);
    const id = resources[0]?.id ?? '';
    const plain = `plain ${randomUUID()}`;
    const content = JSON.stringify({ unique: plain });
    const hash = createHash('sha256').update(content).digest('base64url');
    await room.store.close();
    await write(room.options, [
      `UPDATE resources SET attributes = '{"a":"${plain}"}', metadata = '{}' WHERE id = '${id}'`,
      `INSERT INTO texts (hash, content, touched_at) VALUES ('${hash}', '${content}', 1)`,
      `UPDATE definitions SET template_hash = '${hash}' WHERE id = '${definition}'`,
    ]);
    const store = await open(OLD);
    expect(await store.keysInUse()).toContainEqual({ id: null, use: 'none', values: 2 });
    expect(await store.rekey()).toMatchObject({ left: 0 });
    expect(await store.keysInUse()).toMatchObject([{ use: 'writes' }]);
    expect(await everything(room.options)).not.toContain(plain);
    expect(await everything(room.options)).not.toContain(hash);
    expect((await store.resource(id))?.attributes).toEqual({ a: plain });
    expect((await store.definition(definition))?.template).toEqual({ unique: plain });
    await store.close();
    expect(filesContain(room.options, plain)).toBe(false);
    await room.reopen();
  });

  test('it goes on where it was cut off', async () => {
    const { resources } = await fill(room.store, 110);
    await room.store.close();
    const first = await open(NEW, OLD);
    let steps = 0;
    const cutOff = first.rekey(({ table }) => {
      if (table === 'resources' && ++steps === 2) throw new Error('the process died');
    });
    await expect(cutOff).rejects.toThrow('died');
    const half = await first.keysInUse();
    expect(new Set(half.map(({ use }) => use))).toEqual(new Set(['reads', 'writes']));
    await first.close();
    const [all] = await rowsOf(room.options, 'SELECT count(*) AS count FROM resources');
    const second = await open(NEW, OLD);
    const { written, left } = await second.rekey();
    expect(left).toBe(0);
    // Two steps of a hundred rows were done.
    expect(written).toBeLessThan(Number(all?.['count']) - 150);
    expect(await second.resource(resources[99]?.id ?? '')).toEqual(resources[99]);
    const back = await second.close().then(() => open(OLD, NEW));
    await back.rekey();
    await back.close();
    await room.reopen();
  });

  test('a value under a key that nobody named is left alone, and told', async () => {
    const { resources } = await fill(room.store, 2);
    const [lost, other] = resources.map(({ id }) => id) as [string, string];
    await write(room.options, [`UPDATE resources SET data = 'enc:0badcafe:AAAA' WHERE id = '${lost}'`]);
    expect(await room.store.rekey()).toMatchObject({ left: 1, unknown: ['0badcafe'] });
    expect((await room.store.keysInUse()).find(({ id }) => id === '0badcafe')).toMatchObject({
      use: 'unknown',
      values: 1,
    });
    await expect(room.store.resource(lost)).rejects.toThrow(/key 0badcafe, which is not configured/);
    expect(room.store.unknownKeys).toEqual(['0badcafe']);
    expect(await room.store.resource(other)).not.toBeNull();
    expect(await rowsOf(room.options, `SELECT data FROM resources WHERE id = '${lost}'`)).toEqual([
      { data: 'enc:0badcafe:AAAA' },
    ]);
    await arrange(room.store, [{ remove: 'resource', id: lost }]);
  });

  test('nothing that is written beside it is lost', async () => {
    const { resources } = await fill(room.store, 60);
    // With SQLite both are in one process; the one that writes does so under the old key, as one not yet restarted.
    const shared = room.store.engine === 'postgres';
    if (!shared) await room.store.close();
    const rekeying = await open(NEW, OLD);
    const writer = shared ? await open(OLD, NEW) : rekeying;
    const written = new Map<string, number>();
    let stop = false;
    const writing = (async () => {
      for (let turn = 0; !stop; turn++) {
        const batch = resources.filter((_, index) => (index + turn) % 3 === 0).slice(0, 20);
        await arrange(
          writer,
          batch.map(({ id }) => ({ patch: 'resource', id, set: { attributes: { turn } } })),
        );
        for (const { id } of batch) written.set(id, turn);
      }
    })();
    await rekeying.rekey();
    await rekeying.rekey();
    stop = true;
    await writing;
    expect(await rekeying.rekey()).toMatchObject({ left: 0 });
    for (const { id } of resources) {
      const turn = written.get(id);
      const expected = turn === undefined ? { password: VALUE } : { turn };
      expect((await rekeying.resource(id))?.attributes).toEqual(expected);
      expect((await rekeying.resource(id))?.metadata).toEqual({ password: VALUE });
    }
    expect((await rekeying.keysInUse()).map(({ use }) => use)).toEqual(['writes']);
  });
});
