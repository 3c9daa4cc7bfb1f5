import { expect, it } from 'vitest';
import { disturbance, handedOver } from '../../../src/resources/nova/server-costs.ts';

const port = (id: string) => ({ port: id });

it.each([
  ['flavor', {}, {}, 'resize'],
  ['image', {}, {}, 'rebuild'],
  ['user_data', {}, { user_data_update_policy: 'REBUILD' }, 'rebuild'],
  ['user_data', {}, { user_data_update_policy: 'IGNORE' }, null],
  ['metadata', {}, {}, null],
  ['networks', { networks: [port('1')] }, { networks: [port('1'), port('2')] }, null],
  ['networks', { networks: [port('1')] }, { networks: [port('2')] }, 'detach'],
])('a change of %s of a server, from %o to %o, means %s', (property, before, after, effect) => {
  expect(disturbance(property, { before, after })).toBe(effect);
});

it('hands over what both are given, and goes first for the volume that it boots from', () => {
  const booting = { block_device_mapping_v2: [{ volume_id: 'v' }] };
  const data = { block_device_mapping_v2: [{ volume_id: 'v', boot_index: -1 }], networks: [port('p')] };
  const old = { block_device_mapping: [{ volume_id: 'v', device_name: 'vda' }] };
  expect(handedOver({ before: booting, after: booting })).toEqual({ things: ['volume v'], goesFirst: true });
  expect(handedOver({ before: old, after: booting })).toEqual({ things: ['volume v'], goesFirst: true });
  expect(handedOver({ before: data, after: data })).toEqual({ things: ['volume v', 'port p'], goesFirst: false });
  expect(handedOver({ before: data, after: { networks: [port('q')] } })).toBeNull();
});
