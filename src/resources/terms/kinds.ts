/** Terms by the type of their values. */
import { type PropertyTerms, say, splitKeys, type Term, term } from './term.ts';
import type { Trait } from './trait.ts';

export const text = term('string');
export const integer = term('integer');
export const number = term('number');
export const flag = term('boolean');
export const anything = term('any');

/** Any map; or one of known keys, whose terms come last. */
export function map<const Traits extends readonly Trait[]>(description: string, ...traits: Traits): Term<'map', Traits>;
export function map<const Traits extends readonly Trait[], const Keys extends PropertyTerms>(
  description: string,
  ...said: [...Traits, Keys]
): Term<'map', [...Traits, { properties: Keys }]>;
export function map(description: string, ...said: object[]): unknown {
  const { traits, keys } = splitKeys(said);
  return say('map', description, keys === undefined ? traits : [...traits, { properties: keys }]);
}

/** Any list; one of what `of(…)` says; or one of maps, the terms of whose keys come last. */
export function list<const Traits extends readonly Trait[]>(
  description: string,
  ...traits: Traits
): Term<'list', Traits>;
export function list<const Traits extends readonly Trait[], const Keys extends PropertyTerms>(
  description: string,
  ...said: [...Traits, Keys]
): Term<'list', [...Traits, { items: Term<'map', [{ properties: Keys }]> }]>;
export function list(description: string, ...said: object[]): unknown {
  const { traits, keys } = splitKeys(said);
  if (keys === undefined) return say('list', description, traits);
  return say('list', description, [...traits, { items: say('map', undefined, [{ properties: keys }]) }]);
}
