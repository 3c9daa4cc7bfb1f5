/**
 * Calls functions by name: finds the overload that fits the arguments.
 *
 * First the overloads are sifted by what is known without evaluating anything (number and names of arguments,
 * constants). Those that are left must agree on which arguments are lazy. Then the others are evaluated, and the
 * innermost context with an overload that takes them wins; within it, the more special of two.
 */

import type { Engine } from '../engine.ts';
import { YaqlError, type YaqlOwnClass } from '../errors.ts';
import { Constant, isExpression, MappingRuleExpression, NO_VALUE } from '../syntax/expressions.ts';
import { Datetime } from '../values/time.ts';
import type { Context } from './context.ts';
import { type Call, type FunctionDefinition, NO_DEFAULT } from './definition.ts';
import { evaluate } from './evaluation.ts';
import { type CallScope, isNarrower, NO_RECEIVER, type ParameterType } from './types.ts';

type Named = Map<string, unknown>;

/** Frames of Python's stack that it takes to evaluate an argument of a call, and to run the function. */
const ARGUMENT_FRAMES = 7;
const BODY_FRAMES = 9;

export function callFunction(
  name: string,
  args: readonly unknown[],
  scope: CallScope,
  named: Named = new Map(),
): unknown {
  const { context, engine, receiver } = scope;
  engine.step();
  const isMethod = receiver !== NO_RECEIVER;
  const levels = context.overloads(name, isMethod ? 'isMethod' : 'isFunction');
  if (levels.length === 0) {
    throw isMethod
      ? new YaqlError('NoMethodRegisteredException', `Unknown method "${name}" of ${describe(receiver)}`)
      : new YaqlError('NoFunctionRegisteredException', `Unknown function "${name}"`);
  }
  const body = chooseOverload(name, levels, isMethod ? [receiver, ...args] : args, named, scope);
  const result = engine.nested(BODY_FRAMES, body);
  engine.limitMemory(result);
  return result;
}

