/**
 * The types of the vectors' corpus as working resource types: objects with the physical ids that the corpus promises, kept in memory.
 * Heat's own types come from the real catalogue.
 */
import { catalogue } from '../../src/resources/catalogue.ts';
import type { Catalogue, ResourceType } from '../../src/resources/type.ts';
import { vecTypes } from '../template/vectors/vec-types.ts';

export function vecCatalogue(): Catalogue {
  const made = new Map<string, number>();
  const types = new Map<string, ResourceType>();
  for (const schema of vecTypes.values()) {
    types.set(schema.name, {
      ...schema,
      service: null,
      requiredExtensions: [],
      local: false,
      // The corpus spells ids out: every stack's `a` has the same.
      sharesIds: true,
      async create(op) {
        const key = `${op.stack.name}-${op.name}-id`;
        const count = (made.get(op.stack.id + op.name) ?? 0) + 1;
        made.set(op.stack.id + op.name, count);
        return count === 1 ? key : `${key}${count}`;
      },
      created: async () => true,
      find: async () => null,
      async update() {},
      updated: async () => true,
      async delete() {},
      deleted: async () => true,
      async check() {},
      attribute: async () => null,
    });
  }
  return {
    get: (name) => types.get(name) ?? catalogue.get(name),
    names: () => [...types.keys(), ...catalogue.names()],
  };
}
