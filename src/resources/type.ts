/**
 * What a resource type is to the engine: a schema (the template layer's form) and the few verbs by which an object in a cloud
 * comes, changes and goes. `rest-type.ts` and `own-type.ts` make these values from data; a type writes only what is irregular about it.
 *
 * The life of a create, which shows the contract:
 *
 *   1. The engine commits the intent (CREATE_IN_PROGRESS, no physical id).
 *   2. `create(op)` calls the cloud once and returns the physical id. The engine commits it.
 *   3. `created(op)` is asked at every tick until it says true; it throws `ResourceInError` when the object went to an
 *      error state. Objects are read by `op.cloud.observe`, so that a thousand waiting resources share one list call.
 *   4. The engine reads the attributes that others refer to with `attribute(op, name)` and commits CREATE_COMPLETE.
 *
 * A process that died between 1 and 2 leaves a row without a physical id. The next engine asks `find(op)` for the object
 * by its marker (unique physical name, tag, metadata); found, it is adopted and the life goes on at 3. A type whose
 * create has no effect outside (`local`) needs no intent and is simply made again.
 *
 * `create`, `update` and `delete` may throw `NotNow` (`not-now.ts`) where the object is busy: the engine asks again later.
 *
 * Every verb may run twice: after a crash `update` and `delete` are called again and must get to the same end
 * (deleting what is gone is success; use `op.data` to remember the stage of a long update).
 */
import type { Cloud } from '../openstack/cloud.ts';
import type { ServiceType } from '../openstack/services.ts';
import type { ResourceTypeSchema } from '../template/schema/types.ts';
import type { Value, ValueMap } from '../template/value.ts';
import type { Foreseen } from './terms/given.ts';

export type Properties = ValueMap;

/**
 * A resource while a verb runs on it. Whoever lets a type do something gives it all of this, be it a run, a request that reads, or a preview: a
 * member that may be missing would be a verb that answers differently depending on who asks.
 */
