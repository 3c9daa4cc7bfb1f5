/**
 * Types of parameters. They choose between functions of one name, and convert arguments.
 *
 * A check may see an argument before it is evaluated; then only constants tell anything, and any other expression
 * passes. A lazy type takes the expression itself.
 */

import { PythonRegex } from '../../regex/index.ts';
import { Float, isInteger, isNumber } from '../../value.ts';
import type { Engine } from '../engine.ts';
import { YaqlError } from '../errors.ts';
import {
  Constant,
  type Expression,
  FunctionExpression,
  isExpression,
  MappingRuleExpression,
} from '../syntax/expressions.ts';
import { Iter, isIterable, Rereadable } from '../values/iteration.ts';
import { Datetime, Timespan } from '../values/time.ts';
import { Dict, isSequence, isSet, MappingRule } from '../values/values.ts';
import type { Context } from './context.ts';
import { evaluate } from './evaluation.ts';

/** What converts and evaluates in the course of one call. */
export interface CallScope {
  context: Context;
  engine: Engine;
  receiver: unknown;
}

export interface ParameterType {
  readonly lazy: boolean;
  /** Python's classes that a value must have, by rank: see {@link isNarrower}. */
  readonly family: string | null;
  check(value: unknown): boolean;
  convert(value: unknown, scope: CallScope): unknown;
}

/** Classes of Python that matter for choosing the more special of two functions, with their base classes. */
const BASES: Record<string, readonly string[]> = {
  bool: ['int', 'object'],
  int: ['object'],
  str: ['object'],
  null: ['object'],
  mapping: ['object'],
  iterable: ['object'],
  iterator: ['iterable', 'object'],
  sequence: ['iterable', 'object'],
  set: ['iterable', 'object'],
  ordering: ['iterable', 'object'],
};

/** Whether the first type is a special case of the second. */
export function isNarrower(first: ParameterType, second: ParameterType): boolean {
  if (first.family === null || second.family === null || first.family === second.family) return false;
  return second.family === 'object' || (BASES[first.family] ?? []).includes(second.family);
}

interface ValueTypeOptions {
  nullable?: boolean;
  convert?: (value: unknown, scope: CallScope) => unknown;
}

/** A type that is known by a test on the value. */
export function valueType(
  family: string | null,
  test: (value: unknown) => boolean,
  { nullable = false, convert }: ValueTypeOptions = {},
): ParameterType {
  const check = (given: unknown): boolean => {
    const value = given instanceof Constant ? given.value : given;
    if (value === null) return nullable;
    return isExpression(value) || test(value);
  };
  return {
    lazy: false,
    family,
    check,
    convert(given, scope) {
      const value = given instanceof Constant ? given.value : given;
      if (!check(value)) throw new YaqlError('ArgumentException', 'Invalid argument');
      scope.engine.limitMemory(value);
      return value === null || !convert ? value : convert(value, scope);
    },
  };
}

const isPythonInt = (value: unknown): boolean => typeof value === 'boolean' || isInteger(value);
const isString = (value: unknown): boolean => typeof value === 'string';

type Nullable = { nullable?: boolean };
export const anything = ({ nullable = true }: Nullable = {}): ParameterType =>
  valueType('object', () => true, { nullable });
/** Python's `int`, booleans included. */
export const int = ({ nullable = false }: Nullable = {}): ParameterType => valueType('int', isPythonInt, { nullable });
/** An integer that is no boolean. */
export const integerType = (): ParameterType => valueType('int', isInteger);
export const bool = ({ nullable = false }: Nullable = {}): ParameterType =>
  valueType('bool', (value) => typeof value === 'boolean', { nullable });
export const number = ({ nullable = false }: Nullable = {}): ParameterType => valueType(null, isNumber, { nullable });
export const string = ({ nullable = false }: Nullable = {}): ParameterType => valueType('str', isString, { nullable });
export const nullType = (): ParameterType => valueType('null', () => false, { nullable: true });
export const mapping = (): ParameterType => valueType('mapping', (value) => value instanceof Dict);
export const mappingRuleValue = (): ParameterType => valueType('rule', (value) => value instanceof MappingRule);
export const setType = (): ParameterType => valueType('set', isSet);
export const sequence = (): ParameterType => valueType('sequence', isSequence);
export const iterator = (): ParameterType => valueType('iterator', (value) => value instanceof Iter);
export const ordering = (): ParameterType => valueType('ordering', (value) => value instanceof Rereadable);
export const regexType = (): ParameterType => valueType('regex', (value) => value instanceof PythonRegex);
export const datetime = (): ParameterType => valueType('datetime', (value) => value instanceof Datetime);
export const timespan = ({ nullable = false }: Nullable = {}): ParameterType =>
  valueType('timespan', (value) => value instanceof Timespan, { nullable });

