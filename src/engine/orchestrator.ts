/**
 * What the APIs and the command line ask of the engine room. Each call checks, stores what is wanted in one transaction and returns; the
 * work is done by whichever engine takes the wake-up. Reads come from the store (`views`), live attributes from the cloud.
 *
 * Errors are {@link HeatError}s with Heat's class names.
 */
import type { Cloud } from '../openstack/cloud.ts';
import type { Plan } from '../plan/plan.ts';
import type { EventRow, HookRow, ResourceRow, SnapshotRow, StackRow } from '../store/rows.ts';
import type { EventFilter, Page, StackFilter } from '../store/store.ts';
import type { FunctionShown, TemplateVersion } from '../template/describe/index.ts';
import type { Value, ValueMap } from '../template/value.ts';

/** Who asks. Made by the API's authentication. */
export interface Caller {
  projectId: string;
  userId: string;
  userName: string;
  roles: string[];
  isAdmin: boolean;
  /** The one that the caller gave (global request id), else the request's own; clouds and logs hear of what is done under it. */
  requestId: string;
  /** The caller's own view of the cloud (their token). */
  cloud: Cloud;
  /** W3C trace context of the request, if any. */
  traceparent?: string;
  /** The caller's raw token and password, as far as given, for deferred credentials. */
  token?: string;
  username?: string;
  password?: string;
  /** Whether policy lets them use a resource type; absent: all of them. */
  mayUseType?(name: string): boolean;
  /** Set when the caller is a stack's own user (signals, metadata): the one resource they may reach. */
  stackUser?: { stackId: string; resourceName: string };
}

export interface StackRequest {
  stackName?: string;
  template?: string | ValueMap;
  /** As text or tree. */
  environment?: string | ValueMap;
  environmentFiles?: string[];
  files?: Record<string, string>;
  parameters?: ValueMap;
  /** Names to forget (PATCH). */
  clearParameters?: string[];
  timeoutMins?: number | null;
  disableRollback?: boolean;
  tags?: string[];
  /** PATCH: start from the present template, environment and parameters. */
  existing?: boolean;
  converge?: boolean;
  adoptStackData?: ValueMap;
  showNested?: boolean;
}

export interface StackIdentity {
  stackName: string;
  stackId: string;
  projectId: string;
}

export interface UpdatePreview {
  unchanged: ResourceView[];
  updated: ResourceView[];
  replaced: ResourceView[];
  added: ResourceView[];
  deleted: ResourceView[];
  plan: Plan;
}

/** A stack with what is worked out from it. */
export interface StackView {
  row: StackRow;
  parameters: Record<string, Value>;
  /** Absent when not asked for. */
  outputs?: { key: string; description: string; value: Value; error?: string }[];
  capabilities: Value[];
  notificationTopics: Value[];
  parentName: string | null;
  templateDescription: string;
}

export interface ResourceView {
  row: ResourceRow;
  /** As the template spells it; the row's own is the one behind aliases. */
  type: string;
  stack: StackRow;
  requiredBy: string[];
  /** Name of the resource that owns this resource's stack. */
  parentResource: string | null;
  description: string;
  attributes?: Record<string, Value>;
}

/** A resource, or in its place those of its nested stack. */
export type PlannedResource = ResourceView | PlannedResource[];

export interface EventView {
  row: EventRow;
  stack: StackRow;
}

export interface Orchestrator {
  // stacks
  create(caller: Caller, request: StackRequest): Promise<StackIdentity>;
  previewCreate(
    caller: Caller,
    request: StackRequest,
  ): Promise<{ view: StackView; resources: PlannedResource[]; plan: Plan }>;
  update(caller: Caller, stack: StackRow, request: StackRequest): Promise<void>;
  previewUpdate(caller: Caller, stack: StackRow, request: StackRequest): Promise<UpdatePreview>;
  delete(caller: Caller, stack: StackRow): Promise<void>;
  abandon(caller: Caller, stack: StackRow): Promise<ValueMap>;
  export(caller: Caller, stack: StackRow): Promise<ValueMap>;
  /** `suspend`, `resume`, `check`, `cancel_update`, `cancel_without_rollback`. */
  act(caller: Caller, stack: StackRow, action: string): Promise<void>;
  validate(caller: Caller, request: StackRequest, options: { ignoreErrors: string[] }): Promise<{ answer: ValueMap }>;
  // reading
  /** By id, name or `name/id`; checks the project. Throws EntityNotFound. */
  find(caller: Caller, identity: { name?: string; id?: string }, options?: { deleted?: boolean }): Promise<StackRow>;
  list(caller: Caller, filter: StackFilter, page: Page): Promise<StackView[]>;
  count(caller: Caller, filter: StackFilter): Promise<number>;
  show(caller: Caller, stack: StackRow, options: { resolveOutputs: boolean }): Promise<StackView>;
  template(caller: Caller, stack: StackRow): Promise<ValueMap>;
  environment(caller: Caller, stack: StackRow): Promise<ValueMap>;
  files(caller: Caller, stack: StackRow): Promise<Record<string, string>>;
  outputs(caller: Caller, stack: StackRow): Promise<{ key: string; description: string }[]>;
  output(
    caller: Caller,
    stack: StackRow,
    key: string,
  ): Promise<{ key: string; description: string; value: Value; error?: string }>;
  resources(
    caller: Caller,
    stack: StackRow,
    options: { nestedDepth: number; filter?: Record<string, string[]>; withAttributes?: boolean },
  ): Promise<ResourceView[]>;
  resource(
    caller: Caller,
    stack: StackRow,
    name: string,
    options: { withAttributes?: string[] | boolean },
  ): Promise<ResourceView>;
  events(
    caller: Caller,
    stack: StackRow,
    filter: EventFilter,
    page: Page,
    options: { nestedDepth: number },
  ): Promise<EventView[]>;
  // resources
  metadata(caller: Caller, stack: StackRow, resource: string): Promise<ValueMap>;
  updateMetadata(caller: Caller, stack: StackRow, resource: string, metadata: ValueMap): Promise<void>;
  signal(caller: Caller, stack: StackRow, resource: string, details: Value): Promise<void>;
  markUnhealthy(caller: Caller, stack: StackRow, resource: string, unhealthy: boolean, reason: string): Promise<void>;
  hooks(caller: Caller, stack: StackRow): Promise<HookRow[]>;
  // snapshots
  snapshot(caller: Caller, stack: StackRow, name: string | null): Promise<SnapshotRow>;
  snapshots(caller: Caller, stack: StackRow): Promise<SnapshotRow[]>;
  showSnapshot(caller: Caller, stack: StackRow, id: string): Promise<SnapshotRow>;
  deleteSnapshot(caller: Caller, stack: StackRow, id: string): Promise<void>;
  restore(caller: Caller, stack: StackRow, snapshotId: string): Promise<void>;
  // types
  resourceTypes(
    caller: Caller,
    options: { name?: string; version?: string; status?: string; withDescription?: boolean },
  ): Promise<{ name: string; description: string }[]>;
  resourceTypeSchema(caller: Caller, name: string): Promise<ValueMap>;
  resourceTypeTemplate(caller: Caller, name: string, format: 'hot' | 'cfn'): Promise<ValueMap>;
  templateVersions(): TemplateVersion[];
  templateFunctions(version: string, withConditionFunctions: boolean): FunctionShown[];
  engines(): Promise<ValueMap[]>;
}
