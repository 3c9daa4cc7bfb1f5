/** The database could not be reached, for longer than the store goes on trying. */
import { HeatError } from '../errors.ts';

export function unavailable(cause: unknown): HeatError {
  return new HeatError('HTTPServiceUnavailable', 'The database is not available.', { cause });
}

export function isUnavailable(error: unknown): boolean {
  return error instanceof HeatError && error.code === 'HTTPServiceUnavailable';
}
