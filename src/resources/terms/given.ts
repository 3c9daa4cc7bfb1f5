/** What verbs are given, by the terms of a type: the compiler's side of `schema-of.ts`. */
import type { Float, Value, ValueMap } from '../../template/value.ts';
import type { IsMade } from './term.ts';

/** The properties as verbs see them: null where nothing is given and nothing preset, and always for an older spelling. */
export type Given<Terms> = string extends keyof Terms
  ? ValueMap
  : { -readonly [Name in keyof Terms]: GivenFor<Terms[Name]> };

type GivenFor<Term> =
  IsMade<Term> extends false
    ? Value
    : Term extends { older: unknown }
      ? null
      : Term extends { required: true } | { default: unknown }
        ? ValueFor<Term>
        : ValueFor<Term> | null;

type ValueFor<Term> = Term extends { type: 'list' }
  ? ListFor<Term>
  : Term extends { type: 'map' }
    ? Term extends { properties: infer Keys }
      ? Given<Keys>
      : ValueMap
    : Term extends { type: infer Type extends keyof Scalars }
      ? Term extends { among: infer Choice }
        ? Extract<Choice, Scalars[Type]>
        : Scalars[Type]
      : Value;

type ListFor<Term> = Term extends { among: infer Choice }
  ? Choice[]
  : Term extends { items: infer Items }
    ? ValueFor<Items>[]
    : Value[];

interface Scalars {
  string: string;
  boolean: boolean;
  integer: number | bigint;
  number: number | bigint | Float;
  any: Value;
}

/** The same while something is not known yet: it is left out, at any depth (in lists it is null). */
export type Foreseen<One> = Value extends One ? Value : ForeseenPart<One>;

type ForeseenPart<One> = One extends (infer Element)[]
  ? (Foreseen<Element> | null)[]
  : One extends Float | null
    ? One
    : One extends object
      ? ValueMap extends One
        ? ValueMap
        : { [Key in keyof One]?: Foreseen<One[Key]> }
      : One;
