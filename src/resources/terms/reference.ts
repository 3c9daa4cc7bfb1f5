/**
 * Properties that name something in the cloud. Whatever they are given is checked (there is such a thing) and looked up (a name becomes the
 * id that verbs see). Where only one of both happens, say `checked` or `lookedUp`.
 */
import type { Constraint } from '../../template/schema/types.ts';
import { checked } from './constraints.ts';
import { type ConstraintName, finderOf } from './finder.ts';
import { text } from './kinds.ts';
import type { Term } from './term.ts';
import { type Trait, trait } from './trait.ts';

/** A name becomes an id; that there is such a thing shows by itself. */
export function lookedUp(name: ConstraintName): Trait<{ lookUp: ConstraintName }> {
  finderOf(name);
  return trait({ lookUp: name }) as never;
}

type Reference = Trait<{ constraints: Constraint[]; lookUp: ConstraintName }>;

/** The name or id of something: checked and looked up. */
export const naming = (name: ConstraintName): Reference => trait({ ...checked(name), ...lookedUp(name) }) as never;

/** A text that is the name or id of something, e.g. `ref('neutron.network', 'Its network.', sentAs('network_id'))`. */
export function ref<const Traits extends readonly Trait[]>(
  name: ConstraintName,
  description: string,
  ...traits: Traits
): Term<'string', [Reference, ...Traits]> {
  return text(description, naming(name), ...traits) as never;
}
