import { describe, expect, it } from 'vitest';
import { isPassing, NestedFailure, ResourceFailure } from '../../../src/engine/resource/failure.ts';
import { physicalName, shortened, shortId } from '../../../src/engine/resource/physical-name.ts';
import { HeatError } from '../../../src/errors.ts';
import { CloudError } from '../../../src/openstack/cloud.ts';

describe('names of objects', () => {
  it('end in what Heat would take from the same id', () => {
    // What the reference implementation gives for these ids.
    expect(shortId('00000000-0000-4000-8000-000000000000')).toBe('aaaaaaaaaaaa');
    expect(shortId('ffffffff-ffff-4fff-bfff-ffffffffffff')).toBe('777777777777');
    expect(shortId('00000000-0000-4800-8000-000000000000')).toBe('qaaaaaaaaaaa');
  });

  it('are shortened from the front, keeping the first two characters', () => {
    expect(shortened('abcdefghij', 10)).toBe('abcdefghij');
    expect(shortened('abcdefghij', 8)).toBe('ab-fghij');
    expect(physicalName('stack', 'server', 'ffffffff-ffff-4fff-bfff-ffffffffffff', 20)).toHaveLength(20);
  });
});

describe('failures in words', () => {
  it('say the class, the place and the cause', () => {
    const failure = ResourceFailure.of(new HeatError('ResourceInError', 'Went to status ERROR'), 'web');
    expect(failure.message).toBe('ResourceInError: resources.web: Went to status ERROR');
    const conflict = new CloudError('in use', { service: 'network', status: 409, outcome: 'refused' });
    expect(ResourceFailure.of(conflict, 'net').message).toBe('Conflict: resources.net: in use');
    expect(ResourceFailure.of(new HeatError('HeatException', 'no'), 'x').message).toBe('Error: resources.x: no');
  });

  it('continue the path of a nested stack', () => {
    const nested = new NestedFailure('Resource CREATE failed: ResourceInError: resources.a: it: broke');
    expect(ResourceFailure.of(nested, 'n').message).toBe('ResourceInError: resources.n.resources.a: it: broke');
    expect(ResourceFailure.of(new NestedFailure('Timed out'), 'n').message).toBe('resources.n: Timed out');
  });

  it('tell what may pass', () => {
    expect(isPassing(new HeatError('ResourceInError', ''))).toBe(true);
    expect(isPassing(new CloudError('', { service: 'x', status: 409, outcome: 'refused' }))).toBe(true);
    expect(isPassing(new CloudError('', { service: 'x', status: 400, outcome: 'refused' }))).toBe(false);
    expect(isPassing(new Error('no'))).toBe(false);
  });
});
