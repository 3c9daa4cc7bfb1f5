/** Numbers. */
import { integer, isInteger, isNumber } from '../../value.ts';
import { type Call, fn, param } from '../dispatch/definition.ts';
import { anything, int, number } from '../dispatch/types.ts';
import { typeError, valueError } from '../errors.ts';
import { toFloat, toInt, truthy } from '../values/conversion.ts';
import {
  add,
  compareNumbers,
  divide,
  modulo,
  multiply,
  type Num,
  negate,
  power,
  round,
  shiftLeft,
  shiftRight,
  subtract,
  toBig,
} from '../values/numbers.ts';

const operands = [param('left', number()), param('right', number())];
const integers = [param('left', int()), param('right', int())];
const ARITHMETIC = { '+': add, '-': subtract, '*': multiply, '/': divide, mod: modulo };
const ORDER: Record<string, (order: number) => boolean> = {
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
};

/** Of two booleans the result is one, too. */
function bitwise(operation: (a: bigint, b: bigint) => bigint): (call: Call, a: unknown, b: unknown) => unknown {
  return (_, a, b) => {
    const result = operation(toBig(a), toBig(b));
    return typeof a === 'boolean' && typeof b === 'boolean' ? result !== 0n : integer(result);
  };
}

function randomBetween({ engine }: Call, from: unknown, to: unknown): Num {
  if (!isInteger(from) || !isInteger(to)) throw typeError('randint() takes integers');
  const span = toBig(to) - toBig(from) + 1n;
  if (span <= 0n) throw valueError('empty range for randrange()');
  return integer(toBig(from) + BigInt(Math.floor(engine.random() * Number(span))));
}

const isGreater = ({ invoke }: Call, a: unknown, b: unknown): boolean => truthy(invoke('#operator_>', a, b));

export const math = [
  ...Object.entries(ARITHMETIC).map(([operator, compute]) =>
    fn(`#operator_${operator}`, operands, (_, a: Num, b: Num) => compute(a, b)),
  ),
  ...Object.entries(ORDER).map(([operator, test]) =>
    fn(`#operator_${operator}`, operands, (_, a: Num, b: Num) => test(compareNumbers(a, b))),
  ),
  fn('#unary_operator_+', [param('op', number())], (_, value) => value),
  fn('#unary_operator_-', [param('op', number())], (_, value: Num) => negate(value)),
  fn('abs', [param('op', number())], (_, value: Num) =>
    compareNumbers(value, 0) < 0 || isMinusZero(value) ? negate(value) : value,
  ),
  fn('int', [param('value')], (_, value) => (value === null ? 0 : toInt(value))),
  fn('float', [param('value')], (_, value) => toFloat(value === null ? 0 : value)),
  fn('random', [], ({ engine }) => engine.random()),
  fn('random', [param('from'), param('to')], randomBetween),
  fn(
    'bitwiseAnd',
    integers,
    bitwise((a, b) => a & b),
  ),
  fn(
    'bitwiseOr',
    integers,
    bitwise((a, b) => a | b),
  ),
  fn(
    'bitwiseXor',
    integers,
    bitwise((a, b) => a ^ b),
  ),
  fn('bitwiseNot', [param('arg', int())], (_, value) => integer(~toBig(value))),
  fn('shiftBitsRight', [param('value', int()), param('bitsNumber', int())], (_, value, bits) =>
    shiftRight(toBig(value), toBig(bits)),
  ),
  fn('shiftBitsLeft', [param('value', int()), param('bitsNumber', int())], (_, value, bits) =>
    shiftLeft(toBig(value), toBig(bits)),
  ),
  fn('max', [param('a'), param('b')], (call, a, b) => (isGreater(call, b, a) ? b : a)),
  fn('min', [param('a'), param('b')], (call, a, b) => (isGreater(call, b, a) ? a : b)),
  fn(
    'pow',
    [param('a', number()), param('b', number()), param('c', number({ nullable: true }), null)],
    (_, a: Num, b: Num, c: Num | null) => power(a, b, c),
  ),
  fn('sign', [param('num', number())], (_, value: Num) => {
    const order = compareNumbers(value, 0);
    return order > 0 ? 1 : order < 0 ? -1 : 0;
  }),
  fn('round', [param('number', number()), param('ndigits', int(), 0)], (_, value: Num, digits) =>
    round(value, toBig(digits)),
  ),
  fn('isInteger', [param('value', anything())], (_, value) => isInteger(value)),
  fn('isNumber', [param('value', anything())], (_, value) => isNumber(value)),
];

function isMinusZero(value: Num): boolean {
  return typeof value === 'object' && Object.is(value.value, -0);
}
