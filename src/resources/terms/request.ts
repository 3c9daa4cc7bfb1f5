/** Where a property stands in the request that creates or changes the object. */
import { trait } from './trait.ts';

/** Under this name; without a word of it, under its own. */
export const sentAs = (member: string) => trait({ at: member });

/** Not among the others: a hook sends it in its own way, or only reads it. */
export const unsent = trait({ at: null });

/** Taken away, it is told to be this, where the service takes no null for it. */
export const emptiedTo = (value: string) => trait({ emptied: value });
