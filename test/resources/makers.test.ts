import { describe, expect, expectTypeOf, it } from 'vitest';
import { ownType } from '../../src/resources/own-type.ts';
import { restType } from '../../src/resources/rest-type.ts';
import { integer, list, of, ref, required, setWhole, text, update } from '../../src/resources/terms/index.ts';

const about = { name: 'Test::Maker::Thing', description: 'A thing.' };
const rest = {
  collection: { service: 'network', list: '/things', path: '/things', plural: 'things', singular: 'thing' },
} as const;
const tags = list(
  'Tags.',
  update,
  of('string'),
  setWhole((_of, body) => ({ path: '/tags', body })),
);

/** Types alone: these fail when they are checked, not when they run. */
describe('what cannot go together does not compile', () => {
  it('a type that follows REST has no verbs of its own', () => {
    // @ts-expect-error: create is REST's
    restType({ ...about, rest, create: async () => 'id' });
    // @ts-expect-error: so is delete
    restType({ ...about, rest, async delete() {} });
    // @ts-expect-error: attributes that are not members are told by `read`
    restType({ ...about, rest, attribute: async () => null });
    // @ts-expect-error: the service is that of the collection
    restType({ ...about, rest, service: 'compute' });
    const verbs = { find: async () => null };
    // @ts-expect-error: nor does a spread bring them in
    restType({ ...about, rest, ...verbs });
  });
  it('a type that follows REST says where its objects are', () => {
    // @ts-expect-error: there is no collection
    expect(() => restType({ ...about })).toThrow(TypeError);
  });
  it('a type with verbs of its own has no hooks', () => {
    // @ts-expect-error: nobody would ask for the body
    ownType({ ...about, body: (_op, body) => body });
    // @ts-expect-error: nor for the collection
    ownType({ ...about, rest });
    const hooks = { marker: { mark: 'description' } };
    // @ts-expect-error: nor does a spread bring them in
    ownType({ ...about, ...hooks });
    // @ts-expect-error: nothing is set by calls of its own where all calls are
    ownType({ ...about, properties: { tags } });
  });
  it('hooks see the properties of their own type', () => {
    restType({
      ...about,
      rest,
      properties: { network: ref('neutron.network', 'Network.', required), size: integer('Size.', update), tags },
      body(op, body) {
        expectTypeOf(op.properties.size).toEqualTypeOf<number | bigint | null>();
        return body;
      },
      changes(op, body) {
        expectTypeOf(op.before.network).toEqualTypeOf<string>();
        return body;
      },
      read: {
        owner(op) {
          expectTypeOf(op.properties.tags).toEqualTypeOf<string[] | null>();
          return null;
        },
      },
    });
  });
});

it('what names no service is local, and has nothing to do', async () => {
  const type = ownType({ ...about, properties: { size: text('Size.') } });
  expect(type).toMatchObject({ service: null, local: true });
  expect(await type.create({ physicalName: 'made-up' } as never)).toBe('made-up');
  expect(await type.created({} as never)).toBe(true);
  expect(ownType({ ...about, service: 'compute' })).toMatchObject({ service: 'compute', local: false });
});

it('what follows REST is of the service in which it lies', () => {
  expect(restType({ ...about, rest })).toMatchObject({ service: 'network', local: false });
});
