/**
 * One operation of one stack, while this engine owns it: the rows in memory, the journal that writes them, and what steps share. What
 * there is to do is always worked out from the rows, never from what an earlier run remembered; so a run that takes over from a dead one
 * is no special case.
 *
 * A run ends in one of three ways. `over`: the operation reached its end and the stack's state says how. `again`: a later
 * operation took over, or a rollback became due; whoever owns the stack loads it afresh. `lost`: the stack belongs to another
 * engine now, and nothing more was written.
 */
import type { Cloud } from '../../openstack/cloud.ts';
import type { Secrets } from '../../plan/index.ts';
import type { Catalogue, EngineServices, ResourceType } from '../../resources/type.ts';
import type { Claim } from '../../store/claims.ts';
import { UnknownKey } from '../../store/keyring.ts';
import type { DefinitionRow, HookRow, OperationRow, ResourceRow, SnapshotRow, StackRow } from '../../store/rows.ts';
import type { Environment } from '../../template/environment/index.ts';
import type { Unknown } from '../../template/schema/types.ts';
import type { Value, ValueMap } from '../../template/value.ts';
import type { Live, Section, StackModel } from '../model/model.ts';
import { NestedHandle } from '../nested/handle.ts';
import type { Asked } from '../operations/index.ts';
import { Observations } from '../plan/observation.ts';
import type { Former } from '../plan/untouched.ts';
import { dueChange } from '../resource/due.ts';
import { resourceEvent, STATE_CHANGED } from '../resource/events.ts';
import { ResourceFailure } from '../resource/failure.ts';
import { type Given, Operation, type Surroundings } from '../resource/operation.ts';
import { peerAmong } from '../resource/peers.ts';
import { Inquiry } from '../resource/properties.ts';
import { referenceId, referenceIdOrNull } from '../resource/reference-id.ts';
import { hideIn, StackSecrets } from '../resource/secrets.ts';
import { claimOf, ownedByOthers } from '../resource/whose.ts';
import type { Room } from '../room.ts';
import type { Lane } from '../scheduling/dispatcher.ts';
import { fetchSignals } from '../signals/fetch.ts';
import { servicesFor } from '../signals/services.ts';
import { Reading } from '../views/reading.ts';
import type { CrashPoint } from '../wiring.ts';
import { Finding } from './finding.ts';
import { Journal } from './journal.ts';
import { References } from './references.ts';
import { Dropped, Waits } from './waits.ts';

const NO_HOOKS: ReadonlySet<string> = new Set();

export interface RunAbout {
  room: Room;
  stack: StackRow;
  operation: OperationRow;
  rows: ResourceRow[];
  hooks: HookRow[];
  model: StackModel | null;
  cloud: Cloud;
  /** When this engine took the stack, by `performance.now()`. */
  ownedSince?: number;
  /** The definition that most rows were brought to before. */
  former?: (Former & Pick<DefinitionRow, 'secretParameters'>) | null;
  /** Files of the definitions that rows were made from, where the present one lacks the template that is a row's type. */
  formerFiles?: Record<string, string>;
}

const hears = (type: ResourceType | undefined) => type?.onSignal !== undefined || type?.onDue !== undefined;

