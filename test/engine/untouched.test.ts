import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Keyring } from '../../src/store/keyring.ts';
import type { ValueMap } from '../../src/template/value.ts';
import { House, note, onBothDatabases, thing } from './house.ts';

onBothDatabases('an update of one resource among many', () => {
  let house: House;
  beforeEach(async () => {
    house = await House.open();
  });
  afterEach(() => {
    vi.restoreAllMocks();
    return house.close();
  });

  const many = (changed: string): ValueMap => ({
    ...Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`t${i}`, thing({ live: `x${i}` })])),
    ...Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`n${i}`, note({ live: 'x' })])),
    changed: thing({ live: changed }),
    after: thing({ live: { get_attr: ['changed', 'live'] } }, { depends_on: 't1' }),
  });

  async function made(resources: ValueMap): Promise<string> {
    const id = await house.create(resources);
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    house.fake.log.length = 0;
    return id;
  }

  const calls = () => house.fake.log.filter((call) => !call.startsWith('read '));

  it('decrypts nothing of those that the template says the same of, and writes none of them', async () => {
    const id = await made(many('a'));
    const decrypted: string[] = [];
    const { decrypt } = Keyring.prototype;
    vi.spyOn(Keyring.prototype, 'decrypt').mockImplementation(function (this: Keyring, text, place) {
      if (place.startsWith('resources.properties')) decrypted.push(place);
      return decrypt.call(this, text, place);
    });
    const commit = vi.spyOn(house.store, 'commit');
    await house.update(id, many('b'));
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    const rows = await house.rows(id);
    expect(calls()).toEqual(['update changed', 'update after']);
    expect(new Set(decrypted.map((place) => place.split(' of ')[1]))).toEqual(
      new Set([rows['changed']?.id, rows['after']?.id]),
    );
    const patched = commit.mock.calls.flatMap(([changes]) =>
      changes.flatMap((change) => ('patch' in change && change.patch === 'resource' ? [change.id] : [])),
    );
    expect(new Set(patched)).toEqual(new Set([rows['changed']?.id, rows['after']?.id]));
  });

  it('leaves every resource at the new definition, from where the next update goes on', async () => {
    const id = await made(many('a'));
    for (const value of ['b', 'c']) {
      await house.update(id, many(value));
      expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
      const { definitionId } = await house.stack(id);
      expect(new Set(Object.values(await house.rows(id)).map((row) => row.definitionId))).toEqual(
        new Set([definitionId]),
      );
    }
    expect(calls()).toEqual(['update changed', 'update after', 'update changed', 'update after']);
  });

  it('sees what changed in any part of a resource', async () => {
    const base = thing({ live: 'x' }, { metadata: { a: 1 } });
    const id = await made({ r: base, other: thing() });
    for (const [r, expected] of [
      [{ ...base, metadata: { a: 2 } }, 1],
      [{ ...base, metadata: { a: 2 }, depends_on: 'other' }, 2],
      [{ ...base, metadata: { a: 2 }, depends_on: 'other', deletion_policy: 'Retain' }, 3],
      [{ ...base, metadata: { a: 2 }, depends_on: 'other', deletion_policy: 'Retain' }, 3],
    ] as const) {
      await house.update(id, { r, other: thing() });
      expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
      const updated = (await house.events(id)).filter((event) => event === 'r UPDATE_COMPLETE');
      expect(updated).toHaveLength(expected);
    }
  });

  it('replaces what failed or is ill though the template says the same', async () => {
    const id = await made({ r: thing({ live: 'x' }), other: thing() });
    await house.orchestrator.markUnhealthy(house.caller(), await house.stack(id), 'r', true, 'ill');
    await house.update(id, { r: thing({ live: 'x' }), other: thing({ live: 'y' }) });
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect(house.fake.log).toEqual(expect.arrayContaining(['create r', 'delete r']));
  });
});
