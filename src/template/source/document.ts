/**
 * The document of a text: JSON, or YAML where it is not. No positions are kept; `positions.ts` finds them when they
 * are asked for, so that a text without errors costs nothing extra.
 */
import { HeatError } from '../../errors.ts';
import { loadJson } from '../schema/python-json.ts';
import { pythonLength } from '../schema/python-values.ts';
import { isMap, type Value, type ValueMap } from '../value.ts';
import { readYaml } from './yaml.ts';
import { MAX_DEPTH } from './yaml-scan.ts';

/** Longest template, in characters, unless configured. */
export const MAX_TEMPLATE_SIZE = 524_288;

export const VERSION_KEYS = ['heat_template_version', 'HeatTemplateFormatVersion', 'AWSTemplateFormatVersion'] as const;

/** Reads a text that must hold a map; an empty text is an empty map. ValueError. */
export function readDocument(text: string): ValueMap {
  const json = readAsJson(text);
  const document = json === undefined ? (readYaml(text) ?? {}) : json;
  if (isMap(document) && !(document instanceof Set) && !(document instanceof Uint8Array)) return document;
  const message = 'The template is not a JSON object or YAML mapping.';
  throw new HeatError('ValueError', message, {
    diagnostics: [{ code: 'not-a-map', severity: 'error', message, start: { line: 1, column: 1 } }],
  });
}

/** Undefined where the text is not JSON. Only objects and `null` need a try: what else JSON can be, YAML refuses too. */
function readAsJson(text: string): Value | undefined {
  const start = text.search(/\S/);
  if (text[start] !== '{' && text.slice(start, start + 4) !== 'null') return undefined;
  if (tooDeep(text)) throw new HeatError('RecursionError', 'The template is nested too deeply.');
  try {
    return loadJson(text);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof HeatError) return undefined;
    throw error;
  }
}

/** Whether brackets outside of quotes nest deeper than {@link MAX_DEPTH}. */
function tooDeep(text: string): boolean {
  let depth = 0;
  const tokens = /"(?:[^"\\]|\\.)*"|[[\]{}]/gs;
  for (let token = tokens.exec(text); token !== null; token = tokens.exec(text)) {
    const char = token[0];
    if (char === '{' || char === '[') {
      depth++;
      if (depth > MAX_DEPTH) return true;
    } else if (char === '}' || char === ']') depth--;
  }
  return false;
}

/**
 * Reads the text of a template: a map with a key that says its version. ValueError; RequestLimitExceeded for a text
 * longer than `maxSize` characters.
 */
export function readTemplateText(text: string, maxSize: number = MAX_TEMPLATE_SIZE): ValueMap {
  checkTemplateSize(text, maxSize);
  const document = readDocument(text);
  if (VERSION_KEYS.some((key) => Object.hasOwn(document, key))) return document;
  const message = 'Template format version not found.';
  throw new HeatError('ValueError', message, {
    diagnostics: [{ code: 'missing-version', severity: 'error', message, start: { line: 1, column: 1 } }],
  });
}

/** RequestLimitExceeded for a text that is too long. */
export function checkTemplateSize(text: string, maxSize: number = MAX_TEMPLATE_SIZE): void {
  if (text.length <= maxSize) return;
  const length = pythonLength(text);
  if (length <= maxSize) return;
  throw new HeatError(
    'RequestLimitExceeded',
    `Template size (${length} bytes) exceeds maximum allowed size (${maxSize} bytes).`,
  );
}
