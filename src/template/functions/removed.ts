/** Functions that a version does not have, though others do. */
import { HeatError } from '../../errors.ts';
import { templateFunction } from '../expression/function.ts';

/** Gone since an earlier version: refused when the template is validated, and otherwise left as it is. */
export const removed = templateFunction({
  description: 'Not in this version.',
  validate(call) {
    throw new HeatError(
      'InvalidTemplateVersion',
      `The template version is invalid: The function ${call.name} is not supported in this version of HOT.`,
    );
  },
  resolve: (call, evaluation) => ({ [call.name]: evaluation.value(call.args) as never }),
});

/** Known, and of no use in a condition. */
export const misplaced = templateFunction({
  description: 'Not for conditions.',
  parse(_args, name) {
    throw new HeatError('ValueError', `The function "${name}" is invalid in this context.`);
  },
  resolve: () => null,
});
