/** A template used as a type asks for a parameter as a property, unless the environment has a default for it. */
import type { ResourceType } from '../../resources/type.ts';
import type { ValueMap } from '../../template/value.ts';

/** By the names of the properties that need not be given. */
const known = new WeakMap<ResourceType, Map<string, ResourceType>>();

export function withDefaults(type: ResourceType, defaults: ValueMap): ResourceType {
  const spared = Object.keys(defaults).filter((name) => type.properties[name]?.required === true);
  if (spared.length === 0) return type;
  let variants = known.get(type);
  if (variants === undefined) known.set(type, (variants = new Map()));
  const key = JSON.stringify(spared.sort());
  let variant = variants.get(key);
  if (variant === undefined) {
    const properties = { ...type.properties };
    for (const name of spared)
      properties[name] = { ...properties[name], required: false } as (typeof properties)[string];
    variant = { ...type, properties };
    variants.set(key, variant);
  }
  return variant;
}
