import { describe, expect, it } from 'vitest';
import { createBody, liveProperties, type Rest, updateBody } from '../../src/resources/rest.ts';
import {
  flag,
  hidden,
  list,
  map,
  ref,
  renamedTo,
  sentAs,
  text,
  unsent,
  update,
} from '../../src/resources/terms/index.ts';
import { schemaOf } from '../../src/resources/terms/schema-of.ts';
import type { ResourceOperation, UpdateOperation } from '../../src/resources/type.ts';
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

describe('keys of maps, and of maps in lists', () => {
  const { properties, members } = schemaOf({
    ips: list('Addresses.', update, {
      ip: text('Address.'),
      subnet: ref('neutron.subnet', 'Subnet.', sentAs('subnet_id')),
      subnet_id: renamedTo('subnet', 'Id of it.', hidden('5.0')),
    }),
    gate: map('Gate.', update, {
      net: text('Where to.', sentAs('net_id')),
      ips: list('Addresses.', { subnet: text('Subnet.', sentAs('subnet_id')), chosen: flag('Chosen?', unsent) }),
    }),
    open: map('Open.', update),
  });
  const nested = { ...rest, members };
  const given = {
    ips: [
      { ip: '10.0.0.9', subnet: 's', subnet_id: null },
      { ip: null, subnet: 't', subnet_id: null },
    ],
    gate: { net: 'n', ips: [{ subnet: 's', chosen: true }] },
    open: { net: 'stays', ips: null },
  };
  const sent = {
    ips: [{ ip: '10.0.0.9', subnet_id: 's' }, { subnet_id: 't' }],
    gate: { net_id: 'n', ips: [{ subnet_id: 's' }] },
    open: { net: 'stays' },
  };

  it('have their places in the request, too', () => {
    expect(createBody({ properties: given } as unknown as ResourceOperation, nested, properties)).toEqual(sent);
    expect(updateBody(changing(given), nested, properties)).toEqual(sent);
  });
  it('are found again in what the service shows', async () => {
    const shown = { ips: [{ ip: 'a', subnet_id: 's', more: 1 }], gate: { net_id: 'n' }, open: { any: 'thing' } };
    const op = { physicalId: 'id', properties: {}, cloud: { observe: async () => shown } };
    expect(await liveProperties(op as unknown as ResourceOperation, nested, properties, {})).toEqual({
      ips: [{ ip: 'a', subnet: 's' }],
      gate: { net: 'n', ips: null },
      open: { any: 'thing' },
    });
  });
});
