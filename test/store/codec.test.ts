import { describe, expect, it, vi } from 'vitest';
import { Codec } from '../../src/store/codec.ts';
import { Keyring, UnknownKey } from '../../src/store/keyring.ts';
import type { ResourceRow, StackRow } from '../../src/store/rows.ts';
import { RESOURCES, STACKS } from '../../src/store/tables.ts';
import { resourceRow, stackRow } from './rows.ts';

describe('secret members', () => {
  const keyring = new Keyring('a key of the tests, 32 bytes long');
  const codec = new Codec(keyring);
  const row = resourceRow('stack', { properties: { a: 1 }, data: { b: '2' }, pending: null });
  const decoded = () => codec.decode<ResourceRow>(RESOURCES, codec.encodeWhole(RESOURCES, row, row.id));

  it('are decrypted when they are looked at, and once', () => {
    const decrypt = vi.spyOn(keyring, 'decrypt');
    const read = decoded();
    expect(read.name).toBe(row.name);
    expect(decrypt).not.toHaveBeenCalled();
    expect(read.properties).toEqual({ a: 1 });
    expect(read.properties).toBe(read.properties);
    expect(decrypt).toHaveBeenCalledTimes(1);
    decrypt.mockRestore();
  });

  it('can be replaced, copied and compared as any member', () => {
    const read = decoded();
    Object.assign(read, { properties: { c: 3 } });
    expect(read.properties).toEqual({ c: 3 });
    expect({ ...read }).toEqual({ ...row, properties: { c: 3 } });
    expect(decoded()).toEqual(row);
    expect(JSON.parse(JSON.stringify(decoded()))).toEqual(row);
    const other = decoded();
    expect(other.data).toEqual({ b: '2' });
    expect(Object.keys(other)).toEqual(Object.keys(row));
  });

  it('under a key that is not known refuse their row at once; a description says so', () => {
    const stranger = new Codec(new Keyring('another key, also 32 bytes long!'));
    expect(() => stranger.decode(RESOURCES, codec.encodeWhole(RESOURCES, row, row.id))).toThrow(UnknownKey);
    const stack = stackRow({ description: 'mine' });
    const read = stranger.decode<StackRow>(STACKS, codec.encodeWhole(STACKS, stack, stack.id));
    expect(read.name).toBe(stack.name);
    expect(read.description).toMatch(/^\(Stored data is encrypted with key [0-9a-f]{8}, which is not configured here/);
  });

  it('of several are kept apart', () => {
    const one = resourceRow('stack', { properties: { p: 1 }, pending: { q: 2 }, data: { d: '3' }, metadata: { m: 4 } });
    const read = codec.decode<ResourceRow>(RESOURCES, codec.encodeWhole(RESOURCES, one, one.id));
    expect([read.metadata, read.data, read.pending, read.properties]).toEqual([
      { m: 4 },
      { d: '3' },
      { q: 2 },
      { p: 1 },
    ]);
  });
});

it('a text that databases cannot hold is made storable, and a number that would not be read again is refused', () => {
  const codec = new Codec(new Keyring('a key of the tests, 32 bytes long'));
  const name = (text: string) => codec.encode(STACKS, { name: text }, 's', new Set())['name'];
  expect(name('a\0b')).toBe('a\ufffdb');
  expect(name('\ud800x')).toBe('\ufffdx');
  expect(() => codec.encode(STACKS, { timeoutMins: 2 ** 60 }, 's', new Set())).toThrow(
    /^stacks.timeout_mins cannot hold 1152921504606847000$/,
  );
  expect(codec.encode(STACKS, { name: 'n', id: 'i', nothing: 1 }, 's', new Set(['id']))).toEqual({ name: 'n' });
});
