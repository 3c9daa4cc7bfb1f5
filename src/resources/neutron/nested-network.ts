/**
 * What a nested stack waits for, so that its members find what they would wait for as ports, servers and floating IPs of the stack that it is nested
 * in: the subnets of a network that it is given, and the router interfaces that lead there. Whatever it makes of the network, and however deep, it is
 * given it from above; so nothing within has to be looked at.
 */
import { type Sibling, type Siblings, Unknown } from '../../template/schema/types.ts';
import { isMap, type ValueMap } from '../../template/value.ts';
import { given, sourcesOf, waitsFor } from '../siblings.ts';
import { leadsThrough } from './floating-ip.ts';
import { net } from './net.ts';
import { providerNet } from './provider-net.ts';
import { routerInterface } from './router-interface.ts';
import { subnet } from './subnet.ts';

export const nestedNetworks = waitsFor({
  [subnet.name]: (self, other, all) => isGiven(self, networkOf(other), all),
  [routerInterface.name]: (self, tie, all) => {
    const behind = given(tie, 'subnet', 'subnet_id');
    if (isGiven(self, behind, all) || leadsThrough(self, tie, all)) return true;
    for (const name of sourcesOf(behind)) {
      const sibling = all.get(name);
      if (sibling?.type === subnet.name && isGiven(self, networkOf(sibling), all)) return true;
    }
    return false;
  },
});

const networkOf = (sibling: Sibling) => given(sibling, 'network', 'network_id');

/** Whether a value is among what a resource is given: the same text, the same thing waited for, or anything that a resource of this stack tells of itself. */
function isGiven(self: Sibling, wanted: unknown, all: Siblings): boolean {
  if (typeof wanted === 'string') return received(self).texts.has(wanted);
  for (const name of sourcesOf(wanted)) {
    if (!received(self).sources.has(name)) continue;
    if (TELLING.has(all.get(name)?.type ?? '') || (wanted instanceof Unknown && wanted.what === name)) return true;
  }
  return false;
}

/** Types of which one attribute is as good as another: they are one network, or one subnet. */
const TELLING: ReadonlySet<string> = new Set([net.name, providerNet.name, subnet.name]);

interface Received {
  texts: ReadonlySet<string>;
  /** Names of resources, and of their attributes. */
  sources: ReadonlySet<string>;
}

const gathered = new WeakMap<ValueMap, Received>();

function received({ properties }: Sibling): Received {
  let known = gathered.get(properties);
  if (known === undefined) {
    known = { texts: new Set(texts(properties)), sources: new Set(sourcesOf(properties)) };
    gathered.set(properties, known);
  }
  return known;
}

function* texts(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const element of value) yield* texts(element);
  else if (isMap(value) && !(value instanceof Unknown)) for (const inner of Object.values(value)) yield* texts(inner);
}
