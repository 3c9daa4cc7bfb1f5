/**
 * Parameters of which some have a value that is not known yet: a nested stack's, where the parent gives what a resource will tell once it is
 * made. Such a value is an {@link Unknown}, which every check lets pass.
 */
import { firstUnknown } from '../schema/python-values.ts';
import { Unknown } from '../schema/types.ts';
import { getKey, setKey, type Value, type ValueMap } from '../value.ts';
import type { ParameterSchema } from './schema.ts';
import { type ParameterOptions, type ParameterProblem, ParameterValues, type ValidationOptions } from './values.ts';

export class PartlyKnownParameters extends ParameterValues {
  private readonly unknown: ReadonlyMap<string, Unknown>;

  constructor(
    schemas: ReadonlyMap<string, ParameterSchema>,
    options: ParameterOptions,
    unknown: ReadonlyMap<string, Unknown>,
  ) {
    super(schemas, {
      ...options,
      values: { ...options.values, ...Object.fromEntries([...unknown.keys()].map(nothing)) },
    });
    this.unknown = unknown;
  }

  override get(name: string): Value {
    return (this.unknown.get(name) as unknown as Value | undefined) ?? super.get(name);
  }

  override *finding(options: ValidationOptions = {}): Generator<ParameterProblem | null> {
    for (const problem of super.finding(options)) {
      const counts =
        problem === null || problem.error.code === 'UnknownUserParameter' || !this.unknown.has(problem.name);
      if (counts) yield problem;
    }
  }
}

/** Given, but with nothing to check. */
const nothing = (name: string): [string, null] => [name, null];

/** Takes values apart: those that are known, and of the others what they wait for. */
export function partlyKnown(values: Readonly<Record<string, Value | Unknown>>): {
  known: ValueMap;
  unknown: Map<string, Unknown>;
} {
  const known: ValueMap = {};
  const unknown = new Map<string, Unknown>();
  for (const [name, value] of Object.entries(values)) {
    const awaited = firstUnknown(value);
    if (awaited === null) setKey(known, name, value as Value);
    else unknown.set(name, awaited);
  }
  return { known, unknown };
}

/** Parameters that have no value from anywhere, as such of a value not known yet. */
export function* withoutValue(
  schemas: ReadonlyMap<string, ParameterSchema>,
  { values = {}, defaults = {} }: Pick<ParameterOptions, 'values' | 'defaults'>,
): Generator<[string, Unknown]> {
  for (const [name, schema] of schemas) {
    const value = getKey(values, name) ?? getKey(defaults, name) ?? schema.default;
    if (value === null) yield [name, new Unknown(name)];
  }
}