/** A receiver for messages. (A time with an impossible offset fails even here, as in the reference.) */
function describe(value: unknown): string {
  if (value instanceof Datetime) return value.toString();
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}...` : value);
  return typeof value === 'object' && value !== null ? `a ${value.constructor.name}` : String(value);
}

interface Candidate {
  definition: FunctionDefinition;
  /** The types of the arguments given, by place and by name. */
  types: ParameterType[];
  namedTypes: ReadonlyMap<string, ParameterType>;
}

function chooseOverload(
  name: string,
  levels: readonly FunctionDefinition[][],
  givenArgs: readonly unknown[],
  givenNamed: Named,
  scope: CallScope,
): () => unknown {
  const fail = (kind: 'Ambiguous' | 'NoMatching'): YaqlError => {
    const what = scope.receiver === NO_RECEIVER ? 'Function' : 'Method';
    const message = kind === 'Ambiguous' ? 'Ambiguous call of' : 'Supplied arguments match no overload of';
    const of = what === 'Method' ? ` of ${describe(scope.receiver)}` : '';
    return new YaqlError(`${kind}${what}Exception` as YaqlOwnClass, `${message} ${what.toLowerCase()} "${name}"${of}`);
  };
  let noKwargs: boolean | null = null;
  let lazy: ReadonlySet<number | string> | null = null;
  let args = givenArgs;
  let named = givenNamed;
  const candidates: Candidate[][] = [];
  for (const level of levels) {
    const fitting: Candidate[] = [];
    for (const definition of level) {
      if (noKwargs === null) {
        noKwargs = definition.noKwargs;
        [args, named] = separateNamed(noKwargs, args, named);
      } else if (noKwargs !== definition.noKwargs) throw fail('Ambiguous');
      const candidate = mapArguments(definition, args, named);
      if (!candidate) continue;
      const lazyHere = lazyArguments(candidate);
      if (lazy === null) lazy = lazyHere;
      else if (lazy.size !== lazyHere.size || [...lazy].some((key) => !lazyHere.has(key))) throw fail('Ambiguous');
      fitting.push(candidate);
    }
    if (fitting.length > 0) candidates.push(fitting);
  }
  if (candidates.length === 0) throw fail('NoMatching');

  const { context, engine } = scope;
  const evaluateArgument = (key: number | string, argument: unknown): unknown => {
    if (lazy?.has(key) || !isExpression(argument) || argument instanceof Constant) return argument;
    return engine.nested(ARGUMENT_FRAMES, () => evaluate(argument, NO_RECEIVER, context, engine));
  };
  const values = args.map((argument, index) => evaluateArgument(index, argument));
  const namedValues: Named = new Map();
  for (const [key, argument] of named) namedValues.set(key, evaluateArgument(key, argument));

  for (const level of candidates) {
    let winner: Candidate | null = null;
    let body: (() => unknown) | null = null;
    for (const candidate of level) {
      const bound = bind(candidate.definition, values, namedValues, scope);
      if (!bound) continue;
      if (winner) {
        if (isSpecialization(winner, candidate)) continue;
        if (!isSpecialization(candidate, winner)) throw fail('Ambiguous');
      }
      winner = candidate;
      body = bound;
    }
    if (body) return body;
  }
  throw fail('NoMatching');
}

/** Takes the named arguments out of those written down. */
function separateNamed(noKwargs: boolean, args: readonly unknown[], named: Named): [readonly unknown[], Named] {
  if (noKwargs) {
    if (named.size > 0) throw new YaqlError('ArgumentException', 'Invalid argument');
    return [args, new Map()];
  }
  const positional: unknown[] = [];
  const found: Named = new Map();
  for (const argument of args) {
    if (!(argument instanceof MappingRuleExpression)) {
      positional.push(argument);
      continue;
    }
    const { source } = argument;
    if (!(source instanceof Constant && source.keyword)) {
      throw new YaqlError('MappingTranslationException', 'Cannot convert mapping to keyword argument');
    }
    found.set(source.value as string, argument.destination);
  }
  for (const [key, value] of named) {
    if (found.has(key)) {
      throw new YaqlError('MappingTranslationException', 'Cannot convert mapping to keyword argument');
    }
    found.set(key, value);
  }
  return [positional, found];
}

const NOTHING_NAMED: ReadonlyMap<string, ParameterType> = new Map();
const NOTHING_LAZY: ReadonlySet<number | string> = new Set();

/** Fits arguments that may not be evaluated yet to the parameters; null if they do not fit. */
function mapArguments(definition: FunctionDefinition, args: readonly unknown[], named: Named): Candidate | null {
  const { parameters, rest } = definition;
  if (args.length > parameters.length && !rest) return null;
  const types: ParameterType[] = [];
  for (let index = 0; index < args.length; index++) {
    const parameter = parameters[index];
    const type = parameter?.type ?? rest;
    let value = args[index];
    if (parameter && value === NO_VALUE) {
      if (parameter.default === NO_DEFAULT && !named.has(parameter.name)) return null;
      // A place that is left out for a named argument has no type of its own, and so does not fit.
      if (named.has(parameter.name)) return null;
      value = parameter.default;
    }
    if (!type?.check(value)) return null;
    types.push(type);
  }
  const namedTypes = mapNamed(definition, args, named);
  return namedTypes && { definition, types, namedTypes };
}

function mapNamed(
  { parameters, namedRest }: FunctionDefinition,
  args: readonly unknown[],
  named: Named,
): ReadonlyMap<string, ParameterType> | null {
  if (named.size === 0) {
    for (let index = args.length; index < parameters.length; index++) {
      if (parameters[index]?.default === NO_DEFAULT) return null;
    }
    return NOTHING_NAMED;
  }
  const types = new Map<string, ParameterType>();
  for (const [index, parameter] of parameters.entries()) {
    const isNamed = named.has(parameter.name);
    if (index < args.length && args[index] !== NO_VALUE) {
      if (isNamed) return null;
    } else if (isNamed) types.set(parameter.name, parameter.type);
    else if (parameter.default === NO_DEFAULT) return null;
  }
  for (const [key, value] of named) {
    if (types.has(key)) continue;
    if (!namedRest?.check(value)) return null;
    types.set(key, namedRest);
  }
  return types;
}

function lazyArguments({ types, namedTypes }: Candidate): ReadonlySet<number | string> {
  if (namedTypes.size === 0 && !types.some((type) => type.lazy)) return NOTHING_LAZY;
  const lazy = new Set<number | string>();
  for (const [index, type] of types.entries()) if (type.lazy) lazy.add(index);
  for (const [key, type] of namedTypes) if (type.lazy) lazy.add(key);
  return lazy;
}

/** The call of a function with evaluated arguments; null if it does not take them. */
function bind(
  definition: FunctionDefinition,
  args: readonly unknown[],
  named: ReadonlyMap<string, unknown>,
  scope: CallScope,
): (() => unknown) | null {
  const { parameters, rest, namedRest } = definition;
  const left = new Map(named);
  const bound: [unknown, ParameterType][] = [];
  for (const [index, parameter] of parameters.entries()) {
    let value: unknown;
    if (index < args.length && args[index] !== NO_VALUE) {
      if (left.has(parameter.name)) return null;
      value = args[index];
    } else if (left.has(parameter.name)) {
      value = left.get(parameter.name);
      left.delete(parameter.name);
    } else if (parameter.default !== NO_DEFAULT) value = parameter.default;
    else return null;
    if (value !== NO_VALUE && !parameter.type.check(value)) return null;
    bound.push([value, parameter.type]);
  }
  for (const value of args.slice(parameters.length)) {
    if (!rest?.check(value)) return null;
    bound.push([value, rest]);
  }
  for (const value of left.values()) if (!namedRest?.check(value)) return null;
  return () => {
    const context = scope.context.child();
    const inner: CallScope = { ...scope, context };
    const values = bound.map(([value, type]) => (value === NO_VALUE ? NO_VALUE : type.convert(value, inner)));
    const namedValues = new Map<string, unknown>();
    for (const [key, value] of left) namedValues.set(key, (namedRest as ParameterType).convert(value, inner));
    return definition.run(makeCall(inner, namedValues), ...(values as never[]));
  };
}

function makeCall({ context, engine, receiver }: CallScope, named: ReadonlyMap<string, unknown>): Call {
  return {
    context,
    engine,
    receiver,
    named,
    invoke: (name, ...args) => invoke(name, args, context, engine, NO_RECEIVER),
    invokeMethod: (name, target, ...args) => invoke(name, args, context, engine, target),
  };
}

function invoke(name: string, args: readonly unknown[], context: Context, engine: Engine, receiver: unknown): unknown {
  return callFunction(name, args, { context: context.child(), engine, receiver });
}

function isSpecialization(first: Candidate, second: Candidate): boolean {
  let narrower = false;
  const compare = (a: ParameterType, b: ParameterType): boolean => {
    if (isNarrower(b, a)) return false;
    if (isNarrower(a, b)) narrower = true;
    return true;
  };
  const count = Math.min(first.types.length, second.types.length);
  for (let index = 0; index < count; index++) {
    if (!compare(first.types[index] as ParameterType, second.types[index] as ParameterType)) return false;
  }
  for (const [key, type] of first.namedTypes) {
    const other = second.namedTypes.get(key);
    if (other && !compare(type, other)) return false;
  }
  return narrower;
}
