/** The `properties` of a resource definition as data: every key's expression is evaluated once, when it is asked for. */
import { type Evaluation, OMITTED } from '../expression/evaluate.ts';
import { Call, entryOf, type Expression, isMapExpression, keysOf, MapExpression } from '../expression/expression.ts';
import { Unknown } from '../schema/types.ts';
import { isMap, type ValueMap } from '../value.ts';
import type { PropertyData } from './data.ts';
import type { Resolved } from './properties.ts';

export class ExpressionData implements PropertyData {
  private readonly map: ValueMap | MapExpression;
  private readonly evaluation: Evaluation;
  private readonly isPending: ((expression: Expression) => boolean) | undefined;
  private readonly values = new Map<string, Resolved | undefined>();

  /**
   * `properties` is a map, or a function that yields one; anything else counts as empty. `isPending` tells whether an
   * expression refers to a resource that is not there yet, which puts off the checking of constraints.
   */
  constructor(
    properties: Expression | undefined,
    evaluation: Evaluation,
    isPending?: (expression: Expression) => boolean,
  ) {
    this.evaluation = evaluation;
    this.isPending = isPending;
    const whole = properties instanceof Call ? evaluation.value(properties) : properties;
    const isUsable = whole instanceof MapExpression || (!(whole instanceof Unknown) && isMapExpression(whole ?? null));
    this.map = isUsable && (whole instanceof MapExpression || isMap(whole)) ? whole : {};
  }

  keys(): string[] {
    return keysOf(this.map);
  }

  has(key: string): boolean {
    return entryOf(this.map, key) !== undefined;
  }

  get(key: string): Resolved | undefined {
    if (this.values.has(key)) return this.values.get(key);
    const expression = entryOf(this.map, key);
    const value = expression === undefined ? OMITTED : this.evaluation.nullable(expression);
    const found = value === OMITTED ? undefined : value;
    this.values.set(key, found);
    return found;
  }

  pending(key: string): boolean {
    const expression = entryOf(this.map, key);
    return expression !== undefined && (this.isPending?.(expression) ?? false);
  }
}
