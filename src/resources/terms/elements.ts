/** What the elements of a list are, where they are no maps. */
import type { PropertyType } from '../../template/schema/types.ts';
import { say, type Term } from './term.ts';
import { type Trait, trait } from './trait.ts';

export function of<const Type extends PropertyType, const Traits extends readonly Trait[]>(
  type: Type,
  ...traits: Traits
): Trait<{ items: Term<Type, Traits> }> {
  return trait({ items: say(type, undefined, traits) }) as never;
}
