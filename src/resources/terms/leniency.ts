/** What is taken for a property beyond values of its type, and what is not taken at all. */
import { trait } from './trait.ts';

/** A text with JSON, or with parts between commas, is taken where a map or list is wanted. */
export const convertible = trait({ allowConversion: true });

/** Declared because AWS has it; a template that sets it is refused. */
export const unimplemented = trait({ implemented: false });
