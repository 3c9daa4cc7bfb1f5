/** Schema of OS::Heat::None. */
import type { Definition } from '../define.ts';

export const schema = {
  name: 'OS::Heat::None',
  className: 'NoneResource',
  description:
    'Nothing. Takes any property, gives null for any attribute, and so switches another type off in an environment.',
  support: { status: 'SUPPORTED', version: '5.0.0' },
  properties: {},
} satisfies Definition;
