/** What is said of attributes alone. */
import { trait } from './trait.ts';

/** It changes by itself, or by what others do: whoever asks is told how it is now. */
export const lives = trait({ lives: true });

/** Never kept: read from the cloud at every use. */
export const uncached = trait({ cache: 'none' });

/** The path to it in the shown object, where that is not its name. */
export const shownAt = (path: string) => trait({ path });
