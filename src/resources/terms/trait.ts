/**
 * A trait is what a term says of a property or attribute beside its type and its words: that it must be given, that it may change, where
 * it stands in the request. Traits are plain data under a mark that tells them from the terms of a map's keys.
 */
import type { AttributeSchema, PropertySchema } from '../../template/schema/types.ts';
import type { ConstraintName } from './finder.ts';
import type { Calls } from './set-by.ts';

/** All that may be said. */
export interface Sayable
  extends Omit<PropertySchema, 'type' | 'description' | 'properties'>,
    Omit<AttributeSchema, 'type' | 'description'> {
  /** Member of the request; null: it is not sent with the others, a hook cares for it. Of an attribute, see `path`. */
  at?: string | null;
  /** The calls that set it, where it is no member of the request. */
  setBy?: Calls;
  /** What the service is told when it is taken away; null unless said. */
  emptied?: string;
  /** Where a name given here is looked up, so that verbs see the id. */
  lookUp?: ConstraintName;
  /** This is an older spelling of, or an addition to, another property beside it. */
  older?: OlderSpelling;
  /** Of an attribute: the path to it in the shown object, e.g. `flavor.id`; its own name unless said. */
  path?: string;
  /** For the compiler alone: the only values that it may have. */
  among?: unknown;
}

export interface OlderSpelling {
  /** Name of the property that has taken its place. */
  newer: string;
  /** Whether its value becomes that property's, or one more element of that property's list. */
  becomes: 'value' | 'element';
  /** The element, where that is more than the value itself: `{ $property: 'sequence' }` stands for the value. */
  element?: PropertySchema['default'];
}

class Mark {
  declare protected readonly isTrait: true;
}

export type Trait<Said extends object = object> = Said & Mark;

export function trait<const Said extends Sayable>(said: Said): Trait<Said> {
  return Object.assign(new Mark(), said) as Trait<Said>;
}

export function isTrait(given: unknown): given is Trait<Sayable> {
  return given instanceof Mark;
}
