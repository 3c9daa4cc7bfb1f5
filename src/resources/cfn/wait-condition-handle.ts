import { inAmazonsForm } from '../heat/handle.ts';
import { ownType } from '../own-type.ts';
import { since } from '../terms/index.ts';

export const cfnWaitConditionHandle = ownType({
  name: 'AWS::CloudFormation::WaitConditionHandle',
  className: 'WaitConditionHandle',
  description: 'Takes the signals for which a wait condition waits, at a signed URL.',
  ...since('2014.1'),
  ...inAmazonsForm,
});
