/**
 * The rows that Hearth keeps. Times are milliseconds since the epoch; ids are UUIDs as text unless said; JSON members are
 * decoded here and text in the database; members marked *secret* are encrypted at rest: all that may hold a value that a user gave.
 */
import type { Value, ValueMap } from '../template/value.ts';

export type StackAction =
  | 'CREATE'
  | 'UPDATE'
  | 'DELETE'
  | 'ROLLBACK'
  | 'SUSPEND'
  | 'RESUME'
  | 'CHECK'
  | 'SNAPSHOT'
  | 'RESTORE'
  | 'ADOPT'
  | 'ABANDON';
export type Status = 'IN_PROGRESS' | 'COMPLETE' | 'FAILED';

export interface StackRow {
  id: string;
  projectId: string;
  name: string;
  /** Nested stacks: the stack and the resource row above; the top of the tree (itself for a top stack); 0 for a top stack. */
  parentId: string | null;
  parentResourceId: string | null;
  rootId: string;
  depth: number;
  action: StackAction;
  status: Status;
  reason: string;
  /** *Secret.* */
  description: string;
  /** What is wanted. */
  definitionId: string;
  /** What was last reached completely; rollback leads here. Null before the first. */
  goodDefinitionId: string | null;
  /** The operation under way, else the last one. */
  operationId: string | null;
  disableRollback: boolean;
  timeoutMins: number | null;
  tags: string[];
  ownerUserId: string;
  ownerUserName: string;
  /** Row of `credentials` with which the engine works for this stack. */
  credentialsId: string | null;
  /** Project for stack users in the stack domain, once made. */
  stackUserProjectId: string | null;
  createdAt: number;
  updatedAt: number | null;
  deletedAt: number | null;
  /** Engine that owns the stack now; null when nothing runs. */
  engineId: string | null;
  /** Fence: grows with every change of owner; a commit with an older one is refused. */
  epoch: number;
  /** How often engines took it, the present one included, without that it got anywhere since. */
  takes: number;
}

/** A stack's desired state, immutable. Large texts are kept once, by their hash, in `texts`. */
export interface DefinitionRow {
  id: string;
  stackId: string;
  /** *Secret.* Template as a tree (or text as it came). */
  template: ValueMap;
  /** *Secret.* */
  files: Record<string, string>;
  /** *Secret.* Environment as merged, without the secret parameters' values. */
  environment: ValueMap;
  /** *Secret*: values of hidden parameters and of those named by encrypted_param_names. */
  secretParameters: ValueMap;
  createdAt: number;
}

export interface ResourceRow {
  id: string;
  stackId: string;
  name: string;
  type: string;
  physicalId: string | null;
  physicalName: string;
  action: StackAction | 'INIT';
  status: Status;
  reason: string;
  /**
   * *Secret.* What the object was last given: the definition's `properties` with every function resolved, before translation, coercion and
   * defaults; null before the first.
   */
  properties: ValueMap | null;
  /** *Secret.* Where an update is under way: what it is being given. */
  pending: ValueMap | null;
  /** Definition (`definitions.id`) that it was last brought to, or that the stack reached without it having to change. */
  definitionId: string;
  /**
   * *Secret* where it holds more than structure. The rest of the definition as last brought to, resolved (`plan/frozen.ts`): type, metadata,
   * depends_on, policies, condition.
   */
  frozen: ValueMap;
  /** *Secret.* As signals and updates left it; begins as the definition's. */
  metadata: ValueMap;
  /** *Secret.* */
  updatePolicy: ValueMap;
  deletionPolicy: string;
  externalId: string | null;
  /** Names of the resources of this stack that it was built upon. */
  requires: string[];
  /** Rows of the same name, while a replacement is under way. */
  replaces: string | null;
  replacedBy: string | null;
  /** *Secret.* Notes of the type. */
  data: Record<string, string>;
  /** *Secret.* Attributes read when it was completed, which others or outputs refer to. */
  attributes: Record<string, Value>;
  nestedStackId: string | null;
  /** When the verb under way began. */
  startedAt: number | null;
  createdAt: number;
  updatedAt: number | null;
}