export class StackRun implements Lane, Surroundings {
  readonly room: Room;
  readonly stack: StackRow;
  readonly operation: OperationRow;
  readonly model: StackModel | null;
  readonly former: (Former & Pick<DefinitionRow, 'secretParameters'>) | null;
  readonly cloud: Cloud;
  readonly journal: Journal;
  readonly inquiry: Inquiry;
  readonly references: References;
  /** Looks for what interrupted creates may have made. */
  readonly finding: Finding;
  /** Every row of the stack, by id. */
  readonly rows = new Map<string, ResourceRow>();
  /** The row that stands for each name. */
  readonly current = new Map<string, ResourceRow>();
  /** Breakpoints that were reached, by `{resource}/{hook}`. */
  readonly hooks = new Map<string, HookRow>();
  /** Resources of which the plan could tell nothing, because their definition cannot be resolved. */
  readonly doubtful = new Set<string>();
  /** What the cloud said while planning, of objects on which a decision hung. */
  observations = new Observations();
  /** Steps that are doing something, as against waiting. */
  active = 0;
  /** Called when a resource has got to the end of what was done to it. */
  onRested: (row: ResourceRow) => void = () => {};
  /** Called when nothing but waiting is left. */
  onQuiet: () => void = () => {};
  /** Called when it is known what there is to do. */
  onPlanned: () => void = () => {};
  /** Called when a resource is complete. */
  onProgress: () => void = () => {};
  /** Of a snapshot operation. */
  snapshot: SnapshotRow | null = null;
  /** What an adopted nested stack is made from, by row id. */
  readonly adopted = new Map<string, ValueMap>();
  /** A run goes by what is kept of attributes. */
  readonly patience = null;
  /** Rows whose attributes were forgotten, because what they depend on changed; they are read again when their turn comes. */
  readonly forgotten = new Set<string>();
  /** Names whose dependants were seen to. */
  readonly seenTo = new Set<string>();
  readonly section: Section;
  private readonly formerFiles: Record<string, string>;
  private readonly secrets: StackSecrets;
  private readonly controller = new AbortController();
  readonly waits: Waits;
  lost = false;
  /** What is in progress is brought to its end, and nothing else: what a service refuses now is not wanted much longer. */
  draining = false;
  /** Something that the run needs is under a key that this process does not know. */
  unreadable: UnknownKey | null = null;

  constructor(about: RunAbout) {
    const { room, stack, operation } = about;
    this.room = room;
    this.waits = new Waits(room, () => {
      if (!this.busy) this.onQuiet();
    });
    this.stack = stack;
    this.operation = operation;
    this.model = about.model;
    this.former = about.former ?? null;
    this.cloud = about.cloud;
    this.formerFiles = about.formerFiles ?? {};
    this.finding = new Finding(this, about.ownedSince ?? Number.NEGATIVE_INFINITY);
    this.section = about.model?.section ?? 'resources';
    this.inquiry = new Inquiry(room.questions, about.cloud);
    this.journal = new Journal(room.store, {
      stackId: stack.id,
      epoch: stack.epoch,
      operationId: operation.id,
      inCompany: () => room.inCompany(),
      claim: (row, physicalId) => this.claimOf(row, physicalId),
    });
    for (const row of about.rows) this.rows.set(row.id, row);
    for (const hook of about.hooks) this.hooks.set(`${hook.resourceName}/${hook.hook}`, hook);
    this.references = new References(this);
    const { model, former, rows } = this;
    const all = { [Symbol.iterator]: () => rows.values() };
    this.secrets = new StackSecrets({ models: [model], former, rows: all, typeOf: (row) => this.typeOf(row) });
  }

  /** Updates compare with the cloud's present state. */
  get observes(): boolean {
    return this.room.config.observe_on_update || this.operation.request['converge'] === true;
  }

  /** It is being stopped: nothing new begins. */
  get dropping(): boolean {
    return this.waits.dropping;
  }

  /** Something else than waiting is to be done. */
  get busy(): boolean {
    return this.waits.size === 0 || this.active > this.waits.size;
  }

  get projectId(): string {
    return this.stack.projectId;
  }
  get signal(): AbortSignal {
    return this.controller.signal;
  }
  get catalogue(): Catalogue {
    return this.room.catalogue;
  }
  get live(): Live {
    return this.references;
  }

  now(): number {
    return this.room.now();
  }

  // Rows

  touch(row: ResourceRow, set: Partial<Omit<ResourceRow, 'id' | 'stackId'>>): void {
    this.journal.touch(row, set);
  }

  /** @throws Dropped where this is no engine any more by then: what was noted may be durable, but nothing is to follow it */
  async flush(): Promise<void> {
    await this.journal.flush();
    if (this.lost) throw new Dropped();
  }

  schedule(row: ResourceRow, what: string, at: number | null): void {
    this.journal.add(dueChange(row, what, at, this.now()));
  }

  nested(row: ResourceRow): NestedHandle {
    return new NestedHandle(this, row);
  }

  look(child: StackRow, names?: readonly string[]): Promise<Reading> {
    return Reading.of(this.room, child, names);
  }

  /** Only while this stack is owned here, and what was noted for it before is durable. */
  async ask({ changes, seen }: Asked): Promise<void> {
    await this.journal.flush();
    const fence = { stackId: this.stack.id, epoch: this.stack.epoch };
    await this.room.store.commit(changes, { fence, seen: [seen] });
  }

