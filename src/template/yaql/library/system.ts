/** Variables, the dot, contexts made by expressions, and calls by name. */

import { callFunction } from '../dispatch/call.ts';
import { Context } from '../dispatch/context.ts';
import { type Call, type FunctionDefinition, fn, method, param } from '../dispatch/definition.ts';
import {
  anything as any,
  type ContextLambda,
  contextLambda,
  expressionType,
  instance,
  iterable,
  keyword,
  type Lambda,
  lambda,
  type MethodLambda,
  mapping,
  methodLambda,
  NO_RECEIVER,
  sequence,
  string,
  stringConstant,
} from '../dispatch/types.ts';
import { typeError, valueError, YaqlError } from '../errors.ts';
import { NO_VALUE } from '../syntax/expressions.ts';
import { truthy } from '../values/conversion.ts';
import { Iter, iterate, Memorized } from '../values/iteration.ts';
import { type Dict, List, type Tuple } from '../values/values.ts';

export function memorize(value: unknown, { engine }: Call): unknown {
  if (!(value instanceof Iter)) return value;
  return new Memorized(value.read(), (seen) => {
    engine.step();
    engine.limitMemory(new List(seen as unknown[]));
  });
}

/** Where a name is set, lower-case letters after underscores become capitals: the name by which it is called then. */
function camelCase(name: string): string {
  const stripped = name.replace(/_+$/, '');
  if (stripped === '' && name !== '') throw new YaqlError('IndexError', 'string index out of range');
  const convert = (text: string): string =>
    text.replace(/(?<!^)_([\p{L}\p{N}_])/gu, (_, letter: string) => letter.toUpperCase());
  if (/^\p{L}/u.test(stripped)) return convert(stripped);
  const finish = stripped.indexOf(stripped[0] ?? '', 1);
  return finish <= 1 ? stripped : stripped.slice(0, finish + 1) + convert(stripped.slice(finish + 1));
}

function unpack({ context }: Call, values: unknown, ...names: string[]): Context {
  const items: unknown[] = [];
  const reader = iterate(values);
  while (items.length < names.length + 1) {
    const next = reader.next();
    if (next.done) break;
    items.push(next.value);
  }
  if (names.length > 0) {
    if (names.length !== items.length) throw valueError(`Cannot unpack ${items.length} elements into ${names.length}`);
    for (const [index, name] of names.entries()) context.set(name, items[index]);
    return context;
  }
  // An iterator has already lost the item that was looked at.
  let index = 1;
  for (const item of iterate(values)) context.set(String(index++), item);
  return context;
}

function setNumbered(context: Context, values: readonly unknown[]): Context {
  for (const [index, value] of values.entries()) context.set(String(index + 1), value);
  return context;
}

/** A dictionary's items as named arguments; other names than words are refused by the reference in its own way. */
function namedArguments(values: Dict): Map<string, unknown> {
  const named = new Map<string, unknown>();
  for (const [key, value] of values.entries()) {
    if (typeof key !== 'string') throw typeError('expected string or bytes-like object');
    if (!/^(?!__)[\p{L}\p{Nl}\p{No}_][\p{L}\p{N}_]*/u.test(key)) {
      throw new YaqlError('RuntimeError', 'dictionary keys changed during iteration');
    }
    named.set(key, value);
  }
  return named;
}

export const system: FunctionDefinition[] = [
  fn('#get_context_data', [param('name', stringConstant())], ({ context }, name: string) => context.get(name)),
  fn('#operator_.', [param('receiver'), param('expr', methodLambda())], (_, receiver, expr: MethodLambda) =>
    expr(receiver),
  ),
  fn('#operator_?.', [param('receiver'), param('expr', expressionType())], ({ invoke }, receiver, expr) =>
    receiver === null ? null : invoke('#operator_.', receiver, expr),
  ),
  method('unpack', [param('sequence', iterable())], unpack, { rest: string() }),
  fn('with', [], ({ context }, ...values: unknown[]) => setNumbered(context, values), { rest: any() }),
  fn(
    'let',
    [],
    ({ context, named }, ...values: unknown[]) => {
      setNumbered(context, values);
      for (const [name, value] of named) context.set(name, value);
      return context;
    },
    { rest: any(), namedRest: any() },
  ),
  fn('def', [param('name', string()), param('func', lambda())], ({ context }, name: string, func: Lambda) => {
    const run = ({ named }: Call, ...args: unknown[]): unknown => func.withNamed(named, args);
    context.register(fn(camelCase(name), [], run, { rest: any(), namedRest: any() }));
    return context;
  }),
  fn(
    '#operator_->',
    [
      param(
        'left',
        instance((value) => value instanceof Context),
      ),
      param('right', contextLambda()),
    ],
    (_, left: Context, right: ContextLambda) => right(left),
  ),
  method(
    'assert',
    [param('obj'), param('condition', lambda()), param('message', string(), 'Assertion failed')],
    (call, given, condition: (value: unknown) => unknown, message: string) => {
      const value = memorize(given, call);
      if (!truthy(condition(value))) throw new YaqlError('AssertionError', message);
      return value;
    },
  ),
  fn(
    'call',
    [
      param('name', string()),
      param('args', sequence()),
      param('kwargs', mapping()),
      param('receiver', any(), NO_VALUE),
    ],
    ({ context, engine }, name: string, args: Tuple, kwargs: Dict, given: unknown) => {
      const receiver = given === NO_VALUE ? NO_RECEIVER : given;
      return callFunction(name, args.items, { context, engine, receiver }, namedArguments(kwargs));
    },
  ),
];

/** The last resort of the dot: properties, which are functions named so. */
export const fallbacks: FunctionDefinition[] = [
  fn('#operator_.', [param('obj'), param('name', keyword())], ({ invoke }, value, name) =>
    invoke(`#property#${name}`, value),
  ),
];
