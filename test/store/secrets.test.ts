import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { HeatError } from '../../src/errors.ts';
import { Keyring } from '../../src/store/keyring.ts';
import { openStore } from '../../src/store/open.ts';
import { onBothEngines } from './engines.ts';
import { everything } from './raw.ts';
import { definitionRow, eventRow, resourceRow, storeStack } from './rows.ts';

const SECRET = 'correct horse battery staple';

onBothEngines('secrets', (room) => {
  test('no secret member is readable in the database', async () => {
    const stack = await storeStack(room.store);
    const secret = { password: SECRET };
    const resource = resourceRow(stack.id, { properties: secret, pending: secret, data: secret });
    const definition = definitionRow(stack.id, { secretParameters: secret });
    await room.store.commit([
      { put: 'resource', row: resource },
      { put: 'definition', row: definition },
      { put: 'event', row: eventRow(stack.id, { properties: secret }) },
      {
        put: 'credentials',
        row: {
          id: randomUUID(),
          projectId: 'p',
          content: { kind: 'password', username: 'u', password: SECRET, userDomainId: 'd' },
          createdAt: 1,
          idleSince: null,
        },
      },
      { put: 'signal', row: { id: randomUUID(), stackId: stack.id, resourceName: 'r', details: SECRET, createdAt: 1 } },
      {
        put: 'snapshot',
        row: {
          id: randomUUID(),
          stackId: stack.id,
          name: 's',
          status: 'COMPLETE',
          reason: '',
          data: secret,
          createdAt: 1,
        },
      },
    ]);
    await room.store.commit([{ patch: 'resource', id: resource.id, set: { pending: { again: SECRET } } }]);
    await room.reopen();
    const text = await everything(room.options);
    expect(text).toContain(stack.id);
    expect(text).not.toContain(SECRET);
    expect((await room.store.resource(resource.id))?.pending).toEqual({ again: SECRET });
    expect((await room.store.definition(definition.id))?.secretParameters).toEqual(secret);
    expect((await room.store.signals(stack.id))[0]?.details).toBe(SECRET);
  });

  test('another key is refused at once; a new key in front of the old one is not', async () => {
    const stack = await storeStack(room.store);
    const resource = resourceRow(stack.id, { data: { token: SECRET } });
    await room.store.commit([{ put: 'resource', row: resource }]);
    await room.store.close();
    const { encryptionKey } = room.options;
    const other = 'another key, also 32 bytes long!';
    const wrong = await openStore({ ...room.options, encryptionKey: other }).catch((error) => error);
    expect(wrong).toBeInstanceOf(HeatError);
    expect(wrong.code).toBe('InvalidEncryptionKey');
    const rotated = await openStore({ ...room.options, encryptionKey: [other, encryptionKey as string] });
    expect((await rotated.resource(resource.id))?.data).toEqual({ token: SECRET });
    await rotated.close();
    // The rotation holds: the new key is the database's now, and what is still under the old one is told apart.
    const alone = await openStore({ ...room.options, encryptionKey: other });
    await expect(alone.resource(resource.id)).rejects.toMatchObject({ code: 'InvalidEncryptionKey' });
    await alone.close();
    const back = await openStore({ ...room.options, encryptionKey: [encryptionKey as string, other] });
    await back.close();
    await room.reopen();
  });
});

test('ciphertexts are bound to their place, differ each time, and need a long enough key', () => {
  const keyring = new Keyring('0123456789abcdef');
  const text = keyring.encrypt('x', 'here');
  expect(keyring.encrypt('x', 'here')).not.toBe(text);
  expect(keyring.decrypt(text, 'here')).toBe('x');
  expect(() => keyring.decrypt(text, 'there')).toThrow(/does not fit/);
  expect(() => keyring.decrypt(`${text.slice(0, -4)}AAA=`, 'here')).toThrow(/does not fit/);
  expect(() => new Keyring('short')).toThrow(/at least 16/);
  expect(() => new Keyring([])).toThrow(/No encryption key/);
});
