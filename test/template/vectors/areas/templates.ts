/** Area `templates`: whether a request to create a stack, or to validate a template, is taken. */

import type { Call } from '../../../../src/api/native/route.ts';
import { readStackRequest } from '../../../../src/api/native/stacks/stack-request.ts';
import { HeatError } from '../../../../src/errors.ts';
import { MAX_TEMPLATE_SIZE } from '../../../../src/template/index.ts';
import type { ValueMap } from '../../../../src/template/value.ts';
import type { AreaRunner } from '../area.ts';
import { openStack } from '../stack.ts';

const runner: AreaRunner = async (vector, at) => {
  if (vector.id.includes('/body/')) {
    at('request');
    await readStackRequest(callWith(vector), 'create');
  }
  const request: ValueMap = { ...vector };
  if (typeof vector.template === 'string') request.template = fullText(vector);
  return vector.call === 'validate' ? validate(request, at) : (openStack(request, at), 'ok');
};

/** As the API's reader of bodies sees a request. */
function callWith({ id, area, call, expect, ...body }: ValueMap): Call {
  return { body, settings: { maxTemplateSize: MAX_TEMPLATE_SIZE }, caller: {} } as unknown as Call;
}

/** The answer to an invalid template is a plain 400, and of no phase. */
function validate(request: ValueMap, at: (phase: string | undefined) => void): string {
  try {
    openStack(request, (phase) => at(phase === 'validate' ? undefined : phase), { call: 'validate' });
    return 'ok';
  } catch (error) {
    const isAnswer = error instanceof HeatError && error.code === 'StackValidationFailed';
    throw isAnswer ? new HeatError('HTTPBadRequest', error.message) : error;
  }
}

/** The text, with what `template_pad` and `template_repeat` append. */
function fullText(vector: ValueMap): string {
  let text = vector.template as string;
  const pad = vector.template_pad as { char: string; length: number } | undefined;
  if (pad !== undefined) text += pad.char.repeat(Math.max(0, pad.length - text.length));
  const repeat = vector.template_repeat as { text: string; count: number } | undefined;
  for (let i = 0; repeat !== undefined && i < repeat.count; i++) text += repeat.text.replaceAll('%d', String(i));
  return text;
}

export default runner;
