/** Area `parameters`: values that functions see, and what the stack shows. */
import type { ValueMap } from '../../../../src/template/value.ts';
import type { AreaRunner } from '../area.ts';
import { open } from '../request.ts';
import { untag } from '../tags.ts';

const runner: AreaRunner = (vector, at) => {
  const stack = open(untag(vector) as ValueMap, at);
  stack.validate(true);
  const { parameters } = stack;
  at('resolve');
  return { values: parameters.values(), shown: parameters.shown() };
};

export default runner;
