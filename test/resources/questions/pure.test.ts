import { describe, expect, it } from 'vitest';
import { PURE } from '../../../src/resources/questions/pure.ts';

const good: Record<string, unknown[]> = {
  ip_addr: ['1.2.3.4', '::1', 'fe80::1'],
  ip_or_cidr: ['1.2.3.4', '10.0.0.0/8', 'fd00::/64'],
  net_cidr: ['10.0.0.0/24', '10.0.0.1/24', 'fd00::/64', '10/8', '192.168/16'],
  mac_addr: ['fa:16:3e:00:00:01', 'FA-16-3E-00-00-01', 'fa16.3e00.0001', 'fa163e000001'],
  dns_name: ['host', 'a.b.example.org.', 'x1-y.z', ''],
  rel_dns_name: ['host', 'a.b', '', null],
  dns_domain: ['example.org.', ''],
  cron_expression: ['* * * * *', '0 2 * * *', '*/5 1-3 1,15 jan-mar mon', '@daily', '* * * * * 30', ''],
  timezone: ['Europe/Berlin', 'UTC', ''],
  iso_8601: ['2020-01-02T03:04:05Z', '2020-01-02T03:04:05.678+02:00', '2020-01-02'],
  expiration: ['2999-01-01T00:00:00Z', ''],
  json_string: ['{"a": 1}', '[]', ''],
  test_constr: [0],
};
const bad: Record<string, unknown[]> = {
  ip_addr: ['1.2.3', '1.2.3.256', 'x', '', 7],
  ip_or_cidr: ['x', '1.2.3.4/33', '1.2.3/24/1', 5],
  net_cidr: ['10.0.0.0/33', 'x', '10.0.0.0', 'fd00::', '300/8'],
  mac_addr: ['fa:16:3e:00:00', 'xx:16:3e:00:00:01', ''],
  dns_name: ['-a', 'a-', 'a..b', 'a_b', 'x'.repeat(64), `${'a.'.repeat(130)}a`, 'a.123'],
  rel_dns_name: ['host.', 'x'.repeat(253)],
  dns_domain: ['example.org', '-.org.'],
  cron_expression: ['* * * *', '61 * * * *', '* 25 * * *', '*/0 * * * *', 'a * * * *', '1-2-3 * * * *'],
  timezone: ['Europe/Nowhere'],
  iso_8601: ['yesterday', '2020-13-01', 5],
  expiration: ['1999-01-01T00:00:00Z', 'never'],
  json_string: ['{a}'],
};

describe.each(Object.keys(good))('%s', (name) => {
  it.each(good[name] ?? [])('takes %j', async (value) => expect(await PURE[name]?.(value as string)).toBeNull());
  it.each(bad[name] ?? [])('refuses %j', async (value) =>
    expect(typeof (await PURE[name]?.(value as string))).toBe('string'),
  );
});
