/**
 * An example of a resource type, from which `every.test.ts` makes all the tests that every type has to pass. A type brings a few lines; what is
 * particular about it has tests of its own.
 */
import type { ValueMap } from '../../../src/template/value.ts';

/** References of the resources that stand around, by what they are. */
export type Around = Readonly<Record<string, string>>;

export interface Example {
  type: string;
  /** What a template gives. */
  given(around: Around): ValueMap;
  /** Other things that a template may give: each is made, lost, found again and deleted like the first. */
  others?(around: Around): ValueMap[];
  /** Values to which properties go by an update, one after the other, and back again. */
  updates?(around: Around): ValueMap;
  /** Properties that could be updated and are not, each with the reason. */
  untried?: Record<string, string>;
  /** The one call that makes the object, where it is not a POST to the type's own service. */
  made?: { service?: string; method?: string };
  /** Only an administrator may have one. */
  admin?: boolean;
  /** A second one of the same name cannot be. */
  unique?: boolean;
}
