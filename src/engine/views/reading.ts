/**
 * A stack as one request sees it: its rows, its definition, live attributes. Attributes that were read are kept in the rows, so that
 * the next reader finds them. Nothing here needs ownership.
 *
 * A stack may have ten thousand resources, of which a request asks about one, or an output refers to two: rows are read all at once
 * ({@link Reading.open}), or those of some names, and of others when an evaluation comes upon them ({@link Reading.about}).
 */

import type { Cloud } from '../../openstack/cloud.ts';
import type { Secrets } from '../../plan/index.ts';
import { currentRows } from '../../plan/index.ts';
import type { EngineServices, NestedMember, ResourceType } from '../../resources/type.ts';
import { asSeen } from '../../store/conditions.ts';
import type { ResourceRow, StackRow } from '../../store/rows.ts';
import type { Change } from '../../store/store.ts';
import type { Environment } from '../../template/environment/index.ts';
import { charactersIn, MOST_CHARACTERS } from '../../template/expression/effort.ts';
import { Unknown } from '../../template/schema/types.ts';
import { setKey, type Value, type ValueMap } from '../../template/value.ts';
import type { OutputModel, StackModel } from '../model/model.ts';
import { NestedHandle } from '../nested/handle.ts';
import type { Asked } from '../operations/index.ts';
import { dueChange } from '../resource/due.ts';
import { shownType } from '../resource/events.ts';
import { errorMessage } from '../resource/failure.ts';
import { type Given, Operation, type Surroundings } from '../resource/operation.ts';
import { peerAmong } from '../resource/peers.ts';
import { Inquiry } from '../resource/properties.ts';
import { referenceId, referenceIdOrNull } from '../resource/reference-id.ts';
import { StackSecrets } from '../resource/secrets.ts';
import { ownedByOthers } from '../resource/whose.ts';
import type { Room } from '../room.ts';
import { type Holder, References } from '../run/references.ts';
import { fetchSignals } from '../signals/fetch.ts';
import { servicesFor } from '../signals/services.ts';
import { Patience } from './patience.ts';

/** What an output shows; `error` says why there is no value. */
export interface ShownOutput {
  key: string;
  description: string;
  value: Value;
  error?: string;
}

/** More names than this are not asked for one by one. */
const MOST_NAMES = 500;

export class Reading implements Holder, Surroundings {
  readonly room: Room;
  readonly stack: StackRow;
  readonly cloud: Cloud;
  /** Null where the definition cannot be read any more. */
  readonly model: StackModel | null;
  /** Those that were read. */
  readonly rows: ResourceRow[] = [];
  readonly current = new Map<string, ResourceRow>();
  readonly inquiry: Inquiry;
  readonly references: References;
  readonly patience: Patience;
  private secrets: StackSecrets | null = null;
  private readonly touched = new Map<string, Partial<ResourceRow>>();
  private readonly noted: Change[] = [];
  private readonly gathered = new Set<string>();
  private gathering: Promise<void> | null = null;
  /** Names whose rows were read; null: all. */
  private read: Set<string> | null = new Set();

  private constructor(room: Room, stack: StackRow, cloud: Cloud, model: StackModel | null) {
    this.room = room;
    this.stack = stack;
    this.cloud = cloud;
    this.model = model;
    this.patience = new Patience(room.config.attribute_patience * 1000);
    this.inquiry = new Inquiry(room.questions, cloud);
    this.references = new References(this);
  }

  /** With all rows. */
  static async open(room: Room, stack: StackRow): Promise<Reading> {
    const [rows, cloud, model] = await Promise.all([
      room.store.resources(stack.id),
      room.cloudOf(stack),
      room.models.of(stack).catch(() => null),
    ]);
    const reading = new Reading(room, stack, cloud, model);
    reading.hold(rows, null);
    return reading;
  }

  /** With the rows of these names. */
  static async about(room: Room, stack: StackRow, names: Iterable<string>): Promise<Reading> {
    const [cloud, model] = await Promise.all([room.cloudOf(stack), room.models.of(stack).catch(() => null)]);
    const reading = new Reading(room, stack, cloud, model);
    await reading.load(names);
    return reading;
  }

