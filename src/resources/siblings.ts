/**
 * Dependencies that no reference shows: a server needs its network's subnets, though it names only the network. Types say so by
 * comparing properties of the resources of their stack, in which a value not known yet is an {@link Unknown} or still the function
 * that will give it.
 */
import { type ImplicitDependencies, Unknown } from '../template/schema/types.ts';
import { isMap, type Value, type ValueMap } from '../template/value.ts';

export interface Sibling {
  name: string;
  type: string;
  properties: ValueMap;
}

/** Builds an ImplicitDependencies from a rule that says whether `self` has to wait for `other`. */
export function waitsFor(rule: (self: Sibling, other: Sibling, all: Sibling[]) => boolean): ImplicitDependencies {
  return (name, siblings) => {
    const all: Sibling[] = [];
    for (const { name: own, type, properties } of siblings) {
      all.push({ name: own, type, properties: isMap(properties) ? properties : {} });
    }
    const self = all.find((sibling) => sibling.name === name);
    if (self === undefined) return [];
    return all.filter((other) => other !== self && rule(self, other, all)).map((other) => other.name);
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

/** Whether a value comes from the resource named. */
export function comesFrom(value: unknown, name: string): boolean {
  if (value instanceof Unknown) return value.what === name || value.what.startsWith(`${name}.`);
  if (Array.isArray(value)) return value.some((element) => comesFrom(element, name));
  if (!isMap(value)) return false;
  if (value.get_resource === name || value.Ref === name) return true;
  const attribute = value.get_attr ?? value['Fn::GetAtt'];
  if (Array.isArray(attribute) && attribute[0] === name) return true;
  return Object.values(value).some((inner) => comesFrom(inner, name));
}

/** Elements of a list property that are maps. */
export function maps(value: unknown): ValueMap[] {
  return Array.isArray(value) ? value.filter(isMap) : [];
}
