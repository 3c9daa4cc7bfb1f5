/** The operators, from those that bind tightest to the loosest. */

export interface OperatorLevels {
  /** Binding power as a binary operator. */
  binary?: number;
  /** Binding power as a prefix. */
  prefix?: number;
  rightAssociative?: boolean;
  /** Name of the binary function, where it is not `#operator_` and the symbol. */
  alias?: string;
}

/** Higher binds tighter. An index in brackets binds like a binary operator of its own. */
export const INDEX_LEVEL = 10;

export const OPERATORS: Record<string, OperatorLevels> = {
  '.': { binary: 11 },
  '?.': { binary: 11 },
  '=~': { binary: 8 },
  '!~': { binary: 8 },
  '*': { binary: 7 },
  '/': { binary: 7 },
  mod: { binary: 7 },
  '+': { prefix: 9, binary: 6 },
  '-': { prefix: 9, binary: 6 },
  '>': { binary: 5 },
  '<': { binary: 5 },
  '>=': { binary: 5 },
  '<=': { binary: 5 },
  '!=': { binary: 5, alias: '*not_equal' },
  '=': { binary: 5, alias: '*equal' },
  in: { binary: 5 },
  not: { prefix: 4 },
  and: { binary: 3 },
  or: { binary: 2 },
  '->': { binary: 1, rightAssociative: true },
};

/** The symbols that are no words, longest first. */
export const SYMBOLS: readonly string[] = [
  '?.',
  '=>',
  '=~',
  '!~',
  '>=',
  '<=',
  '!=',
  '->',
  '.',
  '*',
  '/',
  '+',
  '-',
  '>',
  '<',
  '=',
  '[',
  '{',
  '(',
  ')',
  ']',
  ',',
  '}',
];
