/** Schema of OS::Heat::Value. */
import type { Definition } from '../define.ts';

export const schema = {
  name: 'OS::Heat::Value',
  description: 'A value worked out from others, under a name.',
  support: { status: 'SUPPORTED', version: '7.0.0' },
  properties: {
    type: {
      type: 'string',
      description: 'Its type, by which it is checked and converted.',
      updateAllowed: true,
      constraints: [
        { kind: 'allowed_values', values: ['string', 'number', 'comma_delimited_list', 'json', 'boolean'] },
      ],
    },
    value: { type: 'any', description: 'The value.', required: true, updateAllowed: true },
  },
  attributes: {
    value: { description: 'The value.' },
  },
} satisfies Definition;