  get environment(): Environment {
    return this.model?.environment ?? this.room.emptyEnvironment();
  }
  get files(): Record<string, string> {
    return this.model?.files ?? {};
  }

  services(row: ResourceRow): EngineServices {
    return servicesFor(this.room, this, row);
  }

  /** The type behind a row, also when the template does not know it any more. EntityNotFound. */
  typeOf(row: ResourceRow): ResourceType {
    const wanted = this.model?.resource(row.name);
    if (wanted !== undefined && wanted.type.name === row.type) return wanted.type;
    return this.room.models.typeByName(row.type, { ...this.formerFiles, ...this.model?.files });
  }

  private hears: boolean | null = null;

  /** Some resource of the stack has an ear for signals, or for times that come. */
  get hasEars(): boolean {
    this.hears ??=
      (this.model?.order.some((name) => hears(this.model?.resource(name)?.type)) ?? false) ||
      [...this.rows.values()].some((row) => hears(this.catalogue.get(row.type)));
    return this.hears;
  }

  /** Breakpoints that the environment sets for a resource. */
  hooksOf(name: string): ReadonlySet<string> {
    return this.model?.environment.registry.hooks(name) ?? NO_HOOKS;
  }

  private claimOf(row: ResourceRow, physicalId: string): Claim | null {
    try {
      return claimOf(this.catalogue, this.typeOf(row), row, this.stack, physicalId);
    } catch {
      // Its type is not known any more: it can only be deleted.
      return null;
    }
  }

  operationOn(row: ResourceRow, given: Given): Operation {
    return new Operation(this, row, given);
  }

  // States

  /** Notes a change of state, with its event. */
  enter(
    row: ResourceRow,
    set: Partial<Omit<ResourceRow, 'id' | 'stackId'>> & {
      action: ResourceRow['action'];
      status: ResourceRow['status'];
    },
  ): void {
    const changed = row.action !== set.action || row.status !== set.status;
    const now = this.now();
    if (changed && set.status === 'IN_PROGRESS') set.startedAt = now;
    this.journal.touch(row, { reason: STATE_CHANGED, ...set });
    if (changed) this.journal.event(resourceEvent(this.stack, row, now));
    if (changed && set.status !== 'IN_PROGRESS') {
      this.onRested(row);
      this.room.turns.hurry(this.projectId);
    }
    if (!changed || set.status !== 'COMPLETE') return;
    this.secrets.made(row);
    this.onProgress();
  }

  /** @throws Dropped where nothing failed: this process cannot read what others can */
  fail(row: ResourceRow, action: ResourceRow['action'], failure: ResourceFailure): void {
    if (failure.origin instanceof UnknownKey) {
      this.unreadable = failure.origin;
      this.abandon();
      throw new Dropped();
    }
    this.enter(row, { action, status: 'FAILED', reason: failure.message, attributes: {} });
  }

  /** The stack is another engine's, or this one is no engine any more: nothing is to be done or written. */
  abandon(): void {
    this.lost = true;
    this.journal.close();
    this.controller.abort();
    this.waits.drop();
  }

  async peer(row: ResourceRow, reference: string): Promise<ResourceRow | null> {
    return peerAmong(this.current.values(), row, reference, (other) =>
      referenceIdOrNull(other, (one) => this.typeOf(one)),
    );
  }

  async fetchSignals(row: ResourceRow): Promise<void> {
    await fetchSignals(this, row);
  }

  secretsOf(row: ResourceRow | null): Secrets {
    return this.secrets.of(row);
  }

  /** A failure as it may be told. */
  failure(error: unknown, row: ResourceRow | null, name: string = row?.name ?? ''): ResourceFailure {
    hideIn(error, this.secretsOf(row));
    return ResourceFailure.of(error, name);
  }

  owned(row: ResourceRow, physicalIds: readonly string[]): Promise<ReadonlySet<string>> {
    return ownedByOthers(this.room, { row, stack: this.stack }, this.rows.values(), physicalIds);
  }

  /** The reference id of a row, as `get_resource` gives it. */
  referenceId(row: ResourceRow, type: ResourceType): Value | Unknown {
    return referenceId(row, type);
  }

  crash(point: CrashPoint, about: string): void {
    this.room.crashPoint(point, about);
  }
}
