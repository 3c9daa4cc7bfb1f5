/**
 * The parameters of a stack, with values: what the user gives, else the environment's default, else the template's.
 *
 *     const parameters = resolveParameters(schemas, { kind: 'hot', stackName: 'web', …, values: { size: '3' } });
 *     parameters.validate();
 *     parameters.get('size')             // 3
 *     parameters.get('OS::stack_name')   // 'web'
 */
import { HeatError } from '../../errors.ts';
import { nearest } from '../properties/suggestion.ts';
import type { ConstraintCheck } from '../schema/constraints.ts';
import { pythonEquals } from '../schema/python-values.ts';
import { getKey, isMap, setKey, type Value, type ValueMap } from '../value.ts';
import { Parameter } from './parameter.ts';
import { PSEUDO_NAMES, pseudoParameters, type StackIdentity, stackIdParameter } from './pseudo.ts';
import type { ParameterSchema } from './schema.ts';

export interface ParameterOptions extends StackIdentity {
  kind: 'hot' | 'cfn';
  /** What the user gives. */
  values?: ValueMap;
  /** The environment's `parameter_defaults`. */
  defaults?: ValueMap;
}

export interface ValidationOptions {
  /** False: only the schemas, as when a template is validated without its values. */
  values?: boolean;
  /** Answers custom constraints; without it they pass. */
  check?: ConstraintCheck;
}

export interface ParameterProblem {
  /** The parameter; undefined where a given value belongs to none. */
  name: string;
  error: HeatError;
  suggestion?: string;
}

/** Given values that belong to no parameter which are told of. */
const MOST_UNKNOWN = 100;

export class ParameterValues implements Iterable<Parameter> {
  private readonly parameters = new Map<string, Parameter>();
  private readonly schemas: ReadonlyMap<string, ParameterSchema>;
  private readonly given: ValueMap;
  private readonly pseudo: ReadonlySet<string>;

  constructor(schemas: ReadonlyMap<string, ParameterSchema>, options: ParameterOptions) {
    this.schemas = schemas;
    this.given = options.values ?? {};
    this.pseudo = PSEUDO_NAMES[options.kind];
    const defaults = options.defaults ?? {};
    const of = (map: ValueMap, name: string): Value => getKey(map, name) ?? null;
    for (const schema of pseudoParameters(options.kind, options)) {
      this.parameters.set(schema.name, new Parameter(schema, null, of(defaults, schema.name)));
    }
    const { id, name: idName } = stackIdParameter(options.kind, options);
    for (const [name, schema] of schemas) {
      // A template may declare the stack's id itself, but not what it is.
      const declared = name === idName ? { ...schema, default: id } : schema;
      this.parameters.set(name, new Parameter(declared, of(this.given, name), of(defaults, name)));
    }
  }

  /** KeyError where there is no such parameter, UserParameterMissing where it has no value; ValueError or TypeError. */
  get(name: string): Value {
    const parameter = this.parameters.get(name);
    if (parameter === undefined) throw new HeatError('KeyError', `There is no parameter ${name}.`);
    return parameter.value();
  }

  has(name: string): boolean {
    return this.parameters.has(name);
  }

  parameter(name: string): Parameter | undefined {
    return this.parameters.get(name);
  }

  names(): Iterable<string> {
    return this.parameters.keys();
  }

  /** Pseudo parameters first, then the template's. */
  [Symbol.iterator](): Iterator<Parameter> {
    return this.parameters.values();
  }

  /** The template's parameters, pseudo parameters left out. */
  *declared(): Generator<Parameter> {
    for (const parameter of this.parameters.values()) if (!this.pseudo.has(parameter.name)) yield parameter;
  }

  /** Values as the stack shows them: texts, hidden ones masked. */
  shown(): Record<string, Value> {
    return this.record((parameter) => parameter.shown());
  }

  /** Values as functions see them. */
  values(): Record<string, Value> {
    return this.record((parameter) => parameter.value());
  }

  private record(read: (parameter: Parameter) => Value): Record<string, Value> {
    const record: Record<string, Value> = {};
    for (const [name, parameter] of this.parameters) setKey(record, name, read(parameter));
    return record;
  }

  /** Throws the first problem: UnknownUserParameter, InvalidSchemaError, StackValidationFailed or UserParameterMissing. */
  validate(options: ValidationOptions = {}): void {
    for (const problem of this.finding(options)) if (problem !== null) throw problem.error;
  }

  /** Every problem, in Heat's order. */
  problems(options: ValidationOptions = {}): ParameterProblem[] {
    return [...this.finding(options)].filter((problem) => problem !== null);
  }

  /** Every problem as it is found; null after each parameter, where others may have their turn. */
  *finding({ values = true, check }: ValidationOptions = {}): Generator<ParameterProblem | null> {
    let unknown = 0;
    for (const name of Object.keys(this.given)) {
      if (this.schemas.has(name)) continue;
      if (++unknown > MOST_UNKNOWN) break;
      const suggestion = nearest(name, this.schemas.keys());
      const error = new HeatError('UnknownUserParameter', `The Parameter (${name}) was not defined in template.`);
      yield { name, error, ...(suggestion === undefined ? {} : { suggestion }) };
    }
    for (const parameter of this.parameters.values()) {
      try {
        parameter.validate(values, check);
      } catch (error) {
        if (!(error instanceof HeatError)) throw error;
        yield { name: parameter.name, error };
      }
      yield null;
    }
  }

  /**
   * Immutable parameters that an update would change: those of both templates whose new value, as the update gives it,
   * is not the old one. `given` is what the new environment gives.
   */
  immutableChanges(updated: ParameterValues, given: ValueMap): string[] {
    const changed: string[] = [];
    for (const parameter of updated.declared()) {
      const { name, schema } = parameter;
      if (!schema.immutable || !this.has(name) || this.pseudo.has(name)) continue;
      const next = Object.hasOwn(given, name) ? (given[name] ?? null) : parameter.value();
      if (!pythonEquals(this.get(name), next)) changed.push(name);
    }
    return changed;
  }
}

/** Gives values to parameters. Nothing is validated yet; see {@link ParameterValues.validate}. */
export function resolveParameters(
  schemas: ReadonlyMap<string, ParameterSchema>,
  options: ParameterOptions,
): ParameterValues {
  if (options.values !== undefined && !isMap(options.values)) {
    throw new HeatError('TypeError', 'The values of parameters must be a map.');
  }
  return new ParameterValues(schemas, options);
}

/** ImmutableParameterModified where an update would change what may not change. */
export function checkImmutable(current: ParameterValues, updated: ParameterValues, given: ValueMap): void {
  const changed = current.immutableChanges(updated, given);
  if (changed.length === 0) return;
  const names = changed.sort().join(', ');
  throw new HeatError(
    'ImmutableParameterModified',
    `The following parameters are immutable and may not be updated: ${names}`,
  );
}
