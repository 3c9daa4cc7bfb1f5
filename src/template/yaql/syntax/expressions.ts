/** The tree of an expression. Everything but a constant is a call of some function; operators have names such as `#operator_+`. */

/** An argument left out, as the second one of `f(1,,3)`. */
export const NO_VALUE: unique symbol = Symbol('<NoValue>');

export type Expression = FunctionExpression | Constant | Wrap | MappingRuleExpression;
export type Argument = Expression | typeof NO_VALUE;

export class FunctionExpression {
  readonly name: string;
  readonly args: readonly Argument[];
  /** True for calls written as `name(...)`, which can stand after a dot; operators can not. */
  readonly usesReceiver: boolean;

  constructor(name: string, args: readonly Argument[], usesReceiver: boolean) {
    this.name = name;
    this.args = args;
    this.usesReceiver = usesReceiver;
  }
}

export class Constant {
  readonly value: null | boolean | string | unknown;
  /** A bare word. */
  readonly keyword: boolean;

  constructor(value: unknown, keyword = false) {
    this.value = value;
    this.keyword = keyword;
  }
}

/** An expression in parentheses. */
export class Wrap {
  readonly inner: Expression;
  constructor(inner: Expression) {
    this.inner = inner;
  }
}

/** `source => destination`. */
export class MappingRuleExpression {
  readonly source: Expression;
  readonly destination: Expression;
  constructor(source: Expression, destination: Expression) {
    this.source = source;
    this.destination = destination;
  }
}

export function isExpression(value: unknown): value is Expression {
  return (
    value instanceof FunctionExpression ||
    value instanceof Constant ||
    value instanceof Wrap ||
    value instanceof MappingRuleExpression
  );
}
