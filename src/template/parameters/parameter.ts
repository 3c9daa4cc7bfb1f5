/** One parameter: its schema, and what users and environments give for it. */
import { HeatError } from '../../errors.ts';
import { type ConstraintCheck, enforceConstraints } from '../schema/constraints.ts';
import { isTruthy, pythonText } from '../schema/python-values.ts';
import type { Value } from '../value.ts';
import { PARAMETER_KINDS } from './kinds.ts';
import { checkParameterSchema, type ParameterSchema } from './schema.ts';

/** What a hidden value is shown as. */
const MASK = '******';

export class Parameter {
  readonly schema: ParameterSchema;
  /** Null where the user gives none. */
  readonly given: Value;
  /** Default out of the environment's `parameter_defaults`, which goes before the template's. */
  readonly environmentDefault: Value;
  private cached: Value | undefined;

  constructor(schema: ParameterSchema, given: Value, environmentDefault: Value) {
    this.schema = schema;
    this.given = given;
    this.environmentDefault = environmentDefault;
  }

  get name(): string {
    return this.schema.name;
  }

  /** Null where there is none. */
  get default(): Value {
    return this.environmentDefault ?? this.schema.default;
  }

  get label(): Value {
    return isTruthy(this.schema.label) ? this.schema.label : this.name;
  }

  /** The value that functions see. UserParameterMissing where there is none. */
  value(): Value {
    if (this.cached === undefined) this.cached = PARAMETER_KINDS[this.schema.type].value(this.raw());
    return this.cached;
  }

  /** The value as the stack shows it. */
  shown(): Value {
    const value = this.value();
    return this.schema.hidden ? MASK : PARAMETER_KINDS[this.schema.type].text(value);
  }

  private raw(): Value {
    const raw = this.given ?? this.default;
    if (raw === null) throw new HeatError('UserParameterMissing', `The Parameter (${this.name}) was not provided.`);
    return raw;
  }

  /**
   * Throws InvalidSchemaError, StackValidationFailed or UserParameterMissing; TypeError where a constraint cannot be put
   * to such a value.
   */
  validate(values: boolean, check?: ConstraintCheck): void {
    try {
      checkParameterSchema(this.schema);
      if (values) this.validateValue(check);
    } catch (error) {
      if (!(error instanceof HeatError) || !REWORDED.has(error.code)) throw error;
      throw new HeatError(error.code, `Parameter '${this.name}' is invalid: ${error.message}`, { cause: error });
    }
  }

  private validateValue(check?: ConstraintCheck): void {
    const raw = this.raw();
    let value: Value;
    try {
      value = PARAMETER_KINDS[this.schema.type].constrained(raw);
    } catch (error) {
      if (!(error instanceof HeatError)) throw error;
      throw new HeatError('StackValidationFailed', error.message, { cause: error });
    }
    enforceConstraints(this.schema.value, value, check);
  }

  toString(): string {
    return pythonText(this.shown());
  }
}

const REWORDED: ReadonlySet<string> = new Set(['StackValidationFailed', 'InvalidSchemaError']);
