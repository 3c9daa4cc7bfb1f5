/** Schema of OS::Heat::RandomString. */
import type { Definition } from '../define.ts';

export const schema = {
  name: 'OS::Heat::RandomString',
  description: 'A random text, made once; for passwords and secrets.',
  support: { status: 'SUPPORTED', version: '2014.1' },
  properties: {
    character_classes: {
      type: 'list',
      description: 'Classes of characters, and how many of each at least.',
      default: [{ class: 'lettersdigits', min: 1 }],
      items: {
        type: 'map',
        properties: {
          class: {
            type: 'string',
            description: 'The class.',
            default: 'lettersdigits',
            constraints: [
              {
                kind: 'allowed_values',
                values: ['lettersdigits', 'letters', 'lowercase', 'uppercase', 'digits', 'hexdigits', 'octdigits'],
              },
            ],
          },
          min: {
            type: 'integer',
            description: 'How many at least.',
            default: 1,
            constraints: [{ kind: 'range', max: 512, min: 1 }],
          },
        },
      },
    },
    character_sequences: {
      type: 'list',
      description: 'Sets of characters, and how many of each at least.',
      items: {
        type: 'map',
        properties: {
          min: {
            type: 'integer',
            description: 'How many at least.',
            default: 1,
            constraints: [{ kind: 'range', max: 512, min: 1 }],
          },
          sequence: { type: 'string', description: 'The characters.', required: true },
        },
      },
    },
    length: {
      type: 'integer',
      description: 'Length of the text.',
      default: 32,
      constraints: [{ kind: 'range', max: 512, min: 1 }],
    },
    salt: { type: 'string', description: 'Any text; a change makes a new random text.' },
    sequence: {
      type: 'string',
      description: 'Characters to choose from, by class. Use `character_classes`.',
      constraints: [
        {
          kind: 'allowed_values',
          values: ['lettersdigits', 'letters', 'lowercase', 'uppercase', 'digits', 'hexdigits', 'octdigits'],
        },
      ],
      support: {
        status: 'HIDDEN',
        version: '5.0.0',
        previous: { status: 'DEPRECATED', version: '2014.2', message: 'Use `character_classes` instead.' },
      },
    },
  },
  attributes: {
    value: { type: 'string', description: 'The text.', cache: 'none', secret: true },
  },
  translation: [
    { rule: 'Add', path: ['character_classes'], value: [{ class: { $property: 'sequence' }, min: 1 }] },
    { rule: 'Delete', path: ['sequence'] },
  ],
} satisfies Definition;
