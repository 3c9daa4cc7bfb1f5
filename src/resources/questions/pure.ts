/** Named checks that need no cloud. Each says what is wrong, or null. */
import { isIP, isIPv4, isIPv6 } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Value } from '../../template/value.ts';
import { cronFlaw } from './cron.ts';

type Check = (value: Value) => string | null | Promise<string | null>;

const FQDN_MOST = 255;
const LABEL_MOST = 63;

/** Those for which nothing is fine. */
const unlessEmpty =
  (check: (text: string) => string | null): Check =>
  (value) =>
    value === null || value === '' ? null : check(String(value));

/** What a check that needs no cloud says of a value, as constraints are answered; undefined for all other checks. */
export function pureCheck(name: string, value: Value): boolean | string | undefined {
  if (!Object.hasOwn(PURE, name) || name === 'test_constr') return undefined;
  const flaw = PURE[name]?.(value) ?? null;
  if (typeof flaw !== 'string') return true;
  return flaw === '' ? false : flaw;
}

export const PURE: Readonly<Record<string, Check>> = {
  ip_addr: (value) => (typeof value === 'string' && isIP(value) !== 0 ? null : 'Invalid IP address'),
  ip_or_cidr: (value) => {
    if (typeof value !== 'string') return `${value} is not a valid IP or CIDR`;
    if (value.includes('/')) return subnetFlaw(value);
    return isIP(value) === 0 ? `'${value}' is not a valid IP address` : null;
  },
  net_cidr: (value) => subnetFlaw(typeof value === 'string' ? verbose(value) : String(value)),
  mac_addr: (value) => (isMac(String(value)) ? null : 'Invalid MAC address.'),
  dns_name: (value) => dnsFlaw(String(value)),
  rel_dns_name: unlessEmpty((name) => {
    if (name.endsWith('.')) return `'${name}' is a FQDN. It should be a relative domain name.`;
    if (name.length > FQDN_MOST - 3) {
      return `'${name}' contains '${name.length}' characters. Adding a domain name will cause it to exceed the maximum length of a FQDN of '${FQDN_MOST}'.`;
    }
    return dnsFlaw(name);
  }),
  dns_domain: unlessEmpty((name) => dnsFlaw(name) ?? (name.endsWith('.') ? null : `'${name}' must end with '.'.`)),
  iso_8601: (value) => (typeof value === 'string' && isTime(value) ? null : ''),
  cron_expression: unlessEmpty((text) => {
    const flaw = cronFlaw(text);
    return flaw === null ? null : `Invalid CRON expression: ${flaw}`;
  }),
  timezone: unlessEmpty((zone) => {
    try {
      Intl.DateTimeFormat('en', { timeZone: zone });
      return null;
    } catch {
      return `Invalid timezone: 'No time zone found with key ${zone}'`;
    }
  }),
  expiration: unlessEmpty((text) => {
    const cause = !isTime(text.trim())
      ? `${text} is not a time.`
      : Date.parse(text.trim()) > Date.now()
        ? null
        : 'Expiration time is out of date.';
    return cause === null ? null : `Expiration ${text} is invalid: ${cause}`;
  }),
  json_string: unlessEmpty((text) => {
    try {
      JSON.parse(text);
      return null;
    } catch (error) {
      return `JSON string ${text} is invalid: ${(error as Error).message}`;
    }
  }),
  // For tests of slow validation.
  test_constr: async (value) => {
    await sleep(Math.min(Number(value), 600) * 1000);
    return null;
  },
  'nova.network': () => null,
};

/** `10.0.0.0/24`; a block without prefix or with bits beyond it is refused as Neutron refuses it. */
function subnetFlaw(text: string): string | null {
  const [address = '', prefix, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return `'${text}' is not a valid IP subnet`;
  if (prefix === undefined || !/^\d{1,3}$/.test(prefix)) {
    const suffix = version === 4 ? '32' : '128';
    return `'${text}' isn't a recognized IP subnet cidr, '${address}/${suffix}' is recommended`;
  }
  if (Number(prefix) > (version === 4 ? 32 : 128)) return `'${text}' is not a valid IP subnet`;
  return null;
}

/** `10/8` means `10.0.0.0/8`, as in the routers of old; a bare address takes the prefix of its class. */
function verbose(text: string): string {
  const [address = '', prefix] = text.split('/');
  if (isIPv6(address) || (isIPv4(address) && prefix !== undefined)) return text;
  const parts = address.split('.');
  if (parts.length > 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return text;
  if (prefix === undefined && parts.length === 4) return text;
  const first = Number(parts[0]);
  const classful = first < 128 ? 8 : first < 192 ? 16 : first < 224 ? 24 : first < 240 ? 4 : 32;
  while (parts.length < 4) parts.push('0');
  return `${parts.join('.')}/${prefix ?? classful}`;
}

const MACS = [
  /^([0-9a-f]{1,2}[:-]){5}[0-9a-f]{1,2}$/i,
  /^([0-9a-f]{1,4}[.:]){2}[0-9a-f]{1,4}$/i,
  /^[0-9a-f]{12}$/i,
  /^[0-9a-f]{6}-[0-9a-f]{6}$/i,
];

function isMac(text: string): boolean {
  return MACS.some((form) => form.test(text));
}

function isTime(text: string): boolean {
  return (
    /^\d{4}-?\d\d(-?\d\d)?([T ]\d\d(:?\d\d(:?\d\d([.,]\d+)?)?)?(Z|[+-]\d\d(:?\d\d)?)?)?$/.test(text) &&
    !Number.isNaN(Date.parse(text.replace(' ', 'T')))
  );
}

function dnsFlaw(name: string): string | null {
  const cause = dnsCause(name);
  return cause === null ? null : `'${name}' not in valid format. Reason: ${cause}`;
}

function dnsCause(name: string): string | null {
  if (name === '') return null;
  const trimmed = name.endsWith('.') ? name.slice(0, -1) : name;
  if (name.length > FQDN_MOST) return `'${name}' exceeds the ${FQDN_MOST} character FQDN limit`;
  const labels = trimmed.split('.');
  for (const label of labels) {
    if (label === '') return 'Encountered an empty component.';
    if (label.startsWith('-') || label.endsWith('-')) return `Name '${label}' must not start or end with a hyphen.`;
    if (!/^[a-z0-9-]+$/i.test(label))
      return `Name '${label}' must be 1-${LABEL_MOST} characters long, each of which can only be alphanumeric or a hyphen.`;
    if (label.length > LABEL_MOST)
      return `Name '${label}' must be 1-${LABEL_MOST} characters long, each of which can only be alphanumeric or a hyphen.`;
  }
  const last = labels.at(-1) ?? '';
  if (name.endsWith('.') && labels.length < 2) return `'${name}' is not a fully qualified name`;
  return labels.length > 1 && /^\d+$/.test(last) ? `TLD '${last}' must not be all numeric.` : null;
}
