/** Answers to the custom constraints of the corpus, in the form that validation takes. */
import { HeatError } from '../../../src/errors.ts';
import type { ConstraintCheck } from '../../../src/template/schema/index.ts';
import { toInteger } from '../../../src/template/schema/index.ts';
import type { Value } from '../../../src/template/value.ts';

const KNOWN = new Set<Value>(['alpha', 'beta', 'gamma']);

const CHECKS: Record<string, (value: Value) => boolean> = {
  'vec.even': (value) => {
    try {
      return BigInt(toInteger(value)) % 2n === 0n;
    } catch (error) {
      if (error instanceof HeatError) return false;
      throw error;
    }
  },
  'vec.known': (value) => KNOWN.has(value),
};

/** A constraint of another name is not there, which fails the value. */
export const vecCheck: ConstraintCheck = (name, value) => CHECKS[name]?.(value) ?? false;
