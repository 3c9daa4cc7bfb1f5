/** Schema of OS::Heat::TestResource. */
import type { Definition } from '../define.ts';

export const schema = {
  name: 'OS::Heat::TestResource',
  description: 'A resource that does what it is told to, for tests.',
  support: { status: 'SUPPORTED', version: '5.0.0' },
  properties: {
    action_wait_secs: {
      type: 'map',
      description: 'Seconds by action, before `wait_secs`.',
      updateAllowed: true,
      properties: {
        create: { type: 'number', description: 'Seconds of a create.', updateAllowed: true },
        delete: { type: 'number', description: 'Seconds of a delete.', updateAllowed: true },
        update: { type: 'number', description: 'Seconds of an update.', updateAllowed: true },
      },
    },
    attr_wait_secs: {
      type: 'number',
      description: 'Seconds that reading an attribute takes.',
      default: 0,
      updateAllowed: true,
      support: { status: 'SUPPORTED', version: '6.0.0' },
    },
    client_name: {
      type: 'string',
      description: 'Taken for compatibility; no client is exercised while waiting.',
      default: '',
      updateAllowed: true,
    },
    constraint_prop_secs: {
      type: 'number',
      description: 'Seconds that validating this property takes.',
      default: 0,
      updateAllowed: true,
      constraints: [{ kind: 'custom_constraint', name: 'test_constr' }],
      support: { status: 'SUPPORTED', version: '6.0.0' },
    },
    entity_name: {
      type: 'string',
      description: 'Taken for compatibility; no object is read while waiting.',
      default: '',
      updateAllowed: true,
    },
    fail: { type: 'boolean', description: 'Whether create and update fail.', default: false, updateAllowed: true },
    update_replace: {
      type: 'boolean',
      description: 'Whether a change of `value` replaces it.',
      default: false,
      updateAllowed: true,
    },
    update_replace_value: {
      type: 'string',
      description: 'A change replaces it.',
      support: { status: 'SUPPORTED', version: '7.0.0' },
    },
    value: {
      type: 'string',
      description: 'Text that `output` gives back.',
      default: 'test_string',
      updateAllowed: true,
    },
    wait_secs: { type: 'number', description: 'Seconds that each action takes.', default: 0, updateAllowed: true },
  },
  attributes: {
    output: { description: 'The text given as `value`.', cache: 'none' },
  },
} satisfies Definition;
