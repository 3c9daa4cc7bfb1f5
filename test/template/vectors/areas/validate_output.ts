/** Area `validate_output`: the answer of the validation of a template, in both APIs. */
import { ERRORS, type ErrorCode, HeatError } from '../../../../src/errors.ts';
import { describeCfnValidation, describeValidation } from '../../../../src/template/describe/index.ts';
import type { ValueMap } from '../../../../src/template/value.ts';
import type { AreaRunner } from '../area.ts';
import { open } from '../request.ts';

const runner: AreaRunner = (vector) => (vector.call === 'ValidateTemplate' ? validateCfn(vector) : validate(vector));

function validate(request: ValueMap): ValueMap {
  const stack = open(request, () => {}, 'dummy');
  try {
    stack.validate(false);
  } catch (error) {
    if (error instanceof HeatError && error.code === 'StackValidationFailed') {
      throw new HeatError('HTTPBadRequest', error.message);
    }
    throw error;
  }
  return describeValidation(stack, { showNested: request.show_nested === true });
}

/** An error in the words of the CloudFormation API. */
class CfnError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = `Heat${code}Error`;
  }
}

function cfnCode(code: ErrorCode): string {
  const kind = ERRORS[code] as { cfn?: string };
  return kind.cfn ?? 'InternalFailure';
}

function validateCfn(request: ValueMap): ValueMap {
  if (request.template === null) throw new CfnError('MissingParameter', 'TemplateBody or TemplateUrl were not given.');
  let answer: ValueMap;
  try {
    answer = validate({ template: request.template ?? null });
  } catch (error) {
    if (!(error instanceof HeatError)) throw error;
    // What validation finds wrong is the answer.
    if (error.code === 'HTTPBadRequest' && !/valid format/.test(error.message)) {
      return { ValidateTemplateResponse: { ValidateTemplateResult: error.message } };
    }
    throw new CfnError(cfnCode(error.code), error.message);
  }
  return describeCfnValidation(answer);
}

export default runner;