  /** With all rows, or those of some names. */
  static of(room: Room, stack: StackRow, names?: Iterable<string>): Promise<Reading> {
    return names === undefined ? Reading.open(room, stack) : Reading.about(room, stack, names);
  }

  isUnread(name: string): boolean {
    return this.read !== null && !this.read.has(name);
  }

  /** Names asked for in the same moment are read at once: a group is asked about each of its members. */
  load(names: Iterable<string>): Promise<void> {
    const unread = [...new Set(names)].filter((name) => this.isUnread(name));
    if (unread.length === 0) return Promise.resolve();
    for (const name of unread) this.gathered.add(name);
    this.gathering ??= Promise.resolve().then(() => {
      const all = [...this.gathered];
      this.gathered.clear();
      this.gathering = null;
      return this.loadNames(all);
    });
    return this.gathering;
  }

  private async loadNames(names: readonly string[]): Promise<void> {
    if (names.length > MOST_NAMES) await this.loadAll();
    else this.hold(await this.room.store.resources(this.stack.id, names), names);
  }

  async loadAll(): Promise<void> {
    if (this.read !== null) this.hold(await this.room.store.resources(this.stack.id), null);
  }

  /** Takes rows in that were read for these names, or for all. What another reader took in meanwhile stays. */
  private hold(rows: readonly ResourceRow[], names: readonly string[] | null): void {
    const fresh = rows.filter(({ name }) => this.isUnread(name));
    this.rows.push(...fresh);
    const { definitionId, goodDefinitionId } = this.stack;
    for (const [name, row] of currentRows(fresh, definitionId, goodDefinitionId)) this.current.set(name, row);
    if (names === null) this.read = null;
    else for (const name of names) this.read?.add(name);
  }

  get signal(): AbortSignal {
    return this.patience.signal;
  }
  get environment(): Environment {
    return this.model?.environment ?? this.room.emptyEnvironment();
  }
  get files(): Record<string, string> {
    return this.model?.files ?? {};
  }

  now(): number {
    return this.room.now();
  }

  typeOf(row: ResourceRow): ResourceType {
    const wanted = this.model?.resource(row.name);
    if (wanted !== undefined && wanted.type.name === row.type) return wanted.type;
    return this.room.models.typeByName(row.type, this.files);
  }

  operationOn(row: ResourceRow, given: Given): Operation {
    return new Operation(this, row, given);
  }

  nested(row: ResourceRow): NestedHandle {
    return new NestedHandle(this, row);
  }

  look(child: StackRow, names?: readonly string[]): Promise<Reading> {
    return Reading.of(this.room, child, names);
  }

  services(row: ResourceRow): EngineServices {
    return servicesFor(this.room, this, row);
  }

  /** Most often it is one that the resource requires; only else are all rows read for it. */
  async peer(row: ResourceRow, reference: string): Promise<ResourceRow | null> {
    const found = () =>
      peerAmong(this.current.values(), row, reference, (other) => referenceIdOrNull(other, (one) => this.typeOf(one)));
    await this.load(row.requires);
    const required = found();
    if (required !== null || this.read === null) return required;
    await this.loadAll();
    return found();
  }

  async fetchSignals(row: ResourceRow): Promise<void> {
    await fetchSignals(this, row);
  }

  secretsOf(row: ResourceRow | null): Secrets {
    this.secrets ??= new StackSecrets({
      models: [this.model],
      former: null,
      rows: this.rows,
      typeOf: (of) => this.typeOf(of),
    });
    return this.secrets.of(row);
  }

  async owned(row: ResourceRow, physicalIds: readonly string[]): Promise<ReadonlySet<string>> {
    await this.loadAll();
    return ownedByOthers(this.room, { row, stack: this.stack }, this.rows, physicalIds);
  }

  referenceId(row: ResourceRow, type: ResourceType): Value {
    return referenceId(row, type);
  }

  touch(row: ResourceRow, set: Partial<Omit<ResourceRow, 'id' | 'stackId'>>): void {
    Object.assign(row, set);
    this.touched.set(row.id, { ...this.touched.get(row.id), ...set });
  }

