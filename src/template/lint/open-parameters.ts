/**
 * Parameters while a template is looked at by itself: what has no value yet is an Unknown, which every check lets pass,
 * and no problem.
 */
import {
  type ParameterOptions,
  type ParameterProblem,
  type ParameterSchema,
  ParameterValues,
  type ValidationOptions,
} from '../parameters/index.ts';
import { Unknown } from '../schema/types.ts';
import type { Value } from '../value.ts';

export class OpenParameters extends ParameterValues {
  private readonly unknown = new Map<string, Unknown>();

  /** `broken`: names of parameters whose definitions cannot be read. */
  constructor(schemas: ReadonlyMap<string, ParameterSchema>, options: ParameterOptions, broken: Iterable<string> = []) {
    super(schemas, options);
    for (const parameter of this) {
      if (parameter.given === null && parameter.default === null) {
        this.unknown.set(parameter.name, new Unknown(parameter.name));
      }
    }
    for (const name of broken) this.unknown.set(name, new Unknown(name));
  }

  override get(name: string): Value {
    // Whether there is such a parameter at all is asked where the reference stands.
    if (!this.has(name)) return new Unknown(name) as unknown as Value;
    return (this.unknown.get(name) as unknown as Value | undefined) ?? super.get(name);
  }

  override has(name: string): boolean {
    return super.has(name) || this.unknown.has(name);
  }

  override problems(options: ValidationOptions = {}): ParameterProblem[] {
    return super.problems(options).filter(({ error }) => error.code !== 'UserParameterMissing');
  }
}
