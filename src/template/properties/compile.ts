/**
 * Schemas prepared for use: what every look at a property would have to find out is found out once per schema.
 * Resources of one type share the result, also in a template of 25,000 of them.
 */

import type { PropertySchema, PropertyType } from '../schema/types.ts';
import type { Value } from '../value.ts';

export interface CompiledProperty {
  name: string;
  schema: PropertySchema;
  type: PropertyType;
  /** Null where there is none. */
  default: Value;
  required: boolean;
  implemented: boolean;
  constrained: boolean;
  /** Schema of the elements of a list, or of the values of a map without fixed keys. */
  items: CompiledProperty | null;
  /** Schemas of the keys of a map. */
  children: CompiledSchema | null;
}

/** In the order of declaration, in which problems are reported. */
export type CompiledSchema = ReadonlyMap<string, CompiledProperty>;

const cache = new WeakMap<Record<string, PropertySchema>, CompiledSchema>();

export function compileSchema(schemas: Record<string, PropertySchema>): CompiledSchema {
  let compiled = cache.get(schemas);
  if (compiled === undefined) {
    compiled = new Map(Object.entries(schemas).map(([name, schema]) => [name, compileProperty(name, schema)]));
    cache.set(schemas, compiled);
  }
  return compiled;
}

function compileProperty(name: string, schema: PropertySchema): CompiledProperty {
  return {
    name,
    schema,
    type: schema.type,
    default: schema.default ?? null,
    required: schema.required ?? false,
    implemented: schema.implemented ?? true,
    constrained: (schema.constraints?.length ?? 0) > 0,
    items: schema.items === undefined ? null : compileProperty('*', schema.items),
    children: schema.properties === undefined ? null : compileSchema(schema.properties),
  };
}
