import { HeatError } from '../../errors.ts';

/** Of properties that cannot be together. */
export function refuse(words: string): never {
  throw new HeatError('StackValidationFailed', words);
}
