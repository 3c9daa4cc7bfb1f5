import { ownType } from '../own-type.ts';
import { since } from '../terms/index.ts';
import { inAmazonsForm } from './handle.ts';

/** A new handle at every update. */
export const updateWaitConditionHandle = ownType({
  name: 'OS::Heat::UpdateWaitConditionHandle',
  description: 'A handle that is made anew at every update, so that conditions wait again.',
  ...since('2014.1'),
  ...inAmazonsForm,
  mustReplace: () => true,
});
