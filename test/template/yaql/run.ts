/** Short ways to evaluate an expression in tests. */
import {
  evaluateYaql,
  parseYaql,
  YaqlError,
  type YaqlOptions,
  type YaqlValue,
} from '../../../src/template/yaql/index.ts';

export function run(expression: string, data: unknown = {}, options: YaqlOptions = {}): YaqlValue {
  return evaluateYaql(parseYaql(expression), { data }, options);
}

/** The class of the error that an expression ends in; its value as text if it does not. */
export function errorOf(expression: string, data: unknown = {}, options: YaqlOptions = {}): string {
  try {
    return `no error: ${JSON.stringify(run(expression, data, options))}`;
  } catch (error) {
    if (error instanceof YaqlError) return error.className;
    throw error;
  }
}
