/** Names that a stack may have. */
import { HeatError } from '../../errors.ts';
import { pythonText } from '../schema/python-values.ts';
import type { Value } from '../value.ts';

const NAME = /^[a-zA-Z][a-zA-Z0-9_.-]{0,254}\n?$/;

/** StackValidationFailed where it is no name for a stack that a user makes; those of nested stacks are free. */
export function checkStackName(name: Value): string {
  if (typeof name !== 'string') {
    throw new HeatError('StackValidationFailed', `Invalid stack name ${pythonText(name)}, must be a string`);
  }
  if (NAME.test(name)) return name;
  throw new HeatError(
    'StackValidationFailed',
    `Invalid stack name ${name} must contain only alphanumeric or "_-." characters, must start with alpha and must be 255 characters or less.`,
  );
}
