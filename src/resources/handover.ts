/** Names, ids and addresses that a service gives to one object only. */
import type { ResourceTypeSchema } from '../template/schema/types.ts';

/** What a template gives under one of these properties is free for the new one when the old one has gone. */
export function nameGoesOver(...properties: string[]): NonNullable<ResourceTypeSchema['handsOver']> {
  return ({ before, after }) => {
    const same = properties.filter((name) => before[name] && before[name] === after[name]);
    if (same.length === 0) return null;
    return { things: same.map((name) => `${name} ${String(before[name])}`), goesFirst: true };
  };
}
