import { expect, it } from 'vitest';
import { looseEnds } from '../../chaos/cluster/links.ts';

const row = (name: string, physicalId: string) => ({ stack: 's', name, physicalId, status: 'COMPLETE' });
const rows = [
  row('nic_0', 'p'),
  row('server_0', 'v'),
  row('attached_0', 'd'),
  row('address', 'f'),
  row('port_0_0', 'q'),
];

it('is content when everything is where it belongs', () => {
  const objects = {
    port: [{ id: 'p', device_id: 'v' }],
    attachment: [{ volume_id: 'd', server_id: 'v' }],
    floatingip: [{ id: 'f', port_id: 'q' }],
  };
  expect(looseEnds(rows, objects)).toEqual([]);
});

it('names what is not', () => {
  const objects = { port: [{ id: 'p', device_id: '' }], attachment: [], floatingip: [{ id: 'f', port_id: 'other' }] };
  const found = looseEnds(rows, objects);
  expect(found.map((line) => line.split(' ')[4])).toEqual(['s', 's', 's']);
  expect(found.join()).toMatch(/nic_0.*attached_0.*address/);
});

it('asks nothing of what is not complete', () => {
  const failed = rows.map((one) => (one.name === 'server_0' ? { ...one, status: 'FAILED' } : one));
  expect(looseEnds(failed, { floatingip: [{ id: 'f', port_id: 'q' }] })).toEqual([]);
});
