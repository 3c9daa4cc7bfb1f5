/** Whether a property has to be given, and what it is when it is not. */
import type { Value } from '../../template/value.ts';
import { type Trait, trait } from './trait.ts';

export const required = trait({ required: true });

/** What it is unless it is given. */
export const preset = <const Default extends Value>(value: Default): Trait<{ default: Default }> =>
  trait({ default: value }) as never;
