import { trait } from './trait.ts';

/** Its value is for nobody's eyes: it is taken out of reasons, events and logs. */
export const secret = trait({ secret: true });