  schedule(row: ResourceRow, what: string, at: number | null): void {
    this.noted.push(dueChange(row, what, at, this.now()));
  }

  flush(): Promise<void> {
    return this.commit([]);
  }

  async ask({ changes, seen }: Asked): Promise<void> {
    await this.room.store.commit(changes, { seen: [seen] });
  }

  /** @throws Stale where an operation was asked for since the stack was read: what was found out may be so no longer */
  async commit(changes: readonly Change[]): Promise<void> {
    const rows = Array.from(this.touched, ([id, set]): Change => ({ patch: 'resource', id, set }));
    this.touched.clear();
    const noted = [...rows, ...this.noted.splice(0), ...changes];
    if (noted.length > 0) await this.room.store.commit(noted, { seen: [asSeen(this.stack)] });
  }

  /**
   * Attributes that were read while the stack is changing may be outdated a moment later, and are not kept; nor are those during whose
   * reading it began to change.
   */
  private async keep(): Promise<void> {
    if (this.stack.status === 'IN_PROGRESS') {
      this.touched.clear();
      return;
    }
    try {
      await this.flush();
    } catch (error) {
      this.room.log.debug({ stack_id: this.stack.id, error }, 'attributes could not be kept');
    }
  }

  /** All attributes of a row, or those asked for; one that cannot be read is null. */
  async attributes(row: ResourceRow, also: readonly string[] | null): Promise<ValueMap> {
    const type = this.typeOf(row);
    const names = new Set([...Object.keys(type.attributes).filter((name) => name !== 'show'), ...(also ?? [])]);
    const values: ValueMap = {};
    await Promise.all(
      Array.from(names, async (name) => {
        setKey(values, name, null);
        try {
          setKey(values, name, await this.references.read(row, [name]));
        } catch (error) {
          this.room.log.debug({ stack_id: this.stack.id, resource: row.name, error }, 'an attribute could not be read');
        }
      }),
    );
    await this.keep();
    return values;
  }

  async output(output: OutputModel): Promise<ShownOutput> {
    const shown = await this.evaluated(output);
    await this.keep();
    return shown;
  }

  private async evaluated(output: OutputModel): Promise<ShownOutput> {
    const { key, description } = output;
    try {
      await this.load(output.references);
      for (const name of output.references) {
        const row = this.current.get(name);
        if (row === undefined || row.action === 'INIT') return { key, description, value: null };
      }
      const value = await this.references.evaluate((live) => output.value(live));
      return { key, description, value: value instanceof Unknown ? null : value };
    } catch (error) {
      return { key, description, value: null, error: errorMessage(error) };
    }
  }

  async outputs(): Promise<ShownOutput[]> {
    const models = [...(this.model?.outputs.values() ?? [])];
    await this.load(models.flatMap(({ references }) => [...references]));
    const outputs = await Promise.all(models.map((output) => this.evaluated(output)));
    await this.keep();
    return withinBounds(outputs);
  }

  members(): NestedMember[] {
    return Array.from(this.current.values(), (row) => ({
      name: row.name,
      type: shownType(row),
      physicalId: row.physicalId,
      action: row.action,
      status: row.status,
      reason: row.reason,
      referenceId: this.referenceText(row),
      createdAt: row.createdAt,
    }));
  }

  private referenceText(row: ResourceRow): string {
    try {
      return String(this.referenceId(row, this.typeOf(row)));
    } catch {
      return row.physicalId ?? row.name;
    }
  }

  /** An attribute of a member, indexed by what follows in the path. */
  async memberAttribute(member: string, path: readonly Value[]): Promise<Value> {
    await this.load([member]);
    const row = this.current.get(member);
    return row === undefined || path.length === 0 ? null : this.references.read(row, path);
  }
}

/** Outputs that would be too long together with those before them are not shown with the others. */
function withinBounds(outputs: ShownOutput[]): ShownOutput[] {
  let characters = 0;
  return outputs.map((output) => {
    characters += charactersIn(output.value);
    if (characters <= MOST_CHARACTERS) return output;
    const error = `The outputs are longer than ${MOST_CHARACTERS} characters together; ask for this one by its name.`;
    return { ...output, value: null, error };
  });
}
