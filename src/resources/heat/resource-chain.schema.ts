/** Schema of OS::Heat::ResourceChain. */
import type { Definition } from '../define.ts';

export const schema = {
  name: 'OS::Heat::ResourceChain',
  description: 'Resources of several types with the same properties, each after the one before.',
  support: { status: 'SUPPORTED', version: '6.0.0' },
  nestedStack: true,
  properties: {
    concurrent: { type: 'boolean', description: 'Whether they are made all at once.', default: false },
    resource_properties: { type: 'map', description: 'Properties of every member.' },
    resources: { type: 'list', description: 'Types of the members, in order.', required: true, updateAllowed: true },
  },
  attributes: {
    attributes: { type: 'map', description: 'An attribute of all members by member name.' },
    refs: { type: 'list', description: 'Reference ids of the members.' },
  },
} satisfies Definition;
