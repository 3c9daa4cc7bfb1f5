/**
 * What a service is like, as far as code that serves all services has to know. Each service is one such value (`services.ts`), and whoever
 * would ask "is it Neutron?" asks the value instead.
 */
import { type Paging, pluralLinks } from './paging.ts';

/** An object as a service shows it. */
export type Shown = Record<string, unknown>;

/** Objects of one kind, as a list call serves them. */
export interface Kind {
  /** Detailed list, e.g. `/servers/detail`. */
  list: string;
  /** Member of the list's answer that holds the objects, e.g. `servers`; null where the answer is the list itself. */
  plural: string | null;
  /** One object, e.g. `/servers`; `/{id}` is added. */
  path: string;
  /** Member of the single answer, e.g. `server`; null where the answer is the object. */
  singular: string | null;
  /** Member that is the id, where these objects differ from the service's others. */
  id?: string;
  microversion?: string;
  /** They belong to the cloud, not to a project (flavors), so no list takes a project for a filter. */
  ofNoProject?: boolean;
}

/** When an object is ready, and when it never will be. */
export interface StatusRule {
  /** Member of the shown object; default `status`. */
  member?: string;
  done: readonly string[];
  failed: readonly string[];
  /** On the way. Anything not named here or above ends the wait with ResourceUnknownStatus, if given. */
  pending?: readonly string[];
  /** Why it failed. */
  reason?(shown: Shown): string | undefined;
}

/** As much of an error as tells what a service meant. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly fault: string | undefined;
}

/** A change of one object. Its id is null before it is made. */
export interface Change {
  kind: Kind;
  id: string | null;
  properties: Readonly<Record<string, unknown>>;
}

/** One object of a kind. */
export interface Place {
  kind: Kind;
  id: string;
}

/** Reads an object; null when it is gone. */
export type Look = (kind: Kind, id: string) => Promise<Shown | null>;

export interface Profile {
  /** The project that makes it, by which Heat's messages call the service. */
  madeBy: string;

  // In a catalogue.
  /** Tried in order. */
  types: readonly string[];
  /** Version of the API that is meant where the address names none. */
  version?: string;
  /** The project's id follows the version. */
  projectInPath?: boolean;
  /** A version that no longer serves, though addresses still name it. */
  formerly?: string;

  // Its requests and answers.
  /** Milliseconds that one try may take. Default 60,000. */
  timeout?: number;
  /** Headers that ask for a microversion. */
  microversion?(version: string): Record<string, string>;
  /** It serves what users stored, web pages among it. */
  servesAnything?: boolean;
  /** The class of an error, which tells more than its status, from the text of the answer. */
  faultOf?(answer: string): string | undefined;
  /** Where it lists its extensions. */
  extensions?: string;

  // Its lists.
  /** Member that is an object's id. */
  id: string;
  next: Paging;
  /** Lists take ids as a filter, as many as one wants. */
  byIds: boolean;
  /** The filter by which an administrator's lists leave out what belongs to other projects; null where they do so by themselves. */
  projectFilter: string | null;
  /** What is said of a thing that neither its name nor its id leads to. */
  missing?(entity: string, value: string): string;

  // Its objects.
  updateMethod: 'PUT' | 'PATCH';
  status?: StatusRule;
  /** Member in which an object bears its mark where the template gives its name. */
  mark?: string;
  /** A failed resource whose object is there, and not in ERROR, is kept and repaired by an update. Otherwise it is replaced. */
  repairs?: boolean;
  /** The answer to a delete means that the object is gone. */
  goneAtOnce: boolean;

  // Its changes.
  /** Whether an error means "not now": asked again later, the same may be done. */
  busy(error: Refusal): boolean;
  /** The whole of which only one part may change at a time, if the change touches such. While it is in ERROR, no part can. */
  alone?(change: Change, look: Look): Promise<Place | null>;
}

/** A profile of what is particular about a service. */
export function profile(about: Partial<Profile> & Pick<Profile, 'madeBy' | 'types'>): Profile {
  return {
    id: 'id',
    next: pluralLinks,
    byIds: false,
    projectFilter: null,
    updateMethod: 'PUT',
    goneAtOnce: false,
    busy: () => false,
    ...about,
  };
}
