import { describe, expect, it } from 'vitest';
import { drift } from '../../src/resources/drift.ts';
import type { Value } from '../../src/template/value.ts';

describe('what strayed from what was given', () => {
  it.each<[string, Value, Value]>([
    ['another text', 'web', 'tampered'],
    ['a text taken away', 'web', null],
    ['a text emptied', 'web', ''],
    ['a switch turned', true, false],
    ['a number changed', 3, 4],
    ['a list with one more', ['a'], ['a', 'b']],
    ['a list emptied', ['a'], []],
    ['a value of a map', { k: 'v' }, { k: 'w' }],
    ['a key of a map taken away', { k: 'v' }, {}],
  ])('%s', (_what, given, live) => {
    expect(drift({ p: given }, { p: live })).toEqual({ p: live });
  });

  it.each<[string, Value, Value]>([
    ['what was never given', null, '10.0.0.1'],
    ['pools that the service chose', null, [{ start: '10.0.0.2', end: '10.0.0.9' }]],
    ['what was left empty, and others filled', '', 'a server'],
    ['empty in another way', '', null],
    ['off in another way', false, null],
    ['a number in another spelling', 3, '3'],
    ['a switch in another spelling', true, 'True'],
    ['a list in another order', ['a', 'b'], ['b', 'a']],
    ['keys of a map that others added', { k: 'v' }, { k: 'v', added: 'x' }],
    ['a form that the service does not take', [{ subnet: 's' }], [{ subnet_id: 's', ip_address: '10.0.0.3' }]],
    ['a map within a map', { network: 'n' }, { network_id: 'n', external_fixed_ips: [{ subnet_id: 's' }] }],
  ])('not %s', (_what, given, live) => {
    expect(drift({ p: given }, { p: live })).toEqual({});
  });
});
