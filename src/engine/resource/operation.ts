/**
 * A resource while a verb runs on it, as the resource types see it (`ResourceOperation`). What a type writes down
 * goes into the row at once and into the database with the stack's next commit.
 */
import type { Cloud } from '../../openstack/cloud.ts';
import type { Secrets } from '../../plan/index.ts';
import type { EngineServices, NestedStack, Peer, Properties, UpdateOperation } from '../../resources/type.ts';
import type { ResourceRow, StackRow } from '../../store/rows.ts';
import { childEnvironment, type Environment } from '../../template/environment/index.ts';
import type { ValueMap } from '../../template/value.ts';
import { Calls, type Question } from './calls.ts';
import { inDoubtSince } from './doubt.ts';

/** The nested stack of a resource, with the id of the one that a wait is about, if there is one. */
export interface WatchedNestedStack extends NestedStack {
  readonly watching: string | null;
}

/** What an operation needs of the stack around it. The journal of a run offers this, and so do single requests of the API. */
export interface Surroundings {
  readonly stack: StackRow;
  readonly cloud: Cloud;
  readonly signal: AbortSignal;
  now(): number;
  touch(row: ResourceRow, set: Partial<Omit<ResourceRow, 'id' | 'stackId'>>): void;
  /** Sets what is due for a resource, or takes it away. */
  schedule(row: ResourceRow, what: string, at: number | null): void;
  /** Resolves when everything touched is durable. */
  flush(): Promise<void>;
  nested(row: ResourceRow): WatchedNestedStack;
  services(row: ResourceRow): EngineServices;
  /** The row of another resource of the stack, by its reference id; null when there is none. */
  peer(row: ResourceRow, referenceId: string): Promise<ResourceRow | null>;
  /** Of a row whose signals do not come by themselves. */
  fetchSignals(row: ResourceRow): Promise<void>;
  /** Physical ids among these that rows other than this one own. */
  owned(row: ResourceRow, physicalIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** What must not be read in what is told of this row. */
  secretsOf(row: ResourceRow): Secrets;
  readonly files: Record<string, string>;
  readonly environment: Environment;
}

export interface Given {
  properties: Properties;
  updatePolicy?: Properties;
  /** Only of an update. */
  before?: Properties;
  changed?: readonly string[];
  metadata?: ValueMap;
  metadataBefore?: ValueMap;
  updatePolicyBefore?: Properties;
}

export class Operation implements UpdateOperation {
  readonly row: ResourceRow;
  readonly properties: Properties;
  readonly updatePolicy: Properties;
  readonly before: Properties;
  readonly changed: readonly string[];
  readonly metadataBefore: ValueMap;
  readonly updatePolicyBefore: Properties;
  private readonly around: Surroundings;
  private notes: { of: ResourceRow['data']; map: ReadonlyMap<string, string> } | null = null;
  private child: WatchedNestedStack | null = null;
  private calls: Calls | null = null;

  constructor(around: Surroundings, row: ResourceRow, given: Given) {
    this.around = around;
    this.row = row;
    this.properties = given.properties;
    this.updatePolicy = given.updatePolicy ?? row.updatePolicy;
    this.before = given.before ?? given.properties;
    this.changed = given.changed ?? [];
    this.metadataBefore = given.metadataBefore ?? row.metadata;
    this.updatePolicyBefore = given.updatePolicyBefore ?? row.updatePolicy;
  }

  get stack() {
    const { stack } = this.around;
    return {
      id: stack.id,
      name: stack.name,
      projectId: stack.projectId,
      rootId: stack.rootId,
      depth: stack.depth,
      userId: stack.ownerUserId,
      action: stack.action as string,
      tags: stack.tags as readonly string[],
      timeoutMins: stack.timeoutMins,
      disableRollback: stack.disableRollback,
    };
  }

  get name(): string {
    return this.row.name;
  }
  get uuid(): string {
    return this.row.id;
  }
  get physicalName(): string {
    return this.row.physicalName;
  }
  get physicalId(): string | null {
    return this.row.physicalId;
  }
  get metadata(): ValueMap {
    return this.row.metadata;
  }
  get cloud(): Cloud {
    return this.counted();
  }

  private counted(): Calls {
    this.calls ??= new Calls(this.around.cloud, this.around.signal, () => this.around.secretsOf(this.row));
    return this.calls;
  }

  /** What a question of this resource's wait begins with, from now on. */
  forgetQuestion(): void {
    if (this.calls !== null) this.calls.question = null;
  }

  get question(): Question | null {
    return this.calls?.question ?? null;
  }

  /** The first look at its object is at what is known already. */
  get isTold(): boolean {
    return this.calls?.isTold ?? false;
  }

  /** Name of a collection as this resource's cloud shows it. */
  kindOf(collection: string): string {
    return this.counted().kindOf(collection);
  }
  get signal(): AbortSignal {
    return this.around.signal;
  }

  get changes(): Properties {
    const changes: Properties = {};
    for (const name of this.changed) changes[name] = this.properties[name] ?? null;
    return changes;
  }

  get data(): ReadonlyMap<string, string> {
    // Others write notes, too: what the resource hears meanwhile.
    const { data } = this.row;
    if (this.notes?.of !== data) this.notes = { of: data, map: new Map(Object.entries(data)) };
    return this.notes.map;
  }

  setData(key: string, value: string | null): void {
    const data = { ...this.row.data };
    if (value === null) delete data[key];
    else data[key] = value;
    this.around.touch(this.row, { data });
  }

  setDue(what: string, at: number | null): void {
    this.around.schedule(this.row, what, at);
  }

  setMetadata(metadata: ValueMap): void {
    this.around.touch(this.row, { metadata });
  }

  get nested(): WatchedNestedStack {
    this.child ??= this.around.nested(this.row);
    return this.child;
  }

  /** Stack that a wait of this resource is about, if it asked for one. */
  get watched(): string | null {
    return this.child?.watching ?? null;
  }

  get services(): EngineServices {
    return this.around.services(this.row);
  }

  async save(physicalId?: string | null): Promise<void> {
    if (physicalId !== undefined) this.around.touch(this.row, { physicalId });
    await this.around.flush();
  }

  owned(physicalIds: readonly string[]): Promise<ReadonlySet<string>> {
    return this.around.owned(this.row, physicalIds);
  }

  async peer(referenceId: string): Promise<Peer | null> {
    const { around } = this;
    const row = await around.peer(this.row, referenceId);
    if (row === null) return null;
    return {
      name: row.name,
      type: row.type,
      get metadata() {
        return row.metadata;
      },
      setMetadata: (metadata) => around.touch(row, { metadata }),
      fetchSignals: () => around.fetchSignals(row),
    };
  }

  async files(): Promise<Record<string, string>> {
    return this.around.files;
  }

  async environment(parameters: ValueMap): Promise<ValueMap> {
    return childEnvironment(this.around.environment, { parameters }).toUserSections();
  }

  /** Nothing more is changed in the cloud; what would do so fails with this error. Resolves when no such call is under way. */
  stop(refusal: Error): Promise<void> {
    return this.counted().close(refusal);
  }

  now(): number {
    return this.around.now();
  }

  get begun(): number {
    return inDoubtSince(this.row) ?? this.row.startedAt ?? this.around.now();
  }

  elapsed(): number {
    return this.row.startedAt === null ? 0 : this.around.now() - this.row.startedAt;
  }
}
