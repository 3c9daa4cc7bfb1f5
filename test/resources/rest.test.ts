import { expect, it } from 'vitest';
import { type Rest, updateBody } from '../../src/resources/rest.ts';
import type { UpdateOperation } from '../../src/resources/type.ts';
import type { PropertySchema } from '../../src/template/schema/types.ts';
import type { ValueMap } from '../../src/template/value.ts';

const rest: Rest = {
  collection: { service: 'network', list: '/things', plural: 'things', path: '/things', singular: 'thing' },
};
const schema: Record<string, PropertySchema> = {
  name: { type: 'string' },
  text: { type: 'string' },
  list: { type: 'list' },
  shared: { type: 'boolean' },
  mtu: { type: 'integer' },
  share: { type: 'number' },
};
const changing = (changes: ValueMap) =>
  ({ changed: Object.keys(changes), changes, before: {}, physicalName: 'made-up' }) as unknown as UpdateOperation;

it('a property that is taken away is sent as null where services take that for a value', () => {
  expect(updateBody(changing({ text: null, list: null }), rest, schema)).toEqual({ text: null, list: null });
});

it('no boolean and no number is ever sent as null: the object keeps what it has', () => {
  expect(updateBody(changing({ shared: null, mtu: null, share: null }), rest, schema)).toEqual({});
  expect(updateBody(changing({ shared: false, mtu: 0, share: 0.5 }), rest, schema)).toEqual({
    shared: false,
    mtu: 0,
    share: 0.5,
  });
});

it('a name that is taken away is the made up one again', () => {
  expect(updateBody(changing({ name: null }), rest, schema)).toEqual({ name: 'made-up' });
});
