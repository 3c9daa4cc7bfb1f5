import { condition } from '../heat/condition.ts';
import { integer, preset, range, required, since, text, uncached, update } from '../terms/index.ts';

export const cfnWaitCondition = condition(
  {
    name: 'AWS::CloudFormation::WaitCondition',
    className: 'WaitCondition',
    description: 'Waits until a handle has been signalled as often as wanted.',
    ...since('2014.1'),
    properties: {
      Handle: text('The handle, by its signed URL.', required),
      Timeout: integer('Seconds to wait.', required, range(1, 43200)),
      Count: integer('Signals of success to wait for.', preset(1), range(1), update),
    },
    attributes: {
      Data: text('JSON text with the data of all signals, by their ids.', uncached),
    },
  },
  {
    handle: 'Handle',
    count: 'Count',
    timeout: 'Timeout',
    data: 'Data',
    handles: /^(OS::Heat::UpdateWaitConditionHandle|AWS::CloudFormation::WaitConditionHandle)$/,
  },
);
