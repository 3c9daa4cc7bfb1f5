/** Regular expressions as Python's `re` has them, matched in bounded time. */
export { RegexBudgetExceeded, RegexSyntaxError } from './errors.ts';
export { characterByName } from './names.ts';
export { compilePythonRegex, escapePythonRegex, PythonMatch, PythonRegex, type RegexOptions } from './regex.ts';
