import { randomUUID } from 'node:crypto';
import { ownType } from '../own-type.ts';
import { since } from '../terms/index.ts';

/** Any property and any attribute; nothing ever happens. */
export const none = ownType({
  name: 'OS::Heat::None',
  className: 'NoneResource',
  description:
    'Nothing. Takes any property, gives null for any attribute, and so switches another type off in an environment.',
  ...since('5.0.0'),
  anyProperties: true,
  ignoresProperties: true,
  neverUpdated: true,
  dynamicAttributes: true,
  create: async () => randomUUID(),
  attribute: async () => null,
  attributeAt: async () => null,
});
