/** All words in which a type says its properties and attributes. */
export { lives, shownAt, uncached } from './attribute.ts';
export { immutable, update } from './change.ts';
export { checked, length, oneOf, pattern, range } from './constraints.ts';
export { of } from './elements.ts';
export type { Foreseen, Given } from './given.ts';
export { anything, flag, integer, list, map, number, text } from './kinds.ts';
export { convertible, unimplemented } from './leniency.ts';
export { elementOf, renamedTo, unchecked } from './older.ts';
export { preset, required } from './presence.ts';
export { lookedUp, naming, ref } from './reference.ts';
export { emptiedTo, sentAs, unsent } from './request.ts';
export { secret } from './secret.ts';
export { setEach, setKeys, setWhole, type Whose } from './set-by.ts';
export { deprecated, hidden, since, unsupported } from './support.ts';
export type { AttributeTerms, PropertyTerm, PropertyTerms } from './term.ts';
