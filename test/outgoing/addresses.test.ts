import { describe, expect, it } from 'vitest';
import { AddressFilter, EVERYWHERE, readRanges } from '../../src/outgoing/addresses.ts';

const usual = new AddressFilter({ allow: [], deny: [] });

describe('addresses that users may not name', () => {
  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '0.1.2.3',
    '169.254.169.254',
    '169.254.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '240.0.0.1',
    '192.0.2.1',
    '100.100.100.200',
    '168.63.129.16',
    '::1',
    '::',
    'fe80::1',
    'fe80::1%eth0',
    'ff02::1',
    'fd00:ec2::254',
    'fd20:ce::254',
    '2001:db8::1',
    // The same in other words.
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::127.0.0.1',
    '::ffff:0:127.0.0.1',
    '64:ff9b::127.0.0.1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::7f00:1',
    '2002:7f00:1::',
    '2002:a9fe:a9fe::1',
    '2001:0:1:2:3:4:80ff:fffe',
    'no address',
    '',
  ])('%s', (address) => {
    expect(usual.permits(address)).toBe(false);
  });
});

describe('addresses that users may name', () => {
  it.each([
    '1.1.1.1',
    '10.0.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '2606:4700::1',
    'fd12::1',
    '64:ff9b::1.1.1.1',
    '::ffff:1.1.1.1',
  ])('%s', (address) => {
    expect(usual.permits(address)).toBe(true);
  });
});

describe('rules', () => {
  it('close what is open, in every spelling', () => {
    const filter = new AddressFilter({ allow: [], deny: ['10.0.0.0/8', 'fd00::/8', '1.1.1.1'] });
    for (const address of [
      '10.1.2.3',
      '::ffff:10.1.2.3',
      '64:ff9b::10.1.2.3',
      '2002:a01:203::',
      'fd12::1',
      '1.1.1.1',
    ]) {
      expect([address, filter.permits(address)]).toEqual([address, false]);
    }
    expect(filter.permits('1.1.1.2')).toBe(true);
  });

  it('open what is closed, and no more', () => {
    const filter = new AddressFilter({ allow: ['127.0.0.1'], deny: ['127.0.0.0/8'] });
    expect(filter.permits('127.0.0.1')).toBe(true);
    expect(filter.permits('127.0.0.2')).toBe(false);
    expect(filter.permits('::1')).toBe(false);
    const all = new AddressFilter(EVERYWHERE);
    for (const address of ['127.0.0.1', '::1', '169.254.169.254', '::ffff:127.0.0.1']) {
      expect([address, all.permits(address)]).toEqual([address, true]);
    }
  });

  it.each(['10.0.0.0/33', 'localhost', '10.0.0', ''])('are refused where they are none: %j', (text) => {
    expect(() => readRanges([text])).toThrow(/neither an address nor a range/);
  });
});
