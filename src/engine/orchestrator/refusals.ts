/** Why a request is refused, where several say the same. */
import { HeatError } from '../../errors.ts';
import type { StackRow } from '../../store/rows.ts';

export function stackNotFound(name: string): HeatError {
  return new HeatError('EntityNotFound', `The Stack (${name}) could not be found.`);
}

export function actionInProgress(stack: StackRow): HeatError {
  return new HeatError('ActionInProgress', `Stack ${stack.name} already has an action (${stack.action}) in progress.`);
}
