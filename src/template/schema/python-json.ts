/** JSON as Python's library writes and reads it: `", "` and `": "` between things, ASCII only, NaN and infinities allowed. */
import { HeatError } from '../../errors.ts';
import { Float, formatFloat, isInteger, parseJson, type Value } from '../value.ts';
import { Unknown } from './types.ts';

const ESCAPES: Record<string, string> = { '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
// biome-ignore lint/suspicious/noControlCharactersInRegex: everything but printable ASCII is escaped
const ESCAPED = /["\\]|[^ -~]/g;

function quote(text: string): string {
  ESCAPED.lastIndex = 0;
  if (!ESCAPED.test(text)) return `"${text}"`;
  const body = text.replace(ESCAPED, (char) => {
    if (char === '"' || char === '\\') return `\\${char}`;
    return ESCAPES[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return `"${body}"`;
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value < 0 ? '-Infinity' : 'Infinity';
  return formatFloat(value);
}

/** `json.dumps(value)`. */
export function dumpJson(value: Value): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Float) return floatText(value.value);
  if (isInteger(value)) return value.toString();
  if (typeof value === 'number') return floatText(value);
  if (Array.isArray(value)) return `[${value.map(dumpJson).join(', ')}]`;
  if (value instanceof Unknown) return quote(`<${value.what}>`);
  return `{${Object.entries(value as Record<string, Value>)
    .map(([key, item]) => `${quote(key)}: ${dumpJson(item)}`)
    .join(', ')}}`;
}

const NON_FINITE = /("(?:[^"\\]|\\.)*")|(-?Infinity|NaN)/g;
const MARK = '\u0000hearth:';

/** Deepest nesting of lists and maps. */
const MAX_DEPTH = 900;

/** Whether brackets outside of texts nest too deeply. */
function isTooDeep(text: string): boolean {
  if (text.length <= MAX_DEPTH) return false;
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === '[' || token === '{') depth++;
    else if (token === ']' || token === '}') depth--;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

/** `json.loads(text)`. ValueError where the text is no JSON, RecursionError where it is nested too deeply. */
export function loadJson(text: string): Value {
  if (isTooDeep(text)) throw new HeatError('RecursionError', 'The JSON is nested too deeply.');
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const withoutSpecial = readWithNonFinite(text);
    if (withoutSpecial !== undefined) return withoutSpecial;
    throw new HeatError('ValueError', `This is not valid JSON: ${error.message}`);
  }
}

/** JavaScript refuses NaN and infinities, which Python takes: they go through as marked texts. */
function readWithNonFinite(text: string): Value | undefined {
  if (!/Infinity|NaN/.test(text) || text.includes('\\u0000hearth:')) return undefined;
  const marked = text.replace(NON_FINITE, (_all, string: string | undefined, word: string) =>
    string === undefined ? `"\\u0000hearth:${word}"` : string,
  );
  try {
    return unmark(parseJson(marked));
  } catch {
    return undefined;
  }
}

function unmark(value: Value): Value {
  if (typeof value === 'string') return value.startsWith(MARK) ? Number(value.slice(MARK.length)) : value;
  if (Array.isArray(value)) return value.map(unmark);
  if (typeof value !== 'object' || value === null || value instanceof Float) return value;
  for (const key of Object.keys(value)) {
    const item = value[key];
    if (typeof item === 'object' || typeof item === 'string') value[key] = unmark(item);
  }
  return value;
}
