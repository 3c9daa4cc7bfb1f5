/**
 * What a piece of a template becomes when it is parsed: a value where no function is in it, else a tree of lists, maps
 * and calls.
 *
 *     { list_join: ['-', [a, { get_param: b }]] }   →   Call(list_join, List['-', List['a', Call(get_param, 'b')]])
 *
 * Pieces without functions stay the very values of the document, so evaluating them costs nothing.
 */

import { Unknown } from '../schema/types.ts';
import { Float, type Value, type ValueMap } from '../value.ts';
import type { TemplateFunction } from './function.ts';
import type { Scope } from './scope.ts';

export type Expression = Value | Call | ListExpression | MapExpression;

/** A list with a function somewhere inside. */
export class ListExpression {
  readonly items: readonly Expression[];
  constructor(items: readonly Expression[]) {
    this.items = items;
  }
}

/** A map with a function in one of its values. */
export class MapExpression {
  readonly entries: ReadonlyMap<string, Expression>;
  constructor(entries: ReadonlyMap<string, Expression>) {
    this.entries = entries;
  }
}

/** A use of a function. */
export class Call<State = unknown> {
  readonly name: string;
  readonly fn: TemplateFunction<State>;
  readonly args: Expression;
  readonly scope: Scope;
  /** Where it stands in the template, down to the function's name. */
  readonly path: readonly (string | number)[];
  /** What the function made of its arguments when it was parsed. */
  readonly state: State;

  constructor(
    name: string,
    fn: TemplateFunction<State>,
    args: Expression,
    scope: Scope,
    path: readonly (string | number)[],
    state: State,
  ) {
    this.name = name;
    this.fn = fn;
    this.args = args;
    this.scope = scope;
    this.path = path;
    this.state = state;
  }
}

/** Items of a list; undefined for anything else, a call that may yield one included. */
export function asList(expression: Expression): readonly Expression[] | undefined {
  if (Array.isArray(expression)) return expression;
  return expression instanceof ListExpression ? expression.items : undefined;
}

/** Whether it is a map as it stands in the template. */
export function isMapExpression(expression: Expression): expression is ValueMap | MapExpression {
  if (expression instanceof MapExpression) return true;
  return (
    typeof expression === 'object' &&
    expression !== null &&
    !Array.isArray(expression) &&
    !(expression instanceof Call) &&
    !(expression instanceof ListExpression) &&
    !(expression instanceof Float) &&
    !((expression as unknown) instanceof Unknown)
  );
}

/** Whether it is a map, or may turn out to be one. */
export function mayBeMap(expression: Expression): expression is ValueMap | MapExpression | Call {
  return expression instanceof Call || isMapExpression(expression);
}

export function keysOf(map: ValueMap | MapExpression): string[] {
  return map instanceof MapExpression ? [...map.entries.keys()] : Object.keys(map);
}

/** An entry of a map; undefined where there is none. */
export function entryOf(map: ValueMap | MapExpression, key: string): Expression | undefined {
  if (map instanceof MapExpression) return map.entries.get(key);
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** Whether a function is anywhere inside. */
export function isDynamic(expression: Expression): expression is Call | ListExpression | MapExpression {
  return expression instanceof Call || expression instanceof ListExpression || expression instanceof MapExpression;
}
