/** What a change of a property does. Without a word of it, the resource is replaced. */
import { trait } from './trait.ts';

/** It is changed in place. */
export const update = trait({ updateAllowed: true });

/** It may never change. */
export const immutable = trait({ immutable: true });
