/**
 * What a YAQL expression can fail with.
 *
 * `className` is the name of the exception's class in the reference: one of YAQL's own, or one of Python's for
 * what its functions let through (`KeyError`, `ZeroDivisionError`, ...). Two are ours: `TimeLimitExceededException`
 * where the reference would go on without end, and `RegexBudgetExceeded`.
 */
export type YaqlErrorClass =
  | YaqlOwnClass
  | 'ArithmeticError'
  | 'AssertionError'
  | 'AttributeError'
  | 'IndexError'
  | 'KeyError'
  | 'OSError'
  | 'OverflowError'
  | 'ParserError'
  | 'RecursionError'
  | 'RegexBudgetExceeded'
  | 'RuntimeError'
  | 'StopIteration'
  | 'TimeLimitExceededException'
  | 'TypeError'
  | 'UnicodeDecodeError'
  | 'ValueError'
  | 'ZeroDivisionError'
  | 'error';

const OWN_CLASSES = [
  'AmbiguousFunctionException',
  'AmbiguousMethodException',
  'ArgumentException',
  'CollectionTooLargeException',
  'MappingTranslationException',
  'MemoryQuotaExceededException',
  'NoFunctionRegisteredException',
  'NoMatchingFunctionException',
  'NoMatchingMethodException',
  'NoMethodRegisteredException',
  'YaqlGrammarException',
  'YaqlLexicalException',
] as const;
export type YaqlOwnClass = (typeof OWN_CLASSES)[number];

export class YaqlError extends Error {
  override readonly name = 'YaqlError';
  readonly className: YaqlErrorClass;
  /** Where in the expression (in UTF-16 units), for errors of syntax; null at its end and for all others. */
  readonly position: number | null;

  constructor(className: YaqlErrorClass, message: string, position: number | null = null) {
    super(message);
    this.className = className;
    this.position = position;
  }

  /** Whether the class is one of YAQL's own and not one of Python's. */
  get isYaqlException(): boolean {
    return (OWN_CLASSES as readonly string[]).includes(this.className);
  }
}

export function typeError(message: string): YaqlError {
  return new YaqlError('TypeError', message);
}

export function valueError(message: string): YaqlError {
  return new YaqlError('ValueError', message);
}
