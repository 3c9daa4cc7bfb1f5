/**
 * What a collection of objects is, as data: its place, its attributes, whom its objects refer to, the states they go
 * through. What is particular about one is said by hooks. What all collections of a service say alike is its dialect.
 */
import type { ApiError } from '../http/api-error.ts';
import type { Call } from '../http/call.ts';
import type { Fields } from '../http/fields.ts';
import type { Delays, Quotas } from '../options.ts';
import type { Objects } from '../state/collection.ts';
import type { AttributeFaults, Attributes } from './attributes.ts';
import type { Item } from './item.ts';

export type Verb = 'create' | 'show' | 'update' | 'delete';

/** A member that says where an object stands on its way, and the words for that. */
export interface State {
  member: string;
  create: string;
  /** Without it changes take no time, and may be made whatever state an object is in. */
  update?: string;
  delete: string;
  ready: string;
  /** In these states an object that is a whole of its own may be deleted. */
  deletable: readonly string[];
  /** To ask again for what is being deleted is fine. */
  repeats?: true;
  /** How long each takes. */
  delay(delays: Delays, verb: 'create' | 'update' | 'delete'): number;
}

/** An object of the same service, by the singular of its kind and its id. */
export type Named = readonly [singular: string, id: string];

export interface Reference {
  kind: string;
  /** What it names has to be there, but the caller need not see it. */
  unseen?: true;
  /** What it names cannot go meanwhile. */
  holds?: true;
  /** The object goes with what it names. */
  goes?: true;
  /** The member is null when what it names is gone. */
  forgets?: true;
}

/** The words for a kind, and where it is. */
export const called = (singular: string, label: string, path: string, plural = `${singular}s`) => ({
  singular,
  plural,
  label,
  path,
});

/** Statuses of answers. */
type Answers = Partial<Record<'create' | 'update' | 'delete', number>>;

interface Filter<T> {
  passes(item: T, wanted: string): boolean;
}

export interface Kind<T extends Item = Item> {
  singular: string;
  plural: string;
  /** The service's word for one such object in its errors. */
  label: string;
  /** Of the collection. A collection below an object has the object's id in it: `/pools/{pool}/members`. */
  path: string;
  collection: Objects<T>;
  attributes: Attributes;
  /** The kind of object that the collection lies below, the parameter of the path and the member with its id. */
  below?: { singular: string; param: string; member: string };
  quota?: keyof Quotas;
  /** `write`: only administrators make, change and delete them; `list`: or list them; `all`: or see them at all. */
  admin?: 'write' | 'list' | 'all';
  /** The member that keeps what else a request says, and from which it is shown; without it the dialect decides. */
  others?: string;
  /** In older minor versions what a request says beside the attributes is passed over. */
  strictSince?: number;
  /** The members of an object in a list; all are in the list at `…/detail`. */
  brief?: readonly string[];
  /** What answers a creation is brief, too. */
  createdBriefly?: true;
  /** Statuses of answers, in place of the dialect's. */
  answers?: Answers;
  /** Other names of members in the order that a query asks for. */
  sortKeys?: Readonly<Record<string, string>>;
  /** Member with an id → the kind that it names, which has to be there. */
  refers?: Readonly<Record<string, Reference>>;
  state?: State;
  /**
   * What an object is a part of. All of it has to be ready for the object to be made, changed or deleted, and is in
   * change as long as the object is.
   */
  within?(item: T): readonly Named[];
  /** What is in change with an object, without hindering that. */
  along?(item: T): readonly Named[];
  /** Refuses a change while the object itself is in change, in place of the dialect's words. */
  immutable?(item: T): ApiError;
  /** They belong to the cloud, not to projects, and everybody may see them (if not for `admin`). */
  nobodys?: true;
  /** The object to whose project a new one belongs; default: what it lies below, what the body or the token says. */
  owner?(call: Call, body: Fields): { project_id: string } | undefined;
  /** Members that every new object gets, in place of the dialect's. */
  born?(call: Call): Fields;
  /** Which objects of the collection are of this kind; default: all. */
  has?(item: T): boolean;
  /** Who may see an object, and change it if not for `admin`, whatever project it belongs to. */
  sees?(call: Call, item: T): boolean;
  /** Objects of other projects that the caller may see. */
  visible?(call: Call, item: T): boolean;
  /** All that may concern a caller who is no administrator, or anybody if they are nobody's; default: those of his project. */
  candidates?(call: Call): T[];
  /** Completes and checks a new object before it is stored. */
  create?(call: Call, item: T, body: Fields): void;
  /** Refuses a second one of what can be there only once; asked when all else is fine. */
  unique?(item: T): void;
  created?(call: Call, item: T): void;
  /** Checks changes, and does what they entail; the changes are assigned afterwards. */
  update?(call: Call, item: T, changes: Fields): void;
  updated?(call: Call, item: T): void;
  /** Checks that an object may go. */
  remove?(call: Call, item: T): void;
  /** An object has become ready. */
  settled?(item: T): void;
  /** An object is gone; takes along what goes with it. */
  gone?(item: T): void;
  /** Attributes that are computed when shown; undefined hides one. */
  show?(call: Call, item: T): Fields;
  /** Queries on nested values, such as fixed_ips. */
  filters?: Readonly<Record<string, Filter<T>['passes']>>;
}

/** What all collections of a service have in common. */
export interface Dialect extends AttributeFaults {
  /** The method that changes an object. */
  changes: 'PUT' | 'PATCH';
  /** By default 201, 200, 204. */
  answers?: Answers;
  /** An object stands in a body by itself, not under its singular. */
  bare?: true;
  newestFirst?: true;
  /** Whether the caller asks for the objects of all projects; default: administrators always do. */
  asksForAll?(call: Call): boolean;
  /** Who may do what only administrators may; default: those whom all services take for some. */
  isAdmin?(call: Call): boolean;
  /** Whether an object has what a query wants of a member, where that is not just the same value. */
  passes?(kind: Pick<Kind, 'attributes'>, item: Item, key: string, wanted: readonly string[]): boolean;
  newId(): string;
  /** Members of a new object beside its attributes: times, tags, revision. */
  born(call: Call, body: Fields): Fields;
  /** Notes a change in the object: its time, its revision. */
  touch(item: Item, now: number): void;
  /** Members that every shown object has beside its own. */
  show(call: Call, kind: Pick<Kind, 'path'>, item: Item): Fields;
  /** Members of a list's answer that link to the next page. `total`: how many there are on all pages. */
  links(call: Call, plural: string, next: string | undefined, total: number): Fields;
  /** Greatest page; 0: none. */
  pageSize: number;
  /** A list under the plural makes several objects at once, all or none. */
  severalAtOnce?: true;
  /**
   * Refuses a query for something that the objects do not have, or passes it over; without it such a query finds
   * nothing. `members` are what all have beside their attributes.
   */
  unknownFilter?: 'passed over' | { members: readonly string[]; refusal(names: readonly string[]): ApiError };
  /** The object in a request's body under its singular. @throws 400 */
  envelope(call: Call, singular: string): Fields;
  missing(label: string, id: string): ApiError;
  /** The caller may not do this with what belongs to others. */
  forbidden(verb: Verb, singular: string): ApiError;
  /** Whether objects of others are told to be missing rather than forbidden. */
  hidesForeign: boolean;
  immutable(label: string, item: Item): ApiError;
  inUse(label: string, id: string): ApiError;
  overQuota(kind: Pick<Kind, 'label' | 'quota'>, limit: number): ApiError;
}
