/**
 * Dependencies that no reference shows: a server needs its network's subnets, though it names only the network. Types say so by
 * comparing properties of the resources of their stack, in which a value not known yet is an {@link Unknown} or still the function
 * that will give it.
 */
import { type ImplicitDependencies, type Sibling, type Siblings, Unknown } from '../template/schema/types.ts';
import { isMap, type Value, type ValueMap } from '../template/value.ts';

/** Says whether `self` has to wait for `other`. */
export type WaitRule = (self: Sibling, other: Sibling, all: Siblings) => boolean;

/** Builds an ImplicitDependencies from a rule for each type of resource that may have to be waited for. */
export function waitsFor(rules: Readonly<Record<string, WaitRule>>): ImplicitDependencies {
  const entries = Object.entries(rules);
  return function* (self, siblings) {
    for (const [type, rule] of entries) {
      for (const other of siblings.ofType(type)) if (other !== self && rule(self, other, siblings)) yield other.name;
    }
  };
}

/** The first of some properties that is given: `given(port, 'network', 'network_id')`. */
export function given(sibling: Sibling | ValueMap, ...names: string[]): Value | Unknown | null {
  const properties = isSibling(sibling) ? sibling.properties : sibling;
  for (const name of names) {
    const value: unknown = Object.hasOwn(properties, name) ? properties[name] : null;
    if (value !== null && value !== undefined && value !== '') return value as Value;
  }
  return null;
}

function isSibling(value: Sibling | ValueMap): value is Sibling {
  return isMap((value as Sibling).properties) && typeof (value as Sibling).type === 'string';
}

/** The same value, or the same thing waited for. */
export function alike(a: Value | Unknown | null, b: Value | Unknown | null): boolean {
  if (a === null || b === null) return false;
  if (a instanceof Unknown || b instanceof Unknown) {
    return a instanceof Unknown && b instanceof Unknown && a.what === b.what;
  }
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Names of what a value comes from. Of a name with dots also its beginnings, one of which the resource may be. */
export function* sourcesOf(value: unknown): Generator<string> {
  if (value instanceof Unknown) yield* beginnings(value.what);
  else if (Array.isArray(value)) for (const element of value) yield* sourcesOf(element);
  else if (isMap(value)) {
    for (const reference of [value.get_resource, value.Ref]) if (typeof reference === 'string') yield reference;
    const attribute = value.get_attr ?? value['Fn::GetAtt'];
    if (Array.isArray(attribute) && typeof attribute[0] === 'string') yield attribute[0];
    for (const inner of Object.values(value)) yield* sourcesOf(inner);
  }
}

function* beginnings(path: string): Generator<string> {
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) yield path.slice(0, dot);
  yield path;
}
