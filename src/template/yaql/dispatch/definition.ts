/** Functions as they are registered: parameters, and what they do. */

import type { Engine } from '../engine.ts';
import type { Context } from './context.ts';
import { anything, type ParameterType } from './types.ts';

/** The mark of a parameter without default. */
export const NO_DEFAULT: unique symbol = Symbol('no default');

export interface Parameter {
  /** The name by which an argument may be given. */
  name: string;
  type: ParameterType;
  default: unknown;
}

/** What a function gets besides its arguments. */
export interface Call {
  /** The context of this call, which its lambdas see. */
  context: Context;
  engine: Engine;
  receiver: unknown;
  /** Named arguments that are no parameters, for functions that take any. */
  named: ReadonlyMap<string, unknown>;
  /** Calls a function by its name, with whatever overloads there are. */
  invoke(name: string, ...args: unknown[]): unknown;
  /** Calls a method by its name. */
  invokeMethod(name: string, receiver: unknown, ...args: unknown[]): unknown;
}

export interface FunctionDefinition {
  name: string;
  isFunction: boolean;
  isMethod: boolean;
  /** `a => b` among the arguments is a pair then, and not a named argument. */
  noKwargs: boolean;
  parameters: readonly Parameter[];
  /** Takes any number of further arguments. */
  rest: ParameterType | null;
  /** Takes any further named arguments. */
  namedRest: ParameterType | null;
  run(call: Call, ...args: never[]): unknown;
}

interface Extras {
  rest?: ParameterType;
  namedRest?: ParameterType;
  noKwargs?: boolean;
}

type Run = (call: Call, ...args: never[]) => unknown;

/** A parameter; without a default it has to be given. */
export function param(name: string, type: ParameterType = anything(), fallback: unknown = NO_DEFAULT): Parameter {
  return { name, type, default: fallback };
}

const define =
  (isFunction: boolean, isMethod: boolean) =>
  (name: string, parameters: readonly Parameter[], run: Run, extras: Extras = {}): FunctionDefinition => ({
    name,
    isFunction,
    isMethod,
    parameters,
    run,
    noKwargs: extras.noKwargs ?? false,
    rest: extras.rest ?? null,
    namedRest: extras.namedRest ?? null,
  });

/** Called as `name(a, b)`. Operators are functions too. */
export const fn = define(true, false);
/** Called as `a.name(b)`. */
export const method = define(false, true);
/** Called in either way. */
export const extension = define(true, true);
