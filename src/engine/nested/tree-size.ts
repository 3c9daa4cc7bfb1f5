/** How many resources a stack may have, with all that are nested in it. */
import { HeatError } from '../../errors.ts';
import type { Room } from '../room.ts';

/** Heat's, word for word. */
export class TooManyResources extends HeatError {
  constructor() {
    super('RequestLimitExceeded', 'Request limit exceeded: Maximum resources per stack exceeded.');
  }
}

/** @throws TooManyResources */
export function checkTreeSize(room: Room, resources: number): void {
  const limit = room.config.max_resources_per_stack;
  if (limit !== -1 && resources > limit) throw new TooManyResources();
}
