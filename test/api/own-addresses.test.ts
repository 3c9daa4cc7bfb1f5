import { describe, expect, it } from 'vitest';
import { OwnAddresses, type OwnAddressOptions, type Reached } from '../../src/api/own-addresses.ts';

const LISTED = [
  'https://heat.example/orchestration/v1/%(tenant_id)s',
  'http://heat.internal:8004/v1/p1',
  'http://10.0.0.5:8004/v1/p1',
];

function base(host: string, change: Partial<OwnAddressOptions> = {}, more: Partial<Reached> = {}): Promise<string> {
  const own = new OwnAddresses({ publicUrl: null, believeProxy: false, listed: async () => LISTED, ...change });
  const socket = { localAddress: '10.0.0.9', localPort: 8004 };
  return own.base({ protocol: 'http', host, socket, ...more, headers: { host, ...more.headers } });
}

describe('links stand under', () => {
  it.each([
    ['heat.example', 'https://heat.example/orchestration'],
    ['HEAT.example:443', 'https://heat.example/orchestration'],
    ['heat.internal:8004', 'http://heat.internal:8004'],
    ['10.0.0.5:8004', 'http://10.0.0.5:8004'],
    ['10.0.0.9:8004', 'http://10.0.0.9:8004'],
  ])('what is known, as it was asked for: %s', async (host, expected) => {
    expect(await base(host)).toBe(expected);
  });

  it.each([
    'evil.example',
    'heat.example.evil',
    'heat.internal',
    'localhost:8004',
    '"><script>',
    'a b',
    'heat.example@evil',
  ])('nothing that a request makes up: %s', async (host) => {
    expect(await base(host)).toBe('https://heat.example/orchestration');
    expect(await base(host, { publicUrl: 'https://public.example/' })).toBe('https://public.example');
    expect(await base(host, { listed: undefined })).toBe('http://10.0.0.9:8004');
  });

  it('what the operator says, before the catalogue', async () => {
    const publicUrl = 'https://public.example:8004';
    expect(await base('public.example:8004', { publicUrl })).toBe(publicUrl);
    expect(await base('heat.internal:8004', { publicUrl })).toBe('http://heat.internal:8004');
  });

  it('any name of the machine for itself, where it asks itself', async () => {
    const socket = { localAddress: '::ffff:127.0.0.1', localPort: 8004 };
    for (const host of ['localhost:8004', '127.0.0.1:8004', '[::1]:8004', 'localhost:18004']) {
      expect(await base(host, {}, { socket })).toBe(`http://${host}`);
    }
    expect(await base('localhost.evil:8004', { listed: undefined }, { socket })).toBe('http://127.0.0.1:8004');
  });

  it('what a proxy says that is believed, and only then', async () => {
    const headers = {
      'x-forwarded-host': 'cloud.example',
      'x-forwarded-proto': 'https',
      'x-forwarded-prefix': '/heat/',
    };
    expect(await base('inner', { believeProxy: true }, { headers })).toBe('https://cloud.example/heat');
    expect(await base('inner', {}, { headers })).toBe('https://heat.example/orchestration');
    // One that says nothing of the host has passed on what the client said.
    expect(await base('evil.example', { believeProxy: true }, { headers: { 'x-forwarded-proto': 'https' } })).toBe(
      'https://heat.example/orchestration',
    );
  });

  it('what is known without the catalogue, without asking for it', async () => {
    const listed = () => Promise.reject(new Error('asked'));
    expect(await base('10.0.0.9:8004', { listed })).toBe('http://10.0.0.9:8004');
    expect(await base('public.example', { publicUrl: 'http://public.example', listed })).toBe('http://public.example');
  });
});