/** Any collection but strings and dictionaries; its length is limited. */
export const iterable = (test: (value: unknown) => boolean = () => true): ParameterType =>
  valueType('iterable', (value) => isIterable(value) && test(value), {
    convert: (value, { engine }) => engine.limitCollection(value),
  });

/** A class that values have by an explicit test; for contexts. */
export const instance = (test: (value: unknown) => boolean): ParameterType => valueType('instance', test);

/** A bare word; `expand` gives its text, otherwise the expression is passed on. */
export const keyword = ({ expand = true } = {}): ParameterType => ({
  lazy: false,
  family: null,
  check: (value) => value instanceof Constant && value.keyword,
  convert: (value) => (expand && value instanceof Constant ? value.value : value),
});

/** A string that is written out. */
export const stringConstant = (): ParameterType => ({
  lazy: false,
  family: null,
  check: (value) => value instanceof Constant && typeof value.value === 'string',
  convert: (value) => (value instanceof Constant ? value.value : value),
});

/** A function made of an expression; its arguments are `$1` (or `$`), `$2` and so on. */
export interface Lambda {
  (...args: unknown[]): unknown;
  /** The same with named arguments, too, which are `$name`. */
  withNamed(named: ReadonlyMap<string, unknown>, args: readonly unknown[]): unknown;
}
/** The same with variables of the caller's choice. */
export type ContextLambda = (context: Context) => unknown;
/** A method call on a receiver. */
export type MethodLambda = (receiver: unknown) => unknown;

function lazyType(check: (value: unknown) => boolean, convert: ParameterType['convert']): ParameterType {
  return { lazy: true, family: null, check, convert };
}

function run(value: unknown, receiver: unknown, context: Context, engine: Engine, args: readonly unknown[]): unknown {
  for (const [index, argument] of args.entries()) context.set(`$${index + 1}`, argument);
  if (isExpression(value)) return evaluate(value, receiver, context, engine);
  return typeof value === 'function' ? value(...args) : value;
}

export const NO_RECEIVER: unique symbol = Symbol('no receiver');

export const lambda = (): ParameterType =>
  lazyType(
    () => true,
    (value, { context, engine }) => {
      if (value === null) return null;
      const call = (...args: unknown[]): unknown => run(value, NO_RECEIVER, context.child(), engine, args);
      const withNamed: Lambda['withNamed'] = (named, args) => {
        const inner = context.child();
        for (const [name, argument] of named) inner.set(`$${name}`, argument);
        return run(value, NO_RECEIVER, inner, engine, args);
      };
      return Object.assign(call, { withNamed });
    },
  );

export const contextLambda = (): ParameterType =>
  lazyType(
    () => true,
    (value, { engine }) => (value === null ? null : (context: Context) => run(value, NO_RECEIVER, context, engine, [])),
  );

export const methodLambda = (): ParameterType =>
  lazyType(
    (value) => !isExpression(value) || (value instanceof FunctionExpression && value.usesReceiver),
    (value, { context, engine }) =>
      value === null ? null : (receiver: unknown) => run(value, receiver, context.child(), engine, []),
  );

/** Any expression, as it is. */
export const expressionType = (test: (value: Expression) => boolean = () => true): ParameterType =>
  lazyType(
    (value) => isExpression(value) && test(value),
    (value) => value,
  );

export interface LazyRule {
  source: () => unknown;
  destination: () => unknown;
}

/** `condition => result`, neither of them evaluated yet. */
export const lazyRule = (): ParameterType =>
  lazyType(
    (value) => value instanceof MappingRuleExpression,
    (value, { context, engine, receiver }): LazyRule => {
      const rule = value as MappingRuleExpression;
      return {
        source: () => evaluate(rule.source, receiver, context, engine),
        destination: () => evaluate(rule.destination, receiver, context, engine),
      };
    },
  );

export function isFloat(value: unknown): boolean {
  return value instanceof Float || (typeof value === 'number' && !Number.isInteger(value));
}
