/** Parses the values of a template into expressions: maps of one key that name a function become calls. */
import { HeatError } from '../../errors.ts';
import type { ProblemSink } from '../diagnostics/problems.ts';
import { isMap, type Value, type ValueMap } from '../value.ts';
import { NeedsUnknown } from './evaluate.ts';
import { Call, type Expression, isDynamic, ListExpression, MapExpression } from './expression.ts';
import type { MacroParser, TemplateFunction } from './function.ts';
import type { Scope } from './scope.ts';

type Functions = ReadonlyMap<string, TemplateFunction>;
type Path = readonly (string | number)[];

export class Compiler {
  private readonly scope: Scope;
  private readonly problems: ProblemSink;
  /** Where the parser is; copied when a call is made. */
  private path: (string | number)[] = [];

  constructor(scope: Scope, problems: ProblemSink) {
    this.scope = scope;
    this.problems = problems;
  }

  /** An expression as it may stand in resources and outputs. StackValidationFailed, through the sink of problems. */
  expression(raw: Value, path: Path): Expression {
    return this.at(path, () => this.compile(raw, this.scope.format.functions));
  }

  /** A condition, in which other functions may be used. */
  condition(raw: Value, path: Path): Expression {
    return this.at(path, () => this.compile(raw, this.scope.format.conditionFunctions));
  }

  private at(path: Path, compile: () => Expression): Expression {
    const outer = this.path;
    this.path = [...path];
    try {
      return compile();
    } catch (error) {
      if (error instanceof RangeError) throw new HeatError('RecursionError', 'The template is nested too deeply.');
      throw error;
    } finally {
      this.path = outer;
    }
  }

  private compile(raw: Value, functions: Functions): Expression {
    if (typeof raw !== 'object' || raw === null) return raw;
    if (Array.isArray(raw)) return this.list(raw, functions);
    return isMap(raw) ? this.map(raw, functions) : raw;
  }

  private list(raw: Value[], functions: Functions): Expression {
    let items: Expression[] | null = null;
    for (let i = 0; i < raw.length; i++) {
      const item = raw[i] as Value;
      if (typeof item !== 'object' || item === null) {
        items?.push(item);
        continue;
      }
      const compiled = this.step(i, item, functions);
      if (items === null && isDynamic(compiled)) items = raw.slice(0, i);
      items?.push(compiled);
    }
    return items === null ? raw : new ListExpression(items);
  }

  private map(raw: ValueMap, functions: Functions): Expression {
    const keys = Object.keys(raw);
    if (keys.length === 1) {
      const name = keys[0] as string;
      const fn = functions.get(name);
      if (fn !== undefined) return this.call(name, fn, raw[name] as Value, functions);
    }
    let dynamic: Map<string, Expression> | null = null;
    for (const key of keys) {
      const item = raw[key] as Value;
      if (typeof item !== 'object' || item === null) continue;
      const compiled = this.step(key, item, functions);
      if (!isDynamic(compiled)) continue;
      dynamic ??= new Map(Object.entries(raw));
      dynamic.set(key, compiled);
    }
    return dynamic === null ? raw : new MapExpression(dynamic);
  }

  private step(key: string | number, raw: Value, functions: Functions): Expression {
    this.path.push(key);
    const compiled = this.compile(raw, functions);
    this.path.pop();
    return compiled;
  }

  private call(name: string, fn: TemplateFunction, raw: Value, functions: Functions): Expression {
    this.path.push(name);
    const path = [...this.path];
    const args = fn.parseMacro === undefined ? this.compile(raw, functions) : raw;
    let call: Call;
    try {
      const state = fn.parseMacro?.(raw, name, this.scope, this.macroParser()) ?? fn.parse?.(args, name, this.scope);
      call = new Call(name, fn, args, this.scope, path, state);
    } catch (error) {
      if (error instanceof NeedsUnknown) call = new Call(name, unknownFor(error), null, this.scope, path, undefined);
      else {
        this.problems.add(refusal(error, path));
        // A sink that goes on gets an expression that is known to be broken.
        call = new Call(name, BROKEN, null, this.scope, path, undefined);
      }
      this.path.length = path.length;
    }
    this.path.pop();
    return call;
  }

  private macroParser(): MacroParser {
    const { functions, conditionFunctions } = this.scope.format;
    return {
      expression: (raw, step) => this.step(step, raw, functions),
      condition: (raw, step) => this.step(step, raw, conditionFunctions),
    };
  }
}

/** Stands for a call that was refused. */
export const BROKEN: TemplateFunction = {
  description: 'Refused.',
  resolve: () => null,
};

/** Stands for a call whose arguments have to be known to be parsed, and are not yet. */
function unknownFor(reason: NeedsUnknown): TemplateFunction {
  return {
    description: 'Not known yet.',
    resolve: () => {
      throw reason;
    },
  };
}

const REFUSALS: ReadonlySet<string> = new Set(['ValueError', 'TypeError', 'KeyError', 'UnicodeEncodeError']);

/** A function's refusal of its arguments fails the validation of the template; other errors stay what they are. */
function refusal(error: unknown, path: Path): { error: HeatError; path: Path; code: 'invalid-function-arguments' } {
  const code = 'invalid-function-arguments';
  if (!(error instanceof HeatError)) throw error;
  if (!REFUSALS.has(error.code)) return { error, path, code };
  return {
    error: new HeatError('StackValidationFailed', `${path.join('.')}: ${error.message}`, { cause: error }),
    path,
    code,
  };
}
