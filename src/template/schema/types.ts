/**
 * The form of a resource type's schema: what the template layer has to know of a type to validate,
 * translate and compare its properties. The catalogue's resource types are values of this form, with behaviour added.
 */
import type { Float, Value, ValueMap } from '../value.ts';

export type PropertyType = 'string' | 'integer' | 'number' | 'boolean' | 'list' | 'map' | 'any';

export type SupportState = 'SUPPORTED' | 'DEPRECATED' | 'UNSUPPORTED' | 'HIDDEN' | 'UNKNOWN';

export interface SupportStatus {
  status: SupportState;
  /** Release since which it holds, e.g. `2014.1` or `5.0.0`. */
  version?: string;
  message?: string;
  previous?: SupportStatus;
}

/** A bound of a constraint: plain in the catalogue; those of a template's parameters may be of any size or a whole float. */
export type Bound = number | bigint | Float;

/** One condition on a value. The kinds are Heat's and closed. */
export type Constraint =
  | { kind: 'length'; min?: Bound; max?: Bound; description?: string }
  | { kind: 'range'; min?: Bound; max?: Bound; description?: string }
  | { kind: 'modulo'; step: Bound; offset: Bound; description?: string }
  | { kind: 'allowed_values'; values: Value[]; description?: string }
  | { kind: 'allowed_pattern'; pattern: string; description?: string }
  /** Named check, answered by whoever runs the validation (usually a cloud look-up), e.g. `nova.flavor`. */
  | { kind: 'custom_constraint'; name: string; description?: string };

export interface PropertySchema {
  type: PropertyType;
  description?: string;
  /** Absent where there is none. */
  default?: Value;
  required?: boolean;
  constraints?: Constraint[];
  /** A change is made in place; otherwise it replaces the resource. */
  updateAllowed?: boolean;
  /** May never change. */
  immutable?: boolean;
  /** Schema of each element of a list (or of each value of a map that has no fixed keys). */
  items?: PropertySchema;
  /** Schemas of the keys of a map. */
  properties?: Record<string, PropertySchema>;
  support?: SupportStatus;
  /** False: declared for AWS's sake, and refused when a template sets it. Default true. */
  implemented?: boolean;
  /** Accepts a string holding JSON or a comma-separated list where the schema wants a map or list. */
  allowConversion?: boolean;
  /** Its value is for nobody's eyes: it is taken out of reasons, events and logs. */
  secret?: boolean;
}

export interface AttributeSchema {
  description?: string;
  /** Absent where it has no declared type. */
  type?: 'string' | 'integer' | 'number' | 'boolean' | 'list' | 'map';
  /** `none`: read from the cloud at every use. Default `local`. */
  cache?: 'local' | 'none';
  /**
   * Changes by itself, or by what others do: whoever asks is told how it is now, whatever is kept. Without this word an attribute is read again
   * when its resource, or anything that it depends on, changed.
   */
  lives?: boolean;
  /** As of a property. */
  secret?: boolean;
  support?: SupportStatus;
}

/** Rewrites of properties before they are validated. Paths go through lists: `['networks', 'network']`. */
export type TranslationRule =
  /** The value at `path` becomes the one at `valuePath` (from the top), or of the sibling key `valueName`; the source is removed. */
  | {
      rule: 'Replace';
      path: string[];
      valuePath?: string[];
      valueName?: string;
      /** Further down within the source, where that has no schema of its own. */
      customValuePath?: string[];
      value?: Value;
    }
  /**
   * Values are appended to the list at `path`. In `value`, `{ $property: 'sequence' }` stands for the value of that
   * property; while it is not given, nothing is appended.
   */
  | { rule: 'Add'; path: string[]; valuePath?: string[]; valueName?: string; value?: Value[] }
  | { rule: 'Delete'; path: string[] }
  /** A name becomes an id, by a look-up in the cloud, e.g. client `neutron`, finder `find_resourceid_by_name_or_id`, entity `network`. */
  | { rule: 'Resolve'; path: string[]; client: string; finder: string; entity?: string };

export type DeletionPolicy = 'Delete' | 'Retain' | 'Snapshot';

