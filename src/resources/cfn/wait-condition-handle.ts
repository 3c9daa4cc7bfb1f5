import { resource } from '../define.ts';
import { inAmazonsForm } from '../heat/handle.ts';
import { since } from '../terms/index.ts';

export const cfnWaitConditionHandle = resource({
  name: 'AWS::CloudFormation::WaitConditionHandle',
  className: 'WaitConditionHandle',
  description: 'Takes the signals for which a wait condition waits, at a signed URL.',
  ...since('2014.1'),
  ...inAmazonsForm,
});
