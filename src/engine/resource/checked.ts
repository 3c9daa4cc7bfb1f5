/**
 * Properties as a type's own checks see them (`ResourceType.validate`): what is not given is there with its default, or null; only what
 * cannot be known before the run is left out. So a check tells "none" from "not known yet".
 */
import { HeatError } from '../../errors.ts';
import type { Properties as Record_, ResourceType } from '../../resources/type.ts';
import { type Lookup, type PropertyData, typeProperties } from '../../template/properties/index.ts';
import { containsUnknown, Unknown, UnknownId } from '../../template/schema/index.ts';
import { setKey, type Value, type ValueMap } from '../../template/value.ts';

/** A property whose value cannot be read. */
export class Unreadable extends Error {
  readonly property: string;
  override readonly cause: HeatError;
  constructor(property: string, cause: HeatError) {
    super(cause.message);
    this.property = property;
    this.cause = cause;
  }
}

/** @throws Unreadable for a given value that is refused when it is read */
export function checkedProperties(
  type: ResourceType,
  data: PropertyData,
  options: { description?: string; lookup?: Lookup } = {},
): Record_ {
  const properties = typeProperties(type, data, options);
  const checked: Record_ = {};
  for (const key of properties.schema.keys()) {
    let value: unknown;
    try {
      value = properties.get(key);
    } catch (error) {
      // That a property is missing is said elsewhere.
      if (!(error instanceof HeatError)) throw error;
      if (properties.isNamed(key)) throw new Unreadable(key, error);
      continue;
    }
    const seen = asFarAsKnown(value);
    if (seen !== undefined) setKey(checked, key, seen);
  }
  return checked;
}

/** The id of what is still to be made is seen as its name; what else is not known is left out of maps, and null in lists. */
function asFarAsKnown(value: unknown): Value | undefined {
  if (value instanceof UnknownId) return value.what;
  if (value instanceof Unknown) return undefined;
  if (!containsUnknown(value)) return value as Value;
  if (Array.isArray(value)) return value.map((element) => asFarAsKnown(element) ?? null);
  const known: ValueMap = {};
  for (const [key, inner] of Object.entries(value as object)) {
    const seen = asFarAsKnown(inner);
    if (seen !== undefined) setKey(known, key, seen);
  }
  return known;
}
