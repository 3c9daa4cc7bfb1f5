/**
 * What the cloud says of a resource's object: an input of planning, like the answers to questions about names. It is asked for only where a
 * decision hangs on it; who asks is no affair of the planner's.
 */
import type { ValueMap } from '../template/value.ts';

export type Observed =
  | {
      is: 'there';
      /** Of a failed resource: an update can mend it, so it need not be replaced. */
      mendable: boolean;
      /** Properties that are not as they were given, as they are now. */
      strayed: ValueMap;
      /** Of the owner of a nested stack: an update of that would come to nothing. */
      settled?: boolean;
    }
  | { is: 'gone' };
