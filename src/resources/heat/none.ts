import { randomUUID } from 'node:crypto';
import { resource } from '../define.ts';
import { schema } from './none.schema.ts';

/** Any property and any attribute; nothing ever happens. */
export const none = resource({
  ...schema,
  anyProperties: true,
  ignoresProperties: true,
  neverUpdated: true,
  dynamicAttributes: true,
  create: async () => randomUUID(),
  async update() {},
  attribute: async () => null,
  attributeAt: async () => null,
});
