/** Schema of AWS::CloudFormation::WaitConditionHandle. */
import type { Definition } from '../define.ts';

export const schema = {
  name: 'AWS::CloudFormation::WaitConditionHandle',
  className: 'WaitConditionHandle',
  description: 'Takes the signals for which a wait condition waits, at a signed URL.',
  support: { status: 'SUPPORTED', version: '2014.1' },
  properties: {},
} satisfies Definition;
