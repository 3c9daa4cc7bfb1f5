/** Regular expressions. */
import {
  compilePythonRegex,
  escapePythonRegex,
  type PythonMatch,
  PythonRegex,
  type RegexOptions,
} from '../../regex/index.ts';
import type { Context } from '../dispatch/context.ts';
import { type Call, fn, method, param } from '../dispatch/definition.ts';
import { bool, type ContextLambda, contextLambda, int, regexType, string } from '../dispatch/types.ts';
import { typeError, valueError, YaqlError } from '../errors.ts';
import { Iter } from '../values/iteration.ts';
import { str } from '../values/repr.ts';
import { place } from '../values/text.ts';
import { Dict, List } from '../values/values.ts';

const regexp = param('regexp', regexType());
const text = param('string', string());
const flag = (name: string) => param(name, bool({ nullable: true }), false);
const selector = param('selector', contextLambda(), null);
const count = param('count', int(), 0);
const maxSplit = param('maxSplit', int(), 0);

/** Steps of one match at most, and those that count as one of the expression's. */
const BUDGET = 400_000;
const STEPS = 16;

/** A regular expression whose steps count among those of the expression. */
function compiled({ engine }: Call, source: string, flags: RegexOptions = {}): PythonRegex {
  engine.step(1 + (source.length >> 4));
  return compilePythonRegex(source, { ...flags, budget: BUDGET, taken: (steps) => engine.step(steps / STEPS) });
}

function matchRecord(match: PythonMatch, group: number | string): Dict {
  return new Dict(false, [
    ['value', match.group(group)],
    ['start', match.start(group)],
    ['end', match.end(group)],
  ]);
}

/** Sets `$1` to the whole match, `$2` and so on to its groups. Named groups do not work in the reference: see below. */
function publish(context: Context, match: PythonMatch): void {
  context.set('$1', matchRecord(match, 0));
  for (let group = 1; group <= match.regex.groups; group++) context.set(`$${group + 1}`, matchRecord(match, group));
  for (const name of match.regex.names.keys()) publishNamed(context, match, name);
}

/**
 * The reference takes the caught text itself for a pair of a name and a group. So only texts of two characters get
 * through, the second of which is the name of a group.
 */
function publishNamed(context: Context, match: PythonMatch, name: string): void {
  const caught = match.group(name);
  if (caught === null) throw typeError('cannot unpack non-iterable NoneType object');
  const [key, group, ...more] = Array.from(caught);
  if (key === undefined || group === undefined || more.length > 0) throw valueError('expected 2 values to unpack');
  if (!match.regex.names.has(group)) throw new YaqlError('IndexError', 'no such group');
  const record = new Dict(false, [
    ['value', group],
    ['start', match.start(group)],
    ['end', match.end(group)],
  ]);
  context.set(`$${key}`, record);
}

function search({ context }: Call, regex: PythonRegex, value: string, select: ContextLambda | null): unknown {
  const match = regex.search(value);
  if (!match) return null;
  if (!select) return match.group();
  const inner = context.child();
  publish(inner, match);
  return select(inner);
}

function* searchAll(
  { context, engine }: Call,
  regex: PythonRegex,
  value: string,
  select: ContextLambda | null,
): Generator<unknown> {
  for (const match of regex.finditer(value)) {
    engine.step();
    const inner = context.child();
    if (select) publish(inner, match);
    yield select ? select(inner) : match.group();
  }
}

function replaceBy(
  { context }: Call,
  regex: PythonRegex,
  value: string,
  replace: ContextLambda,
  limit: unknown,
): string {
  const replacement = (match: PythonMatch): string => {
    // Published where the next match finds it, too.
    publish(context, match);
    const result = replace(context.child());
    if (typeof result !== 'string') throw typeError(`expected str instance, ${str(result)} found`);
    return result;
  };
  return regex.sub(replacement, value, place(limit));
}

const splitBy = (regex: PythonRegex, value: string, limit: unknown): List => new List(regex.split(value, place(limit)));
const found = (regex: PythonRegex, value: string): boolean => regex.test(value);
const repl = param('repl', string());
const replLambda = param('repl', contextLambda());
const pattern = param('pattern', string());

export const regex = [
  fn(
    'regex',
    [pattern, flag('ignoreCase'), flag('multiLine'), flag('dotAll')],
    (call, source: string, ignoreCase: boolean | null, multiLine: boolean | null, dotAll: boolean | null) =>
      compiled(call, source, { ignoreCase: !!ignoreCase, multiLine: !!multiLine, dotAll: !!dotAll }),
  ),
  method('matches', [regexp, text], (_, regex: PythonRegex, value: string) => found(regex, value)),
  method('matches', [text, param('regexp', string())], (call, value: string, source: string) =>
    found(compiled(call, source), value),
  ),
  fn('#operator_=~', [text, regexp], (_, value: string, regex: PythonRegex) => found(regex, value)),
  fn('#operator_=~', [text, pattern], (call, value: string, source: string) => found(compiled(call, source), value)),
  fn('#operator_!~', [text, regexp], (_, value: string, regex: PythonRegex) => !found(regex, value)),
  fn('#operator_!~', [text, pattern], (call, value: string, source: string) => !found(compiled(call, source), value)),
  method('search', [regexp, text, selector], search),
  method(
    'searchAll',
    [regexp, text, selector],
    (call, regex: PythonRegex, value: string, select: ContextLambda | null) =>
      new Iter(searchAll(call, regex, value, select)),
  ),
  method('split', [regexp, text, maxSplit], (_, regex: PythonRegex, value: string, limit) =>
    splitBy(regex, value, limit),
  ),
  method('split', [text, regexp, maxSplit], (_, value: string, regex: PythonRegex, limit) =>
    splitBy(regex, value, limit),
  ),
  method('replace', [regexp, text, repl, count], (_, regex: PythonRegex, value: string, fresh: string, limit) =>
    regex.sub(fresh, value, place(limit)),
  ),
  method('replace', [text, regexp, repl, count], (_, value: string, regex: PythonRegex, fresh: string, limit) =>
    regex.sub(fresh, value, place(limit)),
  ),
  method('replaceBy', [regexp, text, replLambda, count], replaceBy),
  method(
    'replaceBy',
    [text, regexp, replLambda, count],
    (call, value: string, regex: PythonRegex, replace: ContextLambda, limit) =>
      replaceBy(call, regex, value, replace, limit),
  ),
  fn('escapeRegex', [text], (_, value: string) => escapePythonRegex(value)),
  fn('isRegex', [param('value')], (_, value: unknown) => value instanceof PythonRegex),
];
