/** Conditions on a property's value. */
import type { Constraint } from '../../template/schema/types.ts';
import type { Value } from '../../template/value.ts';
import { type Trait, trait } from './trait.ts';

type Constrained = Trait<{ constraints: Constraint[] }>;

const constrained = (constraint: Constraint): Constrained => trait({ constraints: [constraint] }) as never;

const bounds = (min?: number, max?: number) => ({
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
});

/** A number from `min` to `max`. */
export const range = (min?: number, max?: number): Constrained => constrained({ kind: 'range', ...bounds(min, max) });

/** A text, list or map of so many characters, elements or keys. */
export const length = (min?: number, max?: number): Constrained => constrained({ kind: 'length', ...bounds(min, max) });

/** One of these values; of a list, all of its elements. */
export const oneOf = <const Choice extends Value>(
  ...values: readonly Choice[]
): Trait<{ constraints: Constraint[]; among: Choice }> =>
  constrained({ kind: 'allowed_values', values: [...values] }) as never;

/** A text that matches as a whole. */
export const pattern = (pattern: string): Constrained => constrained({ kind: 'allowed_pattern', pattern });

/** A named check (a custom constraint), such as `ip_addr`. */
export const checked = (name: string): Constrained => constrained({ kind: 'custom_constraint', name });
