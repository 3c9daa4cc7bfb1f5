/**
 * Which addresses users of a service may make it connect to. Whatever stands on the service's own machine, beside it on its link, or tells a machine
 * its secrets (metadata) trusts that only the machine itself comes by; a URL in a template must not be a way there.
 *
 * Every spelling of an address is the address: those that carry one of the fourth version in one of the sixth (mapped, NAT64, 6to4 …) count
 * as both.
 */
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = [Address, number];

export interface AddressRules {
  /** `10.1.0.0/16`, `192.0.2.7`: allowed whatever else is said of them. */
  allow: readonly string[];
  /** Refused beside those that are refused anyway. */
  deny: readonly string[];
}

/** For who runs Hearth for nobody but himself. */
export const EVERYWHERE: AddressRules = { allow: ['0.0.0.0/0', '::/0'], deny: [] };

/** Kinds of addresses at which services for others are found. Private networks are where clouds live; who wants them closed names them in `deny`. */
const SERVING: ReadonlySet<string> = new Set(['unicast', 'private', 'uniqueLocal', 'carrierGradeNat']);

/** Where machines of well-known clouds are told of themselves, beside the link-local ones. */
const METADATA = ['100.100.100.200', '168.63.129.16', 'fd00:ec2::254', 'fd20:ce::254'];

/** Ranges of the sixth version whose last or first bits are an address of the fourth: where those begin, in bytes. */
const EMBEDDING: readonly (readonly [string, number])[] = [
  ['::/96', 12],
  ['::ffff:0:0:0/96', 12],
  ['64:ff9b::/96', 12],
  ['2002::/16', 2],
];

/** @throws Error naming what is no address and no range */
export function readRanges(texts: readonly string[]): Range[] {
  return texts.map((text) => {
    try {
      // Written out: `10.0.0` would be 10.0.0.0 to some and 10.0.0.0/24 to others.
      if (!text.includes(':') && !/^\d+(\.\d+){3}(\/\d+)?$/.test(text)) throw new Error('not written out');
      if (text.includes('/')) return ipaddr.parseCIDR(text) as Range;
      const address = ipaddr.parse(text);
      return [address, address.kind() === 'ipv4' ? 32 : 128];
    } catch {
      throw new Error(`"${text}" is neither an address nor a range like 10.0.0.0/8`);
    }
  });
}

export class AddressFilter {
  readonly #allow: Range[];
  readonly #deny: Range[];

  /** @throws Error */
  constructor(rules: AddressRules) {
    this.#allow = readRanges(rules.allow);
    this.#deny = [...readRanges(rules.deny), ...readRanges(METADATA)];
  }

  /** `text`: an address as a resolver gives it. */
  permits(text: string): boolean {
    const bare = text.replace(/%.*$/, '');
    if (!ipaddr.isValid(bare)) return false;
    const address = ipaddr.process(bare);
    const inner = embedded(address);
    const permitted = this.#permitsOne(address, inner !== null);
    return permitted && (inner === null || this.#permitsOne(inner, false));
  }

  #permitsOne(address: Address, carriesAnother: boolean): boolean {
    if (this.#allow.some((range) => within(address, range))) return true;
    if (this.#deny.some((range) => within(address, range))) return false;
    return carriesAnother || SERVING.has(address.range());
  }
}

function within(address: Address, [base, bits]: Range): boolean {
  return address.kind() === base.kind() && address.match([base, bits] as never);
}

/** The address of the fourth version within one of the sixth. The unspecified address and loopback carry none, though they look like it. */
function embedded(address: Address): ipaddr.IPv4 | null {
  if (!(address instanceof ipaddr.IPv6) || address.range() === 'loopback' || address.range() === 'unspecified')
    return null;
  const found = EMBEDDING.find(([range]) => address.match(ipaddr.IPv6.parseCIDR(range)));
  if (found === undefined) return null;
  const [, at] = found;
  return new ipaddr.IPv4(address.toByteArray().slice(at, at + 4));
}

let filter = new AddressFilter({ allow: [], deny: [] });
let changes = 0;

/** For this process. @throws Error */
export function configureAddresses(rules: AddressRules): void {
  filter = new AddressFilter(rules);
  changes++;
}

/** Which rules are in force: connections made under others are not used. */
export function rulesInForce(): number {
  return changes;
}

/** May a user of this process make it connect to this address? */
export function isPermitted(address: string): boolean {
  return filter.permits(address);
}
