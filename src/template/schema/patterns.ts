/** The regular expressions of `allowed_pattern`: Python's, bounded in steps, compiled once per pattern. */
import { HeatError } from '../../errors.ts';
import { compilePythonRegex, type PythonRegex, RegexBudgetExceeded, RegexSyntaxError } from '../regex/index.ts';
import { pythonLength } from './python-values.ts';

/** Longest pattern, in characters, and most steps of one match. */
const LONGEST = 16_384;
const BUDGET = 400_000;

const MAX_CACHED = 1000;
const compiled = new Map<string, PythonRegex>();

/** RemoteError where the pattern is malformed, which is how Heat reports it. */
export function compilePattern(pattern: string): PythonRegex {
  let regex = compiled.get(pattern);
  if (regex === undefined) {
    try {
      if (pattern.length > LONGEST) {
        throw new HeatError('StackValidationFailed', `A pattern may not be longer than ${LONGEST} characters.`);
      }
      regex = compilePythonRegex(pattern, { budget: BUDGET });
    } catch (error) {
      if (!(error instanceof RegexSyntaxError)) throw error;
      throw new HeatError('RemoteError', `Invalid pattern "${pattern}": ${error.message}`, { cause: error });
    }
    if (compiled.size >= MAX_CACHED) compiled.clear();
    compiled.set(pattern, regex);
  }
  return regex;
}

/** Texts for which a pattern was too expensive, and what was said of it: they are asked about several times in a row. */
const tooExpensive = new Map<string, string>();
const MAX_REMEMBERED = 100;

/**
 * Whether the first way in which the pattern matches at the start of the text takes in all of it. ValueError where
 * finding out would take too long.
 */
export function matchesWhole(pattern: string, text: string): boolean {
  const question = `${pattern}\0${text}`;
  const known = tooExpensive.get(question);
  if (known !== undefined) throw new HeatError('ValueError', known);
  try {
    return compilePattern(pattern).match(text)?.end() === pythonLength(text);
  } catch (error) {
    if (!(error instanceof RegexBudgetExceeded)) throw error;
    const message = `The pattern "${pattern}" is too expensive to match: ${error.message}`;
    if (tooExpensive.size >= MAX_REMEMBERED) tooExpensive.clear();
    tooExpensive.set(question, message);
    throw new HeatError('ValueError', message);
  }
}
