/** Schema of AWS::CloudFormation::WaitCondition. */
import type { Definition } from '../define.ts';

export const schema = {
  name: 'AWS::CloudFormation::WaitCondition',
  className: 'WaitCondition',
  description: 'Waits until a handle has been signalled as often as wanted.',
  support: { status: 'SUPPORTED', version: '2014.1' },
  properties: {
    Handle: { type: 'string', description: 'The handle, by its signed URL.', required: true },
    Timeout: {
      type: 'integer',
      description: 'Seconds to wait.',
      required: true,
      constraints: [{ kind: 'range', min: 1, max: 43200 }],
    },
    Count: {
      type: 'integer',
      description: 'Signals of success to wait for.',
      default: 1,
      updateAllowed: true,
      constraints: [{ kind: 'range', min: 1 }],
    },
  },
  attributes: {
    Data: { type: 'string', description: 'JSON text with the data of all signals, by their ids.', cache: 'none' },
  },
} satisfies Definition;
