import { integer, number, preset, range, required, since, text, uncached, update } from '../terms/index.ts';
import { condition } from './condition.ts';

export const waitCondition = condition(
  {
    name: 'OS::Heat::WaitCondition',
    className: 'HeatWaitCondition',
    description: 'Waits until a handle has been signalled as often as wanted.',
    ...since('2014.2'),
    properties: {
      count: integer('Signals of success to wait for.', preset(1), range(1), update),
      handle: text('The handle (reference to a wait condition handle).', required),
      timeout: number('Seconds to wait.', required, range(1, 43200)),
    },
    attributes: {
      data: text('JSON text with the data of all signals, by their ids.', uncached),
    },
  },
  {
    handle: 'handle',
    count: 'count',
    timeout: 'timeout',
    data: 'data',
    handles: /^(OS::Heat::(Update)?WaitConditionHandle|AWS::CloudFormation::WaitConditionHandle)$/,
  },
);
