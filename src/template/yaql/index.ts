/**
 * YAQL in a room of its own: nothing here knows of templates but their values.
 *
 *     const expression = parseYaql('$.data.servers.where($.up).select($.name)');
 *     const names = toValue(evaluateYaql(expression, { data }));
 */
export { toValue, YaqlSet, type YaqlValue } from './convert.ts';
export { YaqlError, type YaqlErrorClass } from './errors.ts';
export { evaluateYaql, parseYaql, type YaqlExpression, type YaqlOptions } from './evaluate.ts';
export { Datetime, Timespan } from './values/time.ts';
