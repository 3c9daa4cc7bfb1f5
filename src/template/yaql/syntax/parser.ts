/** Builds the tree of an expression, by precedence. */
import { YaqlError } from '../errors.ts';
import {
  type Argument,
  Constant,
  type Expression,
  FunctionExpression,
  MappingRuleExpression,
  NO_VALUE,
  Wrap,
} from './expressions.ts';
import { type Token, tokenize } from './lexer.ts';
import { INDEX_LEVEL, OPERATORS } from './operators.ts';

/** Parentheses within parentheses; evaluating deeper ones runs out of stack in the reference, which reads them, though. */
const MAX_DEPTH = 600;

/** The tree of an expression that is too deep to be evaluated. */
export const TOO_DEEP: unique symbol = Symbol('too deep');

/** Throws YaqlGrammarException, YaqlLexicalException. */
export function parseExpression(text: string): Expression | typeof TOO_DEEP {
  const parser = new Parser(text, tokenize(text));
  try {
    return parser.parse();
  } catch (error) {
    if (error === TOO_DEEP) return TOO_DEEP;
    throw error;
  }
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #index = 0;
  #depth = 0;

  constructor(text: string, tokens: readonly Token[]) {
    this.#text = text;
    this.#tokens = tokens;
  }

  parse(): Expression {
    const expression = this.#value(0);
    if (this.#token) throw this.#unexpected();
    return expression;
  }

  get #token(): Token | undefined {
    return this.#tokens[this.#index];
  }

  #isSymbol(value: string): boolean {
    return this.#token?.kind === 'symbol' && this.#token.value === value;
  }

  #expect(symbol: string): void {
    if (!this.#isSymbol(symbol)) throw this.#unexpected();
    this.#index++;
  }

  #unexpected(): YaqlError {
    const token = this.#token;
    if (!token) return new YaqlError('YaqlGrammarException', 'Parse error: unexpected end of statement');
    const message = `Parse error: unexpected '${token.text}' at position ${token.position} of expression '${this.#text}'`;
    return new YaqlError('YaqlGrammarException', message, token.position);
  }

  /** A value, with the operators after it that bind tighter than the level. */
  #value(level: number): Expression {
    if (++this.#depth > MAX_DEPTH) throw TOO_DEEP;
    let left = this.#operand();
    for (;;) {
      const token = this.#token;
      if (token?.kind !== 'symbol') break;
      if (token.value === '[') {
        if (INDEX_LEVEL <= level) break;
        this.#index++;
        left = new FunctionExpression('#indexer', [left, ...this.#args(']')], false);
        continue;
      }
      const operator = OPERATORS[token.value];
      if (operator?.binary === undefined || operator.binary <= level) break;
      this.#index++;
      const right = this.#value(operator.rightAssociative ? operator.binary - 1 : operator.binary);
      left = new FunctionExpression(operator.alias ?? `#operator_${token.value}`, [left, right], false);
    }
    this.#depth--;
    return left;
  }

  #operand(): Expression {
    const token = this.#token;
    if (!token) throw this.#unexpected();
    this.#index++;
    switch (token.kind) {
      case 'constant':
        return new Constant(token.value);
      case 'keyword':
        return new Constant(token.value, true);
      case 'dollar':
        return new FunctionExpression('#get_context_data', [new Constant(token.value)], false);
      case 'function':
        return new FunctionExpression(token.value, this.#args(')'), true);
    }
    if (token.value === '(') {
      const inner = this.#value(0);
      this.#expect(')');
      return new Wrap(inner);
    }
    if (token.value === '[') return new FunctionExpression('#list', this.#args(']'), false);
    if (token.value === '{') return new FunctionExpression('#map', this.#args('}'), false);
    const prefix = OPERATORS[token.value]?.prefix;
    if (prefix !== undefined) {
      return new FunctionExpression(`#unary_operator_${token.value}`, [this.#value(prefix)], false);
    }
    this.#index--;
    throw this.#unexpected();
  }

  /**
   * Arguments up to the closing symbol: positional ones first, of which some may be left out (but not the last),
   * then named ones.
   */
  #args(close: string): Argument[] {
    const args: Argument[] = [];
    if (this.#isSymbol(close)) {
      this.#index++;
      return args;
    }
    let named = false;
    let empty = 0;
    for (;;) {
      if (!named && this.#isSymbol(',')) {
        this.#index++;
        args.push(NO_VALUE);
        empty++;
        continue;
      }
      const value = this.#value(0);
      if (this.#isSymbol('=>')) {
        // At most one place may be left out right before the first named argument, and not the very first.
        if (!named && empty > 0 && (empty > 1 || args.length === empty)) throw this.#unexpected();
        this.#index++;
        args.push(new MappingRuleExpression(value, this.#value(0)));
        named = true;
      } else {
        if (named) throw this.#unexpected();
        args.push(value);
      }
      empty = 0;
      if (this.#isSymbol(close)) {
        this.#index++;
        return args;
      }
      this.#expect(',');
    }
  }
}
