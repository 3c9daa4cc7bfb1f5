/**
 * `str_replace` and its relatives: placeholders in a text are replaced by values, all at once, longer placeholders
 * first, so that what was put in is not looked at again.
 */
import { HeatError } from '../../errors.ts';
import type { Evaluation } from '../expression/evaluate.ts';
import { asList, type Expression, entryOf, isMapExpression, mayBeMap } from '../expression/expression.ts';
import { templateFunction } from '../expression/function.ts';
import { unpack } from '../expression/sequences.ts';
import { pythonLength, pythonText } from '../schema/python-values.ts';
import { isMap, type Value } from '../value.ts';
import { replacePlaceholders } from './placeholders.ts';
import { byCodePoint, jsonText } from './sort-keys.ts';

interface Use {
  params: Expression;
  template: Expression;
}

interface Kind {
  /** Lists and maps are put in as JSON. */
  json: boolean;
  /** Every placeholder must be in the text. */
  strict: boolean;
  /** Values may be empty. */
  empty: boolean;
}

function parseHot(args: Expression, name: string): Use {
  if (!isMapExpression(args)) throw new HeatError('TypeError', `Arguments to "${name}" must be a map.`);
  const params = entryOf(args, 'params');
  const template = entryOf(args, 'template');
  if (params === undefined || template === undefined) {
    throw new HeatError('KeyError', `"${name}" must have both "template" and "params".`);
  }
  return checked({ params, template }, name);
}

function parseCfn(args: Expression, name: string): Use {
  const usage = `Arguments to "${name}" should be: [{"$var": "value"}, "text with $var"].`;
  if (asList(args) === undefined) throw new HeatError('TypeError', usage);
  const [params = null, template = null] = unpack(args, 2, usage);
  return checked({ params, template }, name);
}

function checked(use: Use, name: string): Use {
  if (!mayBeMap(use.params)) throw new HeatError('TypeError', `"${name}" parameters must be a mapping.`);
  return use;
}

function replaceFunction(parse: (args: Expression, name: string) => Use, kind: Kind) {
  return templateFunction<Use>({
    description: 'A text with values in the place of its placeholders.',
    parse,
    resolve(call, evaluation) {
      const template = evaluation.known(call.state.template);
      const params = evaluation.known(call.state.params);
      if (typeof template !== 'string') throw new HeatError('TypeError', `"${call.name}" template must be a string.`);
      if (!isMap(params)) throw new HeatError('TypeError', `"${call.name}" params must be a map.`);
      const names = Object.keys(params).sort(byCodePoint);
      const placeholders = names.map((text) => ({
        text,
        value: replacement(params[text] as Value, text, call.name, kind, evaluation),
      }));
      if (names[0] === '') throw new HeatError('ValueError', 'A placeholder may not be empty.');
      const missing = new Set(names);
      const text = replacePlaceholders(template, placeholders, missing, evaluation);
      if (kind.strict && missing.size > 0) {
        const lacking = byPlace(missing).join(',');
        throw new HeatError('ValueError', `The following params were not found in the template: ${lacking}`);
      }
      return text;
    },
  });
}

/** The longest first, as they are looked for. */
function byPlace(names: Iterable<string>): string[] {
  return [...names].sort((a, b) => pythonLength(b) - pythonLength(a));
}

function replacement(value: Value, param: string, name: string, kind: Kind, evaluation: Evaluation): string {
  const text = value === null ? '' : replacementText(value, param, name, kind, evaluation);
  if (!kind.empty && text === '') {
    throw new HeatError('ValueError', `${name} has an undefined or empty value for param ${param}.`);
  }
  return text;
}

function replacementText(value: Value, param: string, name: string, kind: Kind, evaluation: Evaluation): string {
  if (!Array.isArray(value) && !isMap(value)) return pythonText(value);
  if (!kind.json) {
    throw new HeatError('TypeError', `"${name}" params must be strings or numbers, param ${param} is not valid.`);
  }
  const isNothing = Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
  if (!kind.empty && isNothing) return '';
  return jsonText(value, evaluation);
}

const PLAIN: Kind = { json: false, strict: false, empty: true };
const JSON_TOO: Kind = { ...PLAIN, json: true };
const STRICT: Kind = { ...JSON_TOO, strict: true };

export const replace = replaceFunction(parseHot, PLAIN);
export const replaceJson = replaceFunction(parseHot, JSON_TOO);
export const replaceJsonStrict = replaceFunction(parseHot, STRICT);
export const replaceJsonVeryStrict = replaceFunction(parseHot, { ...STRICT, empty: false });
export const cfnReplace = replaceFunction(parseCfn, PLAIN);
