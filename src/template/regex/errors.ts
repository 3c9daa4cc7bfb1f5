/** What a Python-compatible regular expression can refuse. */

/** The pattern (or a replacement template) is malformed. `position` counts code points from 0. */
export class RegexSyntaxError extends Error {
  override readonly name = 'RegexSyntaxError';
  readonly pattern: string;
  readonly position: number;
  /** The class that Python raises: `error` nearly always. */
  readonly pythonClass: 'error' | 'OverflowError' | 'ValueError' | 'IndexError' | 'RecursionError';

  constructor(
    message: string,
    pattern: string,
    position: number,
    pythonClass: RegexSyntaxError['pythonClass'] = 'error',
  ) {
    super(`${message} at position ${position}`);
    this.pattern = pattern;
    this.position = position;
    this.pythonClass = pythonClass;
  }
}

/** Matching took more steps than allowed: the pattern is catastrophic for this text. */
export class RegexBudgetExceeded extends Error {
  override readonly name = 'RegexBudgetExceeded';
  constructor(steps: number) {
    super(`The regular expression needs more than ${steps} steps for this text`);
  }
}
