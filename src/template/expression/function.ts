/**
 * A template function: what it makes of its arguments when they are parsed, how they are validated, and its value.
 *
 * The errors are Heat's. `parse` refuses arguments with ValueError, TypeError or KeyError, which the parser turns into
 * StackValidationFailed; `resolve` refuses them with ValueError or TypeError as they are.
 */

import type { Value } from '../value.ts';
import type { Evaluation, Omitted, Resolved } from './evaluate.ts';
import type { Call, Expression } from './expression.ts';
import type { Scope } from './scope.ts';

/** Parses a piece of the template below a function that parses its arguments itself. */
export interface MacroParser {
  expression(raw: Value, step: number): Expression;
  /** A condition: a name, a boolean, or condition functions. */
  condition(raw: Value, step: number): Expression;
}

/** Gathers what an expression refers to. */
export interface ReferenceSink {
  /** A resource; its name may have to be evaluated. */
  resource(name: Expression, call: Call): void;
  /** An attribute: the name of the resource, and the attribute with the way into it. Null: all attributes. */
  attribute(name: Expression, path: readonly Expression[] | null, call: Call): void;
  /** What else to look into. */
  expression(expression: Expression): void;
}

export interface TemplateFunction<State = unknown> {
  /** What it yields, in a sentence, for those who list the functions. */
  readonly description: string;
  /** Makes something of the parsed arguments; by default nothing. */
  parse?(args: Expression, name: string, scope: Scope): State;
  /** Parses the raw arguments itself: only part of them may count. Used instead of `parse`. */
  parseMacro?(raw: Value, name: string, scope: Scope, parser: MacroParser): State;
  /** Checks beyond `parse`, once the stack's resources are known. The arguments are validated before. */
  validate?(call: Call<State>, evaluation: Evaluation, attributes: AttributeNames): void;
  resolve(call: Call<State>, evaluation: Evaluation): Resolved | Omitted;
  /** By default what the arguments refer to. */
  references?(call: Call<State>, sink: ReferenceSink): void;
}

/** Whether a resource has an attribute of that name. */
export type AttributeNames = (resource: string, attribute: Value) => boolean;

/** Keeps the type of a function's state to itself, for tables of functions. */
export function templateFunction<State>(fn: TemplateFunction<State>): TemplateFunction {
  return fn as TemplateFunction;
}
