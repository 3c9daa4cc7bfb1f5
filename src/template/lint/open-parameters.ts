/**
 * Parameters while a template is looked at by itself: what has no value yet is an Unknown, which every check lets pass,
 * and no problem.
 */
import {
  type ParameterOptions,
  type ParameterProblem,
  type ParameterSchema,
  PartlyKnownParameters,
  type ValidationOptions,
  withoutValue,
} from '../parameters/index.ts';
import { Unknown } from '../schema/types.ts';
import type { Value } from '../value.ts';

export interface OpenOptions extends ParameterOptions {
  /** Parameters that are given what is not known. */
  unknown?: ReadonlyMap<string, Unknown>;
}

export class OpenParameters extends PartlyKnownParameters {
  private readonly broken: ReadonlySet<string>;

  /** `broken`: names of parameters whose definitions cannot be read. */
  constructor(schemas: ReadonlyMap<string, ParameterSchema>, options: OpenOptions, broken: Iterable<string> = []) {
    super(schemas, options, new Map([...withoutValue(schemas, options), ...(options.unknown ?? [])]));
    this.broken = new Set(broken);
  }

  override get(name: string): Value {
    // Whether there is such a parameter at all is asked where the reference stands.
    return super.has(name) ? super.get(name) : (new Unknown(name) as unknown as Value);
  }

  override has(name: string): boolean {
    return super.has(name) || this.broken.has(name);
  }

  override *finding(options: ValidationOptions = {}): Generator<ParameterProblem | null> {
    for (const problem of super.finding(options)) if (problem?.error.code !== 'UserParameterMissing') yield problem;
  }
}
