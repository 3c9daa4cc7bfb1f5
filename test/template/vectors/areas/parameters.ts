/** Area `parameters`: values that functions see, and what the stack shows. */
import type { AreaRunner } from '../area.ts';
import { vecCheck } from '../constraints.ts';
import { checkStackName } from '../../../../src/template/parameters/index.ts';
import { open } from '../request.ts';
import { untag } from '../tags.ts';
import type { ValueMap } from '../../../../src/template/value.ts';

const runner: AreaRunner = (vector, at) => {
  const { parameters } = open(untag(vector) as ValueMap, at);
  checkStackName((vector.stack_name ?? 'vec') as never);
  parameters.validate({ check: vecCheck });
  at('resolve');
  return { values: parameters.values(), shown: parameters.shown() };
};

export default runner;
