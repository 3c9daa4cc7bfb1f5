/** Schema of OS::Heat::UpdateWaitConditionHandle. */
import type { Definition } from '../define.ts';

export const schema = {
  name: 'OS::Heat::UpdateWaitConditionHandle',
  description: 'A handle that is made anew at every update, so that conditions wait again.',
  support: { status: 'SUPPORTED', version: '2014.1' },
  properties: {},
} satisfies Definition;
