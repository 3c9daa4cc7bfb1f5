/** Areas `hot_functions` and `cfn_functions`: the value of the output `result`. */
import { evaluate } from '../../../../src/template/index.ts';
import type { ValueMap } from '../../../../src/template/value.ts';
import type { AreaRunner } from '../area.ts';
import { facadeOf, openStack } from '../stack.ts';

const runner: AreaRunner = (vector, at) => {
  const parent = vector.parent as ValueMap | undefined;
  const facade =
    parent &&
    facadeOf(
      openStack(parent, () => {}),
      parent.resource as string,
    );
  const stack = openStack(vector, at, facade && { facade });
  at('resolve');
  const output = stack.definition.outputs.get('result');
  if (output === undefined) throw new Error('There is no output of that name.');
  return evaluate(output.value, stack.live);
};

export default runner;
