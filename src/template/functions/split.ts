/** `str_split` and `Fn::Split`. */
import { HeatError } from '../../errors.ts';
import type { Evaluation } from '../expression/evaluate.ts';
import { type Expression, isMapExpression } from '../expression/expression.ts';
import { templateFunction } from '../expression/function.ts';
import { at, unpack } from '../expression/sequences.ts';
import { toInteger } from '../schema/numbers.ts';
import { pythonType } from '../schema/python-values.ts';
import type { Value } from '../value.ts';

/** Python's `split()` without a separator. */
const WHITE_SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/** Characters gone through, and parts made, that count as one value. */
const SEARCHED = 1024;
const PARTS = 4;

function split(text: string, separator: Value, evaluation: Evaluation): string[] {
  evaluation.spend(text.length / SEARCHED);
  const parts = splitAt(text, separator);
  evaluation.spend(parts.length / PARTS);
  return parts;
}

function splitAt(text: string, separator: Value): string[] {
  if (separator === null) return text.split(WHITE_SPACE).filter((part) => part !== '');
  if (typeof separator !== 'string') throw new HeatError('TypeError', 'The delimiter must be a string.');
  if (separator === '') throw new HeatError('ValueError', 'The delimiter may not be empty.');
  return text.split(separator);
}

const hotUsage = (name: string) => `Arguments to "${name}" should be: [",", "apples,pears", <index>].`;

/** `[delimiter, text]`, or `[delimiter, text, index]` for one of the parts. A null text yields null. */
export const strSplit = templateFunction({
  description: 'A text, split into a list at a delimiter.',
  parse(args, name) {
    if (typeof args === 'string' || isMapExpression(args)) throw new HeatError('TypeError', hotUsage(name));
  },
  resolve(call, evaluation) {
    const args = evaluation.known(call.args);
    if (!Array.isArray(args) || args.length < 2) throw new HeatError('ValueError', hotUsage(call.name));
    const [delimiter = null, text = null, index] = args;
    if (text === null) return null;
    if (typeof text !== 'string')
      throw new HeatError('AttributeError', `A value of type ${pythonType(text)} cannot be split.`);
    const parts = split(text, delimiter, evaluation);
    if (index === undefined) return parts;
    const part = at(parts, toInteger(index));
    if (part === undefined) {
      throw new HeatError('ValueError', `Index to "${call.name}" should be between 0 and ${parts.length - 1}.`);
    }
    return part;
  },
});

interface Use {
  delimiter: Expression;
  text: Expression;
}

/** `[delimiter, text]`; the delimiter must stand there as it is. */
export const cfnSplit = templateFunction<Use>({
  description: 'A text, split into a list at a delimiter.',
  parse(args, name) {
    const usage = `Arguments to "${name}" should be: [",", "str1,str2"].`;
    if (typeof args === 'string' || isMapExpression(args)) throw new HeatError('TypeError', usage);
    const [delimiter = null, text = null] = unpack(args, 2, usage);
    return { delimiter, text };
  },
  resolve(call, evaluation) {
    const text = evaluation.known(call.state.text);
    const { delimiter } = call.state;
    if (typeof delimiter !== 'string') throw new HeatError('TypeError', `Delimiter for ${call.name} must be string.`);
    if (typeof text !== 'string')
      throw new HeatError('TypeError', `String to split must be string; got ${pythonType(text)}.`);
    return split(text, delimiter, evaluation);
  },
});