export interface ResourceTypeSchema {
  /** E.g. `OS::Nova::Server`. */
  name: string;
  description?: string;
  properties: Record<string, PropertySchema>;
  attributes: Record<string, AttributeSchema>;
  /** Schema of the `update_policy` section; empty where the type has none. */
  updatePolicy: Record<string, PropertySchema>;
  support: SupportStatus;
  deletionPolicies: DeletionPolicy[];
  translation: TranslationRule[];
  /** Longest physical name that the service takes, in characters; 255 unless said. */
  physicalNameLimit?: number;
  /** Whether a resource of this type owns a nested stack; its members decide for themselves what an update means to them. */
  nestedStack?: boolean;
  /** Attributes beyond those declared may be asked for (outputs of a nested stack, members of a group). */
  dynamicAttributes?: boolean;
  /** Takes any property, unchecked (`OS::Heat::None`). */
  anyProperties?: boolean;
  /** Its properties mean nothing, and are not even resolved: what they hold cannot be wrong. */
  ignoresProperties?: boolean;
  /** Nothing that the template says of it calls for an update (placeholders that accept anything). */
  neverUpdated?: boolean;
  /** Name of the resource in a template generated for the type; by default the last part of the type's name. */
  className?: string;
  /**
   * Schemas of the properties where some depend on the value of others (`OS::Heat::Value`). `read` gives a property's
   * value as the ordinary schema has it, null where it cannot be read or is not known. Return the same object for the same case: schemas are compiled once.
   */
  propertiesFor?: (read: (name: string) => Value) => Record<string, PropertySchema>;
  /**
   * What the nested stack of a resource is made of, as far as its properties tell before it is made (`OS::Heat::ResourceGroup`);
   * undefined where they do not. Used to validate it, and to show its parameters.
   */
  nestedTemplate?: (resource: {
    name: string;
    properties: Record<string, Value | Unknown>;
    /** To be validated, rather than shown: a group of none need not be. */
    forValidation: boolean;
  }) => { template: ValueMap; parameters: ValueMap } | undefined;
  /**
   * How many resources the nested stack has by itself, told from numbers alone, before any of them is listed; undefined where that cannot be
   * told yet. Without it, as many as `nestedTemplate` shows.
   */
  nestedMembers?: (properties: Record<string, Value | Unknown>) => number | undefined;
  /**
   * Where in the resource's properties that stands which the template of its nested stack has at a place: `resources.0.properties.size` of a group is
   * its `resource_def.properties.size`.
   */
  nestedPlace?: (path: readonly (string | number)[]) => readonly (string | number)[];
  /** Implicit dependencies that no reference in the template shows, over the definitions of its stack. */
  implicitDependencies?: ImplicitDependencies;
  /** The same, of what it had better come after: where that would close a circle, it does not. */
  wishedDependencies?: ImplicitDependencies;
  /** Replaced at every update, also when nothing changed, if its wanted properties say so. */
  mustReplace?: (after: Record<string, Value>) => boolean;
  /** What goes over to the one that takes its place, told by what both are given; null for nothing. */
  handsOver?: (change: { before: Record<string, Value>; after: Record<string, Value> }) => Handover | null;
  /** What an update in place of a property does to the object beyond the change itself; null for nothing that anybody would fear. */
  disturbs?: (
    property: string,
    change: { before: Record<string, Value>; after: Record<string, Value> },
  ) => Disturbance | null;
  /** Refines the choice between update in place and replacement, once a property changed. */
  replaceOn?: ReplaceOn;
}

/** A resource as the others of its stack see it; a property not known yet is an {@link Unknown}. */
export interface Sibling {
  readonly name: string;
  readonly type: string;
  readonly properties: ValueMap;
}

/** The resources of a stack, found without going through all of them. */
export interface Siblings {
  get(name: string): Sibling | undefined;
  ofType(type: string): readonly Sibling[];
}

/** Names of the resources of the same stack that `self` has to wait for, beyond those that it refers to. */
export type ImplicitDependencies = (self: Sibling, siblings: Siblings) => Iterable<string>;

/** `rebuild`: what is on its disk is lost; `resize`: it restarts; `detach`: it is taken from what it is at, or something from it. */
export type Disturbance = 'rebuild' | 'resize' | 'detach';

/** What only one of two can hold, and so goes from a resource to its replacement. */
export interface Handover {
  /** In words: `volume 3f2a…`, `address 10.0.0.9`. */
  things: string[];
  /** It cannot let go of them while it is there: it is deleted before the new one is made. */
  goesFirst: boolean;
}

export type ReplaceOn = (change: {
  before: Record<string, Value>;
  after: Record<string, Value>;
  changed: string[];
  metadataBefore: Value;
  metadataAfter: Value;
}) => boolean;

/** Where the template layer looks types up. */
export interface TypeRegistry {
  get(name: string): ResourceTypeSchema | undefined;
  names(): Iterable<string>;
}

/** What cannot be known while planning: the reference id or attribute of a resource not yet made. Yields itself through every function. */
export class Unknown {
  /** What is waited for, e.g. `server.first_address`. */
  readonly what: string;
  constructor(what: string) {
    this.what = what;
  }
}

/** The same, of the reference id of a resource not yet made: which it will be is not known, but that there will be one. */
export class UnknownId extends Unknown {}
