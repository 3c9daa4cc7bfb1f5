import { describe, expect, it, vi } from 'vitest';
import { Codec } from '../../src/store/codec.ts';
import { Keyring } from '../../src/store/keyring.ts';
import type { ResourceRow } from '../../src/store/rows.ts';
import { RESOURCES } from '../../src/store/tables.ts';
import { resourceRow } from './rows.ts';

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
});
