/** Types that are another one under another name: what differs is data. */
import { madeOf, type RestHooks, restType } from './rest-type.ts';
import type { Saying } from './saying.ts';
import type { AttributeTerms, PropertyTerm, PropertyTerms } from './terms/index.ts';
import type { ResourceType } from './type.ts';

export interface Difference
  extends Partial<Omit<Saying<PropertyTerms>, 'properties' | 'attributes'>>,
    Pick<RestHooks, 'body' | 'changes' | 'read'> {
  name: string;
  /** Properties and attributes that it has not. */
  without?: readonly string[];
  /** Of properties that both have: what is said otherwise. */
  properties?: Readonly<Record<string, Partial<PropertyTerm>>>;
  /** Beside, or instead of, the other's. */
  attributes?: AttributeTerms;
}

export function variantOf(type: ResourceType, { without = [], properties, attributes, ...other }: Difference) {
  const made = madeOf(type);
  const left = <Term>(terms: Readonly<Record<string, Term>> = {}) =>
    Object.fromEntries(Object.entries(terms).filter(([name]) => !without.includes(name)));
  const terms = Object.entries(left<PropertyTerm>(made.properties));
  return restType({
    ...made,
    ...other,
    properties: Object.fromEntries(terms.map(([name, term]) => [name, { ...term, ...properties?.[name] }])),
    attributes: { ...left(made.attributes), ...attributes },
  });
}
