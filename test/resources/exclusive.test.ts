import { expect, it } from 'vitest';
import { checkExclusive } from '../../src/resources/exclusive.ts';
import { ownType } from '../../src/resources/own-type.ts';

const EXCLUSIVE = { exclusive: [['subnet', 'port']] };
const NEEDED = { needsOneOf: [['subnet', 'port']] };

it.each([
  [{ subnet: 's', port: null }],
  [{ subnet: '', port: 'p' }],
  [{ subnet: [], port: 'p' }],
  [{ subnet: false, port: 'p' }],
  [{ port: 'p' }],
])('%j go together', (properties) => {
  expect(() => checkExclusive({ ...EXCLUSIVE, ...NEEDED }, properties)).not.toThrow();
});

it('two that are given at once are refused, by their names', () => {
  expect(() => checkExclusive(EXCLUSIVE, { port: 'p', subnet: ['s'] })).toThrow(
    expect.objectContaining({
      code: 'ResourcePropertyConflict',
      message: 'Cannot define the following properties at the same time: subnet, port.',
    }),
  );
});

it('one has to be given, where none is still to be known', () => {
  expect(() => checkExclusive(NEEDED, { port: null, subnet: null })).toThrow(
    expect.objectContaining({
      code: 'PropertyUnspecifiedError',
      message: 'At least one of the following properties must be specified: subnet, port.',
    }),
  );
  expect(() => checkExclusive(NEEDED, { port: null })).not.toThrow();
});

it('is asked before what else a type has to check', async () => {
  const asked: string[] = [];
  const type = ownType({
    name: 'Test::Exclusive::Thing',
    description: 'A thing.',
    ...EXCLUSIVE,
    validate: () => void asked.push('own'),
  });
  const about = (properties: object) => ({ properties }) as never;
  await type.validate?.(about({ subnet: 's' }));
  expect(asked).toEqual(['own']);
  await expect(Promise.resolve(type.validate?.(about({ subnet: 's', port: 'p' })))).rejects.toThrow('same time');
  expect(asked).toEqual(['own']);
});
