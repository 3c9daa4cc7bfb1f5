/**
 * Older spellings: properties that may still be given, and end in another one beside them. Verbs never see them.
 *
 *     network_id: renamedTo('network', 'Id of the network. Use `network`.', hidden('5.0.0', deprecated('2014.2'))),
 *     l3_agent_id: text('Id of the agent.', hidden('6.0.0'), elementOf('l3_agent_ids')),
 */
import type { Value } from '../../template/value.ts';
import { say, type Term } from './term.ts';
import { type OlderSpelling, type Trait, trait } from './trait.ts';

type Older = Trait<{ older: OlderSpelling }>;

/**
 * What is given here becomes the value of `newer`. It has the type, the keys and the constraints of `newer` (none if it says `unchecked`), and
 * its support says that `newer` is to be used instead.
 */
export function renamedTo<const Traits extends readonly Trait[]>(
  newer: string,
  description: string,
  ...traits: Traits
): Term<'any', [...Traits, Older]> {
  const older = trait({ older: { newer, becomes: 'value' } });
  return say('any', description, [...traits, older]) as never;
}

/** Not checked as the newer one is. */
export const unchecked = trait({ constraints: [] });

/** What is given here is one more element of the list `newer`. In `element`, `{ $property: 'its name' }` stands for it. */
export const elementOf = (newer: string, element?: Value): Older =>
  trait({ older: { newer, becomes: 'element', ...(element === undefined ? {} : { element }) } }) as never;
