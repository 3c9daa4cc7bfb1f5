/** How large a stack may be with all that are nested in it. */
import { HeatError } from '../../errors.ts';
import type { Room } from '../room.ts';

export interface TreeSize {
  resources: number;
  /** Of the templates of all nested stacks, written out for each: each is stored, read and linked by itself. */
  characters: number;
}

/** Characters of the templates of all nested stacks. */
const MOST_CHARACTERS = 33_554_432;

/** Of the tree as a whole, whatever resource it was found out at. */
export class TooLarge extends HeatError {
  constructor(message: string) {
    super('RequestLimitExceeded', `Request limit exceeded: ${message}`);
  }
}

/** @throws TooLarge */
export function checkTreeSize(room: Room, { resources, characters }: TreeSize): void {
  const limit = room.config.max_resources_per_stack;
  // Heat's, word for word.
  if (limit !== -1 && resources > limit) throw new TooLarge('Maximum resources per stack exceeded.');
  if (characters <= MOST_CHARACTERS) return;
  throw new TooLarge(`The templates of all nested stacks have more than ${MOST_CHARACTERS} characters together.`);
}
