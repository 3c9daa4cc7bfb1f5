/** Booleans. `and` and `or` give one of their operands, as in Python. */
import { fn, param } from '../dispatch/definition.ts';
import { lambda } from '../dispatch/types.ts';
import { truthy } from '../values/conversion.ts';

type Thunk = () => unknown;

export const boolean = [
  fn('#operator_and', [param('left', lambda()), param('right', lambda())], (_, left: Thunk, right: Thunk) => {
    const value = left();
    return truthy(value) ? right() : value;
  }),
  fn('#operator_or', [param('left', lambda()), param('right', lambda())], (_, left: Thunk, right: Thunk) => {
    const value = left();
    return truthy(value) ? value : right();
  }),
  fn('#unary_operator_not', [param('arg')], (_, value) => !truthy(value)),
  fn('bool', [param('value')], (_, value) => truthy(value)),
  fn('isBoolean', [param('value')], (_, value) => typeof value === 'boolean'),
];
