/** The conditions of a template: each decided once, when it is first asked for. */
import { HeatError } from '../../errors.ts';
import type { ProblemSink } from '../diagnostics/problems.ts';
import type { Compiler } from '../expression/compile.ts';
import { Effort } from '../expression/effort.ts';
import { Evaluation, NOT_MADE } from '../expression/evaluate.ts';
import { Call, type Expression } from '../expression/expression.ts';
import { validateExpression } from '../expression/validate.ts';
import { isMap, type Value } from '../value.ts';

const DECIDING = Symbol('deciding');

function isCondition(expression: Expression): expression is boolean | Call {
  return typeof expression === 'boolean' || expression instanceof Call;
}

function invalid(name: string): HeatError {
  return new HeatError(
    'StackValidationFailed',
    `Condition validation error: The definition of condition "${name}" is invalid.`,
  );
}

export class Conditions {
  private readonly section: string;
  private readonly definitions: ReadonlyMap<string, Expression>;
  /** Of deciding them all, and of what else is decided while a template is parsed. */
  readonly effort = new Effort();
  private readonly decided = new Map<string, boolean | typeof DECIDING>();

  constructor(definitions: ReadonlyMap<string, Expression>, section: string) {
    this.definitions = definitions;
    this.section = section;
  }

  /** Parses a section. StackValidationFailed. */
  static parse(raw: Value | undefined, section: string, compiler: Compiler, problems: ProblemSink): Conditions {
    const definitions = new Map<string, Expression>();
    if (raw !== undefined && !isMap(raw)) {
      const error = new HeatError(
        'StackValidationFailed',
        'Conditions validation error: Condition definitions must be a map.',
      );
      problems.add({ error, code: 'invalid-section', path: [section] });
    } else {
      for (const [name, value] of Object.entries(raw ?? {})) {
        definitions.set(name, compiler.condition(value, [section, name]));
      }
    }
    return new Conditions(definitions, section);
  }

  names(): Iterable<string> {
    return this.definitions.keys();
  }

  /** Every condition, decided. */
  all(): Record<string, boolean> {
    return Object.fromEntries(Array.from(this.names(), (name) => [name, this.isEnabled(name)]));
  }

  /**
   * Whether the condition of a name holds. Null holds always, a boolean is a condition by itself. ValueError where there
   * is no such condition; StackValidationFailed where it is no boolean or goes round in circles.
   */
  isEnabled(name: Value): boolean {
    if (name === null) return true;
    if (typeof name === 'boolean') return name;
    if (typeof name !== 'string' || !this.definitions.has(name)) {
      throw new HeatError('ValueError', `Invalid condition "${String(name)}"`);
    }
    const known = this.decided.get(name);
    if (known === DECIDING) {
      throw new HeatError(
        'StackValidationFailed',
        `Condition validation error: Circular definition for condition "${name}"`,
      );
    }
    if (known !== undefined) return known;
    this.decided.set(name, DECIDING);
    const value = this.valueOf(name);
    if (typeof value !== 'boolean') throw invalid(name);
    this.decided.set(name, value);
    return value;
  }

  /** What a function of a condition cannot do is the template's fault. */
  private valueOf(name: string): Value {
    try {
      return new Evaluation(NOT_MADE, this.effort).condition(this.definitions.get(name) as Expression);
    } catch (error) {
      if (!(error instanceof HeatError) || error.status < 500) throw error;
      const message = `${this.section}.${name}: ${error.message}`;
      throw new HeatError('StackValidationFailed', message, { cause: error });
    }
  }

  validate(problems: ProblemSink): void {
    const evaluation = new Evaluation(NOT_MADE);
    for (const [name, definition] of this.definitions) {
      const path = [this.section, name];
      if (!isCondition(definition)) problems.add({ error: invalid(name), code: 'invalid-condition', path });
      validateExpression(
        definition,
        evaluation,
        () => false,
        (error, where) => problems.add({ error, code: 'invalid-condition', path: where }),
      );
    }
  }
}