export interface ResourceOperation<Given extends Properties = Properties> {
  readonly stack: {
    readonly id: string;
    readonly name: string;
    readonly projectId: string;
    readonly rootId: string;
    readonly depth: number;
    readonly userId: string;
    readonly action: string;
    readonly tags: readonly string[];
    /** Minutes; null when none was given. */
    readonly timeoutMins: number | null;
    readonly disableRollback: boolean;
  };
  /** Logical name. */
  readonly name: string;
  /** The row's own id; unique for ever, so it serves as marker. */
  readonly uuid: string;
  /** Heat's name for the object: `{stack}-{resource}-{random}`, within the type's limit; stable for this row. */
  readonly physicalName: string;
  /** Null before it is made. */
  readonly physicalId: string | null;
  /** Resolved, translated, coerced, with defaults: what is wanted. For `delete`: what the object was last given. */
  readonly properties: Given;
  readonly metadata: ValueMap;
  /** Small text notes of this resource, kept in its row (encrypted at rest). */
  readonly data: ReadonlyMap<string, string>;
  setData(key: string, value: string | null): void;
  /**
   * At that time (milliseconds since the epoch; null: not any more) `onDue` is called with this name, once, whoever lives then. Setting it again
   * moves it.
   */
  setDue(what: string, at: number | null): void;
  /** Replaces the resource's metadata (e.g. by a signal). */
  setMetadata(metadata: ValueMap): void;
  readonly cloud: Cloud;
  readonly nested: NestedStack;
  readonly services: EngineServices;
  /** `update_policy` of the definition, coerced. */
  readonly updatePolicy: Properties;
  /** Commits physical id and data at once: for types that make several objects. */
  save(physicalId?: string | null): Promise<void>;
  /** Milliseconds since the epoch, of the engine's clock. */
  now(): number;
  /** For `find`: when the create began that may have made something; milliseconds since the epoch. */
  readonly begun: number;
  /** Milliseconds since the present verb began; survives a change of owner. */
  elapsed(): number;
  readonly signal: AbortSignal;
  /**
   * Which of these physical ids other rows already own; `find` asks it where the template gave the object a name of its
   * own, so that several may bear it. The engine adopts what one `find` returned before it asks the next of the same type.
   */
  owned(physicalIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Another resource of the same stack, by its reference id (a wait condition's handle); null when there is none. */
  peer(referenceId: string): Promise<Peer | null>;
  /** Files of the stack's template, for a stack elsewhere that is made of them. */
  files(): Promise<Record<string, string>>;
  /** The stack's environment with these parameters, for the same. */
  environment(parameters: ValueMap): Promise<ValueMap>;
}

/** As much of another resource of the stack as types may know. */
export interface Peer {
  readonly name: string;
  readonly type: string;
  readonly metadata: ValueMap;
  setMetadata(metadata: ValueMap): void;
  /** Fetches signals that do not come by themselves ({@link ResourceType.fetchSignals}). */
  fetchSignals(): Promise<void>;
}

export interface UpdateOperation<Given extends Properties = Properties> extends ResourceOperation<Given> {
  /** What the object was last given. */
  readonly before: Given;
  /** Names of the properties that differ. */
  readonly changed: readonly string[];
  /** Their new values; a removed one is null (or its default). */
  readonly changes: { readonly [Name in keyof Given]?: Given[Name] | null };
  readonly metadataBefore: ValueMap;
  readonly updatePolicyBefore: Properties;
}

/** What a nested stack is made of. Files are those of the parent, unless given. */
export interface NestedDefinition {
  /** Template as text or as a tree. */
  template: string | ValueMap;
  parameters: ValueMap;
  files?: Record<string, string>;
  /** Environment of the child; by default derived from the parent's. */
  environment?: ValueMap;
  timeoutMins?: number | null;
  disableRollback?: boolean;
  /** Name of the nested stack; by default the physical name. */
  name?: string;
}

export interface NestedState {
  id: string;
  action: string;
  status: 'IN_PROGRESS' | 'COMPLETE' | 'FAILED';
  reason: string;
}

export interface NestedMember {
  name: string;
  type: string;
  physicalId: string | null;
  action: string;
  status: string;
  reason: string;
  referenceId: string;
  createdAt: number;
}

/** The nested stack that a resource owns; each change is an operation of its own, which any engine may run. */
export interface NestedStack {
  /**
   * Asks, before they are listed, whether the stack may have so many resources of its own.
   * @throws RequestLimitExceeded where all stacks of the tree together would have too many
   */
  admit(resources: number): Promise<void>;
  /** Makes the stack (once; asking again finds the one made) and returns its id. */
  create(definition: NestedDefinition, options?: { adopt?: ValueMap }): Promise<string>;
  update(definition: NestedDefinition): Promise<void>;
  delete(): Promise<void>;
  act(action: 'SUSPEND' | 'RESUME' | 'CHECK'): Promise<void>;
  cancel(options: { rollback: boolean }): Promise<void>;
  /** Null when there is none (any more). */
  state(): Promise<NestedState | null>;
  /** True when the last operation asked for ended well, false while it runs; throws ResourceFailure with the cause. */
  settled(): Promise<boolean>;
  /** One output's value; undefined where there is no such. Throws TemplateOutputError where it cannot be told. */
  output(key: string): Promise<Value | undefined>;
  /** Live members with their state; null where there is no stack. */
  members(): Promise<NestedMember[] | null>;
  memberAttribute(member: string, path: Value[]): Promise<Value>;
  /** The template in force, as a tree; null before the first. */
  template(): Promise<ValueMap | null>;
  /** The files that go with it. */
  files(): Promise<Record<string, string>>;
  parameters(): Promise<ValueMap>;
}

/** `cfn` is POSTed to, `waitcondition` and `tempurl` are PUT to, without credentials; `heat` is POSTed to with a token. */
export type SignalKind = 'cfn' | 'waitcondition' | 'heat' | 'tempurl' | 'zaqar';

/** Named as tools within servers read it. */
export type SignalLogin = {
  auth_url: string;
  username: string;
  user_id: string;
  password: string;
  project_id: string;
  domain_id: string;
  region_name: string | null;
};

/** Of the engine, for types that stand for Heat's own things. */
export interface EngineServices {
  /** URL by which something outside may signal this resource, by transport. What has to be made for it is made, and goes with the resource. */
  signalUrl(kind: SignalKind): Promise<string>;
  /** A token with which something outside may signal this resource through `signalUrl('heat')`. */
  signalToken(): Promise<string>;
  /** All that is needed to log in as the resource's own user; null where there are no such users. */
  signalLogin(): Promise<SignalLogin | null>;
  /** Id of the resource's own user, made when there is none; null where there are no such users. It goes with the resource. */
  stackUser(): Promise<string | null>;
  /** The same, only if it is there: after an interrupted create. */
  findStackUser(): Promise<string | null>;
  /** Signals that lie somewhere and have to be fetched; each is given once. */
  takeSignals(kind: 'tempurl'): Promise<Value[]>;
  /** URL of the CloudFormation API as servers reach it: configured, or else of the catalogue. */
  cfnUrl(): Promise<string>;
  readonly heatUrl: string;
  /** Longest server name etc.: options of the configuration that types use. */
  option(name: string): Value;
}

export interface ResourceType<Given extends Properties = Properties> extends ResourceTypeSchema {
  /** Catalogue entry that has to be there before the type is offered; null for none. */
  service: ServiceType | null;
  /** Neutron extensions and the like that have to be there. */
  requiredExtensions: string[];
  /** True: nothing outside Hearth comes to be, so no intent is committed before. */
  local: boolean;
  /** Physical id stands for the resource in `get_resource`; otherwise see `referenceId`. */
  referenceId?(row: {
    name: string;
    physicalId: string | null;
    physicalName: string;
    properties: Properties;
    data: ReadonlyMap<string, string>;
  }): string;
  /**
   * Checks that need more than the schema (property combinations …); throws StackValidationFailed. What is not given is null or the default;
   * what is not known yet is left out, at any depth (in lists it is null), but for ids of what is still to be made, which are seen as names.
   * `cloud` is null where no cloud may be asked.
   */
  validate?(op: {
    name: string;
    properties: Foreseen<Given>;
    cloud: Cloud | null;
    files(): Promise<Record<string, string>>;
    environment(parameters: ValueMap): Promise<ValueMap>;
  }): Promise<void> | void;

  /** Of a nested stack that is made or changed in several steps: what it comes to in the end. */
  finally?(op: ResourceOperation<Given>): Promise<NestedDefinition>;

  create(op: ResourceOperation<Given>): Promise<string | null>;
  created(op: ResourceOperation<Given>): Promise<boolean>;
  /**
   * Physical id of the object that an interrupted `create` may have made; null when there is none. Where the marker shows that several are
   * this row's, all but one (the row's present one, if it has one) are taken away.
   */
  find(op: ResourceOperation<Given>): Promise<string | null>;
  update(op: UpdateOperation<Given>): Promise<void>;
  updated(op: UpdateOperation<Given>): Promise<boolean>;
  delete(op: ResourceOperation<Given>): Promise<void>;
  deleted(op: ResourceOperation<Given>): Promise<boolean>;

  /**
   * What it changes as a whole, together with others: the id of a load balancer, of a zone, of a cluster. Makings, changes and deletions of one key take
   * turns, each with the waiting for the state that follows, so that they do not meet in refusals. Null: there is none, or it is not known yet. It is asked
   * before each; `properties` are those that are wanted, or were last given to what is deleted. Nested stacks have none.
   */
  alone?(op: ResourceOperation<Given>): Promise<string | null> | string | null;
  /** Asked when the service said "not now": why it will not say anything else later either; null where it may. */
  hopeless?(op: ResourceOperation<Given>): Promise<string | null>;

  /** Throws ResourceInError / NotFound when the object is not what it should be. */
  check(op: ResourceOperation<Given>): Promise<void>;
  /** Where a check takes time (nested stacks): asked at every tick after `check` until it says true. */
  checked?(op: ResourceOperation<Given>): Promise<boolean>;
  suspend?(op: ResourceOperation<Given>): Promise<void>;
  suspended?(op: ResourceOperation<Given>): Promise<boolean>;
  resume?(op: ResourceOperation<Given>): Promise<void>;
  resumed?(op: ResourceOperation<Given>): Promise<boolean>;
  /** Takes a snapshot, once for a marker; keys in `op.data` name it. */
  snapshot?(op: ResourceOperation<Given>, taking: Taking): Promise<void>;
  snapshotted?(op: ResourceOperation<Given>): Promise<boolean>;
  /** `snapshot`: what was noted of it; one that was cut short is found by its marker. */
  deleteSnapshot?(op: ResourceOperation<Given>, snapshot: ValueMap, marker: string): Promise<void>;
  /** Definition's properties that bring the snapshot back. */
  restoreProperties?(properties: Properties, snapshot: ValueMap): Properties;
  /** Deletion with policy Snapshot: makes the snapshot before the object goes. */
  snapshotBeforeDelete?(op: ResourceOperation<Given>, taking: Taking): Promise<void>;
  snapshotBeforeDeleted?(op: ResourceOperation<Given>): Promise<boolean>;

  /** One attribute, not yet indexed by a path. `show` is the object as the service serves it. */
  attribute(op: ResourceOperation<Given>, name: string): Promise<Value>;
  /**
   * An attribute with its path, for types that care for the path themselves: a group gives `[name, ...path]` of every
   * member. Where it is there, it is asked instead of `attribute`, and its answer is not indexed any further.
   */
  attributeAt?(op: ResourceOperation<Given>, name: string, path: Value[]): Promise<Value>;
  /** Takes any property, unchecked (OS::Heat::None). */
  anyProperties?: boolean;
  /** Attributes whose name is not in the schema (group members, nested outputs): true when it may be asked for. */
  dynamicAttributes?: boolean;
  /**
   * Something arrived from outside for this resource. Returns the event's reason. What it notes, and the one thing that it may ask of its nested
   * stack, happen together with the removal of the signal, or not at all; nothing can be saved in parts.
   */
  onSignal?(op: ResourceOperation<Given>, details: Value): Promise<string>;
  /** A time has come that `setDue` set. As `onSignal`, in all else. */
  onDue?(op: ResourceOperation<Given>, what: string): Promise<void>;
  /** Where signals have to be fetched: fetches those that are there and takes them. */
  fetchSignals?(op: ResourceOperation<Given>): Promise<void>;
  /** True: after failure the object may be kept and repaired by an update. Default: it is replaced. */
  keepFailed?(op: ResourceOperation<Given>): Promise<boolean>;
  /**
   * Properties that say what it ties together, where it is nothing but a tie and bears no mark of whose it is (a volume's attachment, a router's
   * interface): asked for twice, there is still one.
   */
  ties?: readonly string[];
  /** True: two rows may have the same physical id, and each has something of its own (or both the same by intent: a container of one name). */
  sharesIds?: boolean;
  /**
   * Called on the old resource before its replacement is made (e.g. to give up a fixed address), and to undo that. May be called again. `successor`: what
   * the one that takes its place is given.
   */
  beforeReplace?(op: ResourceOperation<Given>, successor?: Properties): Promise<void>;
  /** Where the old one is deleted before ({@link Handover}): sees to it that what goes over outlives it. May be called again. */
  beforeGoing?(op: ResourceOperation<Given>, successor: Properties): Promise<void>;
  /** Where that takes time: asked at every tick after `beforeReplace` until it says true. */
  readyForReplace?(op: ResourceOperation<Given>): Promise<boolean>;
  /** Asked until it says true, once the replacement has gone or has stepped aside in its turn. */
  afterReplaceFailed?(op: ResourceOperation<Given>): Promise<boolean>;
  /** Live properties of the object, for `converge` and drift; only those it knows. */
  liveProperties?(op: ResourceOperation<Given>): Promise<Properties>;
}

/** What a snapshot is taken for. */
export interface Taking {
  /** Unique: id of the stack's snapshot, or of the row that is about to go. */
  readonly marker: string;
  /** An earlier call, of a process that died, may have taken it. */
  readonly again: boolean;
}

/** Types by name. */
export interface Catalogue {
  get(name: string): ResourceType | undefined;
  names(): Iterable<string>;
}

/** Answers to the questions that validation asks of a cloud. */
export interface CloudQuestions {
  /** Does the value pass the named check? Returns the reason where it does not. */
  constraint(cloud: Cloud, name: string, value: Value): Promise<string | null>;
  /** Id for a name or id; throws EntityNotFound, PhysicalResourceNameAmbiguity. */
  lookup(cloud: Cloud, rule: { client: string; finder: string; entity?: string }, value: Value): Promise<Value>;
}
