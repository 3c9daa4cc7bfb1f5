/**
 * A term is one property or attribute of a resource type, said in one line by its type, a description and traits:
 *
 *     network: ref('neutron.network', 'Name or id of its network.', required, since('2014.2'), sentAs('network_id')),
 *     fixed_ips: list('Addresses wanted. Left open, Neutron chooses.', update, {
 *       ip_address: text('The address.', checked('ip_addr')),
 *       subnet: ref('neutron.subnet', 'Name or id of the subnet.'),
 *     }),
 *
 * `schema-of.ts` makes of the terms of a type what the rest of Hearth reads: schemas, translation rules, and members of requests.
 */
import type { AttributeSchema, Constraint, PropertySchema, PropertyType } from '../../template/schema/types.ts';
import { isTrait, type Sayable, type Trait } from './trait.ts';

/** A property: its schema, and what else a term says. A schema written in full is a term, too. */
export interface PropertyTerm
  extends Omit<PropertySchema, 'properties'>,
    Pick<Sayable, 'at' | 'emptied' | 'setBy' | 'lookUp' | 'older' | 'among'> {
  properties?: Readonly<Record<string, PropertyTerm>>;
  lives?: never;
  cache?: never;
  path?: never;
}

/** An attribute. Of one whose type is `any`, clients are told no type. */
export interface AttributeTerm extends Omit<AttributeSchema, 'type'>, Pick<Sayable, 'path'> {
  type?: AttributeSchema['type'] | 'any';
  required?: never;
  updateAllowed?: never;
  default?: never;
  constraints?: never;
  at?: never;
}

export type PropertyTerms = Readonly<Record<string, PropertyTerm>>;
export type AttributeTerms = Readonly<Record<string, AttributeTerm>>;

/** What several traits say together. */
export type AllOf<Traits extends readonly object[]> = (
  Traits[number] extends infer One
    ? One extends object
      ? (one: One) => void
      : never
    : never
) extends (all: infer All) => void
  ? All
  : unknown;

declare const made: unique symbol;

/** A term that a builder made: the compiler knows what values it has. Those of a schema written in full may be any. */
export type Term<Type extends PropertyType, Traits extends readonly object[]> = {
  type: Type;
  description: string;
  readonly [made]?: true;
} & AllOf<Traits>;

export type IsMade<One> = typeof made extends keyof One ? true : false;

type Builder<Type extends PropertyType> = <const Traits extends readonly Trait[]>(
  description: string,
  ...traits: Traits
) => Term<Type, Traits>;

/** A builder of terms of one type. */
export const term =
  <Type extends PropertyType>(type: Type): Builder<Type> =>
  (description, ...traits) =>
    say(type, description, traits) as never;

/** Constraints add up; of anything else the last word counts. */
export function say(type: PropertyType, description: string | undefined, traits: readonly object[]): PropertyTerm {
  const said: Record<string, unknown> = { type, ...(description === undefined ? {} : { description }) };
  const constraints: Constraint[] = [];
  for (const one of traits as readonly Sayable[]) {
    Object.assign(said, one);
    constraints.push(...(one.constraints ?? []));
  }
  if (said.constraints !== undefined) said.constraints = constraints;
  return said as unknown as PropertyTerm;
}

/** The terms of a map's keys, if the last of what is said are such. */
export function splitKeys(said: readonly object[]): { traits: readonly object[]; keys: PropertyTerms | undefined } {
  const last = said.at(-1);
  if (last === undefined || isTrait(last)) return { traits: said, keys: undefined };
  return { traits: said.slice(0, -1), keys: last as PropertyTerms };
}
