/** Equality, and the order in which null comes before everything else. */
import { fn, param } from '../dispatch/definition.ts';
import { anything, nullType } from '../dispatch/types.ts';
import { equals } from '../values/equality.ts';

const some = anything({ nullable: false });

/** Per operator: the result for (value, null), (null, value), (null, null). */
const NULL_ORDER: Record<string, [boolean, boolean, boolean]> = {
  '<': [false, true, false],
  '<=': [false, true, true],
  '>': [true, false, false],
  '>=': [true, false, true],
};

export const nullOrder = [
  fn('*equal', [param('left'), param('right')], (_, left, right) => equals(left, right)),
  fn('*not_equal', [param('left'), param('right')], (_, left, right) => !equals(left, right)),
  ...Object.entries(NULL_ORDER).flatMap(([operator, [rightNull, leftNull, bothNull]]) => [
    fn(`#operator_${operator}`, [param('left', some), param('right', nullType())], () => rightNull),
    fn(`#operator_${operator}`, [param('left', nullType()), param('right', some)], () => leftNull),
    fn(`#operator_${operator}`, [param('left', nullType()), param('right', nullType())], () => bothNull),
  ]),
];
