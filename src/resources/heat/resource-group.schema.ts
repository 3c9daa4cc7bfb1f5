/** Schema of OS::Heat::ResourceGroup. */
import type { Definition } from '../define.ts';

export const schema = {
  name: 'OS::Heat::ResourceGroup',
  description: 'Several resources of one definition.',
  support: { status: 'SUPPORTED', version: '2014.1' },
  nestedStack: true,
  properties: {
    count: {
      type: 'integer',
      description: 'How many.',
      default: 1,
      updateAllowed: true,
      constraints: [{ kind: 'range', min: 0 }],
    },
    index_var: {
      type: 'string',
      description: "Text that stands for the member's name in the definition.",
      default: '%index%',
      constraints: [{ kind: 'length', min: 3 }],
      support: { status: 'SUPPORTED', version: '2014.2' },
    },
    removal_policies: {
      type: 'list',
      description: 'Members to be removed first when the group shrinks, or to be replaced.',
      default: [],
      updateAllowed: true,
      support: { status: 'SUPPORTED', version: '2015.1' },
      items: {
        type: 'map',
        properties: {
          resource_list: { type: 'list', description: 'Names or reference ids of members.', default: [] },
        },
      },
    },
    removal_policies_mode: {
      type: 'string',
      description: 'Whether the names add to those removed earlier (append) or take their place (update).',
      default: 'append',
      updateAllowed: true,
      constraints: [{ kind: 'allowed_values', values: ['append', 'update'] }],
      support: { status: 'SUPPORTED', version: '10.0.0' },
    },
    resource_def: {
      type: 'map',
      description: 'Definition of each member.',
      required: true,
      updateAllowed: true,
      properties: {
        metadata: { type: 'map', description: 'Their metadata.', support: { status: 'SUPPORTED', version: '5.0.0' } },
        properties: { type: 'map', description: 'Their properties.' },
        type: { type: 'string', description: 'Type of the members.', required: true },
      },
    },
  },
  attributes: {
    attributes: {
      type: 'map',
      description: 'An attribute of all members by member name.',
      support: { status: 'SUPPORTED', version: '2014.2' },
    },
    refs: { type: 'list', description: 'Reference ids of the members.' },
    refs_map: {
      type: 'map',
      description: 'Reference ids by member name.',
      support: { status: 'SUPPORTED', version: '7.0.0' },
    },
    removed_rsrc_list: {
      type: 'list',
      description: 'Names that are not used any more.',
      support: { status: 'SUPPORTED', version: '7.0.0' },
    },
  },
  updatePolicy: {
    batch_create: {
      type: 'map',
      description: 'Members are created in batches.',
      support: { status: 'SUPPORTED', version: '5.0.0' },
      properties: {
        max_batch_size: {
          type: 'integer',
          description: 'Members created at once.',
          default: 1,
          constraints: [{ kind: 'range', min: 1 }],
        },
        pause_time: {
          type: 'number',
          description: 'Seconds between batches.',
          default: 0,
          constraints: [{ kind: 'range', min: 0 }],
        },
      },
    },
    rolling_update: {
      type: 'map',
      description: 'Members are updated in batches.',
      support: { status: 'SUPPORTED', version: '5.0.0' },
      properties: {
        max_batch_size: {
          type: 'integer',
          description: 'Members updated at once.',
          default: 1,
          constraints: [{ kind: 'range', min: 1 }],
        },
        min_in_service: {
          type: 'integer',
          description: 'Members that stay untouched while a batch is updated.',
          default: 0,
          constraints: [{ kind: 'range', min: 0 }],
        },
        pause_time: {
          type: 'number',
          description: 'Seconds between batches.',
          default: 0,
          constraints: [{ kind: 'range', min: 0 }],
        },
      },
    },
  },
} satisfies Definition;
