import { expectTypeOf, it } from 'vitest';
import { ownType } from '../../../src/resources/own-type.ts';
import {
  anything,
  type Foreseen,
  flag,
  type Given,
  hidden,
  integer,
  list,
  lives,
  map,
  of,
  oneOf,
  preset,
  ref,
  renamedTo,
  required,
  text,
  update,
} from '../../../src/resources/terms/index.ts';
import type { Value, ValueMap } from '../../../src/template/value.ts';

const TERMS = {
  name: text('Name.', update),
  network: ref('neutron.network', 'Network.', required),
  network_id: renamedTo('network', 'Id of it. Use `network`.', hidden('5.0')),
  kind: text('Kind.', preset('a'), oneOf('a', 'b')),
  version: integer('Version.', oneOf(4, 6)),
  on: flag('On?', preset(true)),
  tags: list('Tags.', of('string'), update),
  sides: list('Sides.', oneOf('left', 'right'), of('string')),
  any: anything('Any.'),
  open: map('Open.'),
  pools: list('Pools.', { start: text('Start.', required), end: text('End.') }),
  plain: { type: 'string' },
} as const;

/** Types alone: these fail when they are checked, not when they run. */
it('what verbs are given follows from the terms', () => {
  expectTypeOf<Given<typeof TERMS>>().toEqualTypeOf<{
    name: string | null;
    network: string;
    network_id: null;
    kind: 'a' | 'b';
    version: 4 | 6 | null;
    on: boolean;
    tags: string[] | null;
    sides: ('left' | 'right')[] | null;
    any: Value;
    open: ValueMap | null;
    pools: { start: string; end: string | null }[] | null;
    plain: Value;
  }>();
});

it('what is not known yet is left out, and null in lists', () => {
  expectTypeOf<Foreseen<Pick<Given<typeof TERMS>, 'network' | 'open' | 'pools'>>>().toEqualTypeOf<{
    network?: string;
    open?: ValueMap | null;
    pools?: ({ start?: string; end?: string | null } | null)[] | null;
  }>();
});

it('hooks see the properties of their own type', () => {
  ownType({
    name: 'Test::Typed',
    description: 'A type.',
    properties: { network: ref('neutron.network', 'Network.', required), size: integer('Size.', update) },
    attributes: { status: text('Status.', lives) },
    async create(op) {
      expectTypeOf(op.properties).toEqualTypeOf<{ network: string; size: number | bigint | null }>();
      // @ts-expect-error: there is no such property
      return String(op.properties.nothing);
    },
    async update(op) {
      expectTypeOf(op.changes.size).toEqualTypeOf<number | bigint | null | undefined>();
      expectTypeOf(op.before.network).toEqualTypeOf<string>();
    },
  });
});

it('what is said of attributes cannot be said of properties, and the other way round', () => {
  // @ts-expect-error: a property does not live
  ownType({ name: 'Test::A', description: 'A.', properties: { a: text('A.', lives) } });
  // @ts-expect-error: an attribute cannot be required
  ownType({ name: 'Test::B', description: 'B.', attributes: { b: text('B.', required) } });
});
