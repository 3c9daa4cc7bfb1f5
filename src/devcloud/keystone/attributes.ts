/** Attributes of Keystone's objects: it takes nearly anything for a text. */
import { flag, list, maybeText, text as textOf } from '../http/fields.ts';
import type { Attribute } from '../rest/attributes.ts';

export const text = (initially = ''): Attribute<string> => ({
  put: true,
  default: initially,
  check: (value) => textOf(value),
});
export const textOrNull: Attribute<string | null> = {
  put: true,
  default: null,
  check: (value) => maybeText(value) ?? null,
};
export const enabled: Attribute<boolean> = { put: true, default: true, check: (value) => flag(value, true) };
export const truth: Attribute<boolean> = { put: true, default: false, check: (value) => flag(value) };
export const texts: Attribute<string[]> = {
  put: true,
  default: [],
  check: (value) => list(value).map((each) => textOf(each)),
};
/** Filled in at creation, and passed over later. */
export const domain: Attribute<string> = { put: true, default: null, check: textOf };
export const needed = <T>(attribute: Attribute<T>): Attribute<T> => ({ ...attribute, required: true });
export const name = needed<string>({
  put: true,
  check(value) {
    if (textOf(value) === '') throw new TypeError("'' is too short");
    return textOf(value);
  },
});