export interface EventRow {
  /** UUID. */
  id: string;
  /** Grows over all events. Given by the store on insert (0 before). */
  seq: number;
  stackId: string;
  stackName: string;
  rootId: string;
  resourceName: string;
  resourceType: string;
  physicalId: string | null;
  action: string;
  status: string;
  reason: string;
  /** *Secret* where the type says so; null when not kept. */
  properties: ValueMap | null;
  createdAt: number;
}

export type OperationKind =
  | 'create'
  | 'update'
  | 'delete'
  | 'suspend'
  | 'resume'
  | 'check'
  | 'snapshot'
  | 'restore'
  | 'adopt'
  | 'abandon';

export interface OperationRow {
  id: string;
  stackId: string;
  kind: OperationKind;
  /** `superseded`: a later operation took over. */
  state: 'queued' | 'running' | 'done' | 'failed' | 'superseded';
  /** *Secret.* Kind's own arguments, e.g. `{snapshotId}`, `{converge: true}`, `{cancel: true}`. */
  request: ValueMap;
  /** Of the API request, for logs and traces; `traceparent` beside it. */
  requestId: string;
  createdAt: number;
  startedAt: number | null;
  endedAt: number | null;
  /** After which it fails with a timeout. */
  deadlineAt: number | null;
}

export interface SnapshotRow {
  id: string;
  stackId: string;
  name: string;
  status: Status;
  reason: string;
  /** *Secret.* What `stack abandon` would print, with each resource's snapshot data. */
  data: ValueMap;
  createdAt: number;
}

/** *Secret*, whole: how to act for a stack's user. */
export interface CredentialsRow {
  id: string;
  projectId: string;
  content: Credentials;
  createdAt: number;
  /** Since when no stack uses them: they are to be given back. Null while one does. */
  idleSince: number | null;
  /**
   * Set for credentials that are no stack's own but lent: every stack has a row of its own that borrows them. Who may borrow, in one word:
   * a hash of the user, the project, the roles and whatever else they are bound to.
   */
  sharing: string | null;
  /** The row that these are borrowed from; null where they are the stack's own. */
  lentBy: string | null;
}

export type Credentials =
  /** The service user acts under this trust. Id null: it is about to be made, or was by a process that could not say so any more. */
  | {
      kind: 'trust';
      trustId: string | null;
      trustorUserId: string;
      region?: string;
      /** Another row's: lent, or that of a stack that made this one. It is not given back with this one. */
      borrowed?: boolean;
    }
  /** The engine's own configured cloud (`clouds.yaml`, `OS_*`): for a solo user. */
  | { kind: 'configured' }
  /** A name and password stored because the operator asked for it (`deferred_auth_method = password`). */
  | { kind: 'password'; username: string; password: string; userDomainId: string; region?: string }
  /** Only as long as the user's own token lives. */
  | { kind: 'token'; token: string; region?: string };

export interface EngineRow {
  id: string;
  host: string;
  pid: number;
  version: string;
  startedAt: number;
  /** Last report. */
  seenAt: number;
  /** Seconds between reports. */
  interval: number;
}

/** Hook (breakpoint) under way, waiting for its signal. */
export interface HookRow {
  id: string;
  stackId: string;
  resourceName: string;
  hook: 'pre-create' | 'post-create' | 'pre-update' | 'post-update' | 'pre-delete' | 'post-delete';
  state: 'waiting' | 'cleared';
  createdAt: number;
}

/** A signal that arrived for a resource, to be taken up by whoever owns its stack. */
export interface SignalRow {
  id: string;
  stackId: string;
  resourceName: string;
  /** *Secret.* */
  details: Value;
  createdAt: number;
}

/** Something that is to happen to a resource at a time. Taken up, when that has come, as a signal is. */
export interface DueRow {
  /** One for each resource and what: setting it again moves it. */
  id: string;
  stackId: string;
  /** Row of the resource; with it goes what is due. */
  resourceId: string;
  resourceName: string;
  /** The type's own name for it. */
  what: string;
  dueAt: number;
  createdAt: number;
}
