/**
 * Properties that are no members of the request, but set by calls of their own once the object is there (tags, agents, rules …). What is said
 * here are the calls; `apart.ts` makes those that lead from what is there to what is wanted.
 */
import type { CloudRequest } from '../../openstack/cloud.ts';
import type { Value, ValueMap } from '../../template/value.ts';
import { type Trait, trait } from './trait.ts';

/** The object whose property it is. */
export interface Whose {
  id: string;
  /** Of its collection, e.g. `/networks`. */
  path: string;
  properties: ValueMap;
  /** The stack's project. */
  projectId: string;
  /** It has just been made. */
  isNew: boolean;
}

export type Calls = Whole | Elements | Keys;

interface Whole {
  kind: 'whole';
  put(of: Whose, value: Value): CloudRequest;
}

interface Parts<Body, Some> {
  /** Tells what is there. */
  present(of: Whose): CloudRequest;
  read(body: Body): Some;
  /** What is wanted, if that is not just the value. Null: what is there may stay, whatever it is. */
  wanted?(of: Whose, value: Value): Some | null;
  /** Statuses by which the service says that things are as wanted already; of a removal, 404 always is one. */
  settled?: { add?: readonly number[]; remove?: readonly number[] };
}

export interface ElementCalls<Body, Element extends Value> extends Parts<Body, Element[]> {
  /** What tells one from another, where that is not the element itself. */
  key?(element: Element): string;
  /** One call for all that are missing, or one for each. */
  addAll?(of: Whose, elements: Element[]): CloudRequest;
  add?(of: Whose, element: Element): CloudRequest;
  remove(of: Whose, element: Element): CloudRequest;
  /** The object shall never be without any: what is missing comes before what is too much goes. */
  addsFirst?: boolean;
}

export interface Elements extends ElementCalls<unknown, Value> {
  kind: 'elements';
}

export interface KeyCalls<Body> extends Parts<Body, ValueMap> {
  set(of: Whose, values: ValueMap): CloudRequest;
  remove(of: Whose, key: string): CloudRequest;
}

export interface Keys extends KeyCalls<unknown> {
  kind: 'keys';
}

type SetBy = Trait<{ at: null; setBy: Calls }>;

/** One call replaces what is there. The object shows it as a member of the property's name. */
export const setWhole = (put: Whole['put']): SetBy => trait({ at: null, setBy: { kind: 'whole', put } });

/** A list whose elements come and go one by one. */
export const setEach = <Body, Element extends Value>(calls: ElementCalls<Body, Element>): SetBy =>
  trait({ at: null, setBy: { kind: 'elements', ...calls } as unknown as Elements });

/** A map whose keys come and go. */
export const setKeys = <Body>(calls: KeyCalls<Body>): SetBy =>
  trait({ at: null, setBy: { kind: 'keys', ...calls } as unknown as Keys });
