import { createHash, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { HeatError } from '../../src/errors.ts';
import { Keyring } from '../../src/store/keyring.ts';
import { openStore } from '../../src/store/open.ts';
import { onBothEngines } from './engines.ts';
import { everything, filesContain, rowsOf, write } from './raw.ts';
import { arrange, definitionRow, eventRow, operationRow, resourceRow, storeStack } from './rows.ts';

const SECRET = 'correct horse battery staple';

onBothEngines('secrets', (room) => {
  test('no secret member is readable in the database', async () => {
    const stack = await storeStack(room.store);
    const secret = { password: SECRET };
    const resource = resourceRow(stack.id, {
      properties: secret,
      pending: secret,
      data: secret,
      metadata: secret,
      updatePolicy: secret,
      attributes: secret,
      frozen: { type: 'T', metadata: secret },
    });
    const definition = definitionRow(stack.id, {
      template: { description: SECRET },
      files: { 'file:///a.yaml': SECRET },
      environment: { parameters: secret },
      secretParameters: secret,
    });
    const operation = operationRow(stack.id, { request: secret });
    await arrange(room.store, [
      { put: 'resource', row: resource },
      { put: 'definition', row: definition },
      { put: 'operation', row: operation },
      { patch: 'stack', id: stack.id, set: { description: SECRET } },
      { put: 'event', row: eventRow(stack.id, { properties: secret }) },
      {
        put: 'credentials',
        row: {
          id: randomUUID(),
          projectId: 'p',
          content: { kind: 'password', username: 'u', password: SECRET, userDomainId: 'd' },
          createdAt: 1,
          idleSince: null,
          sharing: null,
          lentBy: null,
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
    await arrange(room.store, [{ patch: 'resource', id: resource.id, set: { pending: { again: SECRET } } }]);
    await room.reopen();
    const text = await everything(room.options);
    expect(text).toContain(stack.id);
    expect(text).not.toContain(SECRET);
    // Neither in what the database has not told yet: its log, its free pages.
    expect(filesContain(room.options, SECRET)).toBe(false);
    expect(await room.store.resource(resource.id)).toEqual({ ...resource, pending: { again: SECRET } });
    expect(await room.store.definition(definition.id)).toEqual(definition);
    expect(await room.store.operation(operation.id)).toEqual(operation);
    expect((await room.store.stack(stack.id))?.description).toBe(SECRET);
    expect((await room.store.signals(stack.id))[0]?.details).toBe(SECRET);
  });

  test('the structure of a definition is not encrypted: lists read it of every row', async () => {
    const stack = await storeStack(room.store);
    const frozen = { type: 'OS::Nova::Server', properties: true, depends_on: ['a'], metadata: {} };
    const resource = resourceRow(stack.id, { frozen });
    await arrange(room.store, [{ put: 'resource', row: resource }]);
    expect(await everything(room.options)).toContain(JSON.stringify(frozen).replaceAll('"', '\\"'));
  });

  test('a text is kept once, under a name that says nothing of it', async () => {
    const stack = await storeStack(room.store);
    const template = { heat_template_version: '2021-04-16', description: `a guess ${randomUUID()}` };
    const put = () => ({ put: 'definition', row: definitionRow(stack.id, { template: { ...template } }) }) as const;
    await arrange(room.store, [put()]);
    await arrange(room.store, [put()]);
    const names = await rowsOf(
      room.options,
      `SELECT DISTINCT template_hash AS name FROM definitions WHERE stack_id = '${stack.id}'`,
    );
    expect(names).toHaveLength(1);
    const guess = createHash('sha256').update(JSON.stringify(template)).digest('base64url');
    expect(String(names[0]?.['name'])).not.toContain(guess);
  });

  test('what an earlier version kept plain is read as it is', async () => {
    const stack = await storeStack(room.store, { description: 'later' });
    const resource = resourceRow(stack.id, {
      attributes: { a: 1 },
      metadata: { b: 2 },
      frozen: { metadata: { c: 3 } },
    });
    const definition = definitionRow(stack.id, { template: { old: randomUUID() } });
    await arrange(room.store, [
      { put: 'resource', row: resource },
      { put: 'definition', row: definition },
    ]);
    const content = JSON.stringify(definition.template);
    const hash = createHash('sha256').update(content).digest('base64url');
    await write(room.options, [
      `UPDATE resources SET attributes = '{"a":1}', metadata = '{"b":2}', frozen = '{"metadata":{"c":3}}'
        WHERE id = '${resource.id}'`,
      `UPDATE stacks SET description = 'enc:is what it says' WHERE id = '${stack.id}'`,
      `INSERT INTO texts (hash, content, touched_at) VALUES ('${hash}', '${content}', 1)`,
      `UPDATE definitions SET template_hash = '${hash}' WHERE id = '${definition.id}'`,
    ]);
    await room.reopen();
    expect(await room.store.resource(resource.id)).toEqual(resource);
    expect(await room.store.definition(definition.id)).toEqual(definition);
    expect((await room.store.stack(stack.id))?.description).toBe('enc:is what it says');
  });

  test('another key is refused at once; a new key in front of the old one is not', async () => {
    const stack = await storeStack(room.store);
    const resource = resourceRow(stack.id, { data: { token: SECRET } });
    await arrange(room.store, [{ put: 'resource', row: resource }]);
    await room.store.close();
    const { encryptionKey } = room.options;
    const other = 'another key, also 32 bytes long!';
    const wrong = await openStore({ ...room.options, encryptionKey: other }).catch((error) => error);
    expect(wrong).toBeInstanceOf(HeatError);
    expect(wrong.code).toBe('InvalidEncryptionKey');
    const rotated = await openStore({ ...room.options, encryptionKey: [other, encryptionKey as string] });
    expect((await rotated.resource(resource.id))?.data).toEqual({ token: SECRET });
    await rotated.close();
    // Only `rekey` makes the old one superfluous.
    await expect(openStore({ ...room.options, encryptionKey: other })).rejects.toMatchObject({
      code: 'InvalidEncryptionKey',
    });
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
