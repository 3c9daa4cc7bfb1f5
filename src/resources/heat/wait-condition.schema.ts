/** Schema of OS::Heat::WaitCondition. */
import type { Definition } from '../define.ts';

export const schema = {
  name: 'OS::Heat::WaitCondition',
  className: 'HeatWaitCondition',
  description: 'Waits until a handle has been signalled as often as wanted.',
  support: { status: 'SUPPORTED', version: '2014.2' },
  properties: {
    count: {
      type: 'integer',
      description: 'Signals of success to wait for.',
      default: 1,
      updateAllowed: true,
      constraints: [{ kind: 'range', min: 1 }],
    },
    handle: { type: 'string', description: 'The handle (reference to a wait condition handle).', required: true },
    timeout: {
      type: 'number',
      description: 'Seconds to wait.',
      required: true,
      constraints: [{ kind: 'range', max: 43200, min: 1 }],
    },
  },
  attributes: {
    data: { type: 'string', description: 'JSON text with the data of all signals, by their ids.', cache: 'none' },
  },
} satisfies Definition;
