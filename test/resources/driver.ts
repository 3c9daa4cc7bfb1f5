/**
 * One resource of one stack, played verb by verb on the engine's own pieces: the operation that a verb is given is the engine's, in a run of the
 * engine's over a database in memory. Only what comes after what is the test's to say.
 */
import { randomUUID } from 'node:crypto';
import { afterAll } from 'vitest';
import { templateType } from '../../src/cli/wiring/template-types.ts';
import { configuration } from '../../src/engine/index.ts';
import { nobody } from '../../src/engine/orchestrator/nobody.ts';
import { checkedProperties } from '../../src/engine/resource/checked.ts';
import { Operation, type WatchedNestedStack } from '../../src/engine/resource/operation.ts';
import { physicalName } from '../../src/engine/resource/physical-name.ts';
import { formerProperties, Inquiry, readProperties, wantedProperties } from '../../src/engine/resource/properties.ts';
import { Room } from '../../src/engine/room.ts';
import { changedNames } from '../../src/engine/run/change.ts';
import { givenFormer } from '../../src/engine/run/replacement.ts';
import { StackRun } from '../../src/engine/run/stack-run.ts';
import { duringRun } from '../../src/engine/signals/during-run.ts';
import { Ears } from '../../src/engine/signals/ears.ts';
import type { Cloud } from '../../src/openstack/cloud.ts';
import { decide, type FrozenDefinition, freeze } from '../../src/plan/index.ts';
import { catalogue } from '../../src/resources/catalogue.ts';
import { questions } from '../../src/resources/questions/index.ts';
import type { NestedStack, Properties, ResourceType } from '../../src/resources/type.ts';
import { openStore } from '../../src/store/open.ts';
import type { DefinitionRow, OperationRow, ResourceRow, StackRow } from '../../src/store/rows.ts';
import { baseRegistry } from '../../src/template/environment/index.ts';
import { plainData } from '../../src/template/properties/index.ts';
import type { Value, ValueMap } from '../../src/template/value.ts';

const store = await openStore({ dataDir: ':memory:', encryptionKey: 'a key of the tests, 32 bytes long' });
afterAll(() => store.close());

export interface Stage {
  cloud: Cloud;
  /** Stands for the nested stack, where a test wants to look into it or to say how it fares. */
  nested?: NestedStack;
  /** Another resource of the same stack. */
  beside?: Driven;
}

/** A run of a stack whose resources a test puts in one by one. */
class Bench extends StackRun {
  /** Milliseconds by which the clock is ahead. */
  skipped = 0;
  readonly types = new Map<string, ResourceType>();
  private begun: Promise<void> | null = null;

  static of({ cloud }: Stage): Bench {
    const stack: StackRow = {
      ...nobody(cloud, 0),
      id: randomUUID(),
      name: `test-${randomUUID().slice(0, 8)}`,
      epoch: 1,
      createdAt: Date.now(),
    };
    const operation: OperationRow = {
      id: randomUUID(),
      stackId: stack.id,
      kind: 'create',
      state: 'running',
      request: {},
      requestId: 'req-test',
      createdAt: Date.now(),
      startedAt: Date.now(),
      endedAt: null,
      deadlineAt: null,
    };
    Object.assign(stack, { rootId: stack.id, operationId: operation.id, definitionId: randomUUID() });
    const quiet = () => {};
    const held: { bench?: Bench } = {};
    const room = new Room({
      store,
      catalogue,
      registry: baseRegistry(catalogue),
      templateType,
      questions,
      cloudFor: () => cloud,
      credentials: {
        intend: () => ({ kind: 'configured' }),
        sharing: async () => null,
        stillGranted: async () => true,
        acquire: async (_caller, { content }) => content,
        release: async () => {},
      },
      config: configuration({ action_retry_limit: 0, late_call_grace: 0 }),
      log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      clock: () => Date.now() + (held.bench?.skipped ?? 0),
    });
    const bench = new Bench({ room, stack, operation, rows: [], hooks: [], model: null, cloud });
    held.bench = bench;
    return bench;
  }

  override typeOf(row: ResourceRow): ResourceType {
    return this.types.get(row.id) ?? super.typeOf(row);
  }

  /** The stack is there before anything is noted for it. */
  begin(): Promise<void> {
    this.begun ??= (async () => {
      const definition: DefinitionRow = this.room.models.split({
        id: this.stack.definitionId,
        stackId: this.stack.id,
        template: { heat_template_version: '2021-04-16' },
        files: {},
        environment: {},
        createdAt: this.now(),
      });
      const made = { stackId: this.stack.id, unmade: true } as const;
      await store.commit(
        [
          { put: 'definition', row: definition },
          { put: 'operation', row: this.operation },
          { put: 'stack', row: this.stack },
        ],
        { seen: [made] },
      );
      await this.flush();
    })();
    return this.begun;
  }

  put(row: ResourceRow, type: ResourceType): ResourceRow {
    this.types.set(row.id, type);
    this.rows.set(row.id, row);
    this.current.set(row.name, row);
    this.journal.insert(row);
    return row;
  }
}

const nothing = () => {};

export class Driven extends Operation {
  readonly type: ResourceType;
  readonly stage: Stage;
  readonly run: Bench;
  override properties: Properties = {};
  override before: Properties = {};
  override changed: readonly string[] = [];
  override updatePolicy: Properties = {};
  override updatePolicyBefore: Properties = {};
  saves = 0;

  constructor(type: ResourceType, stage: Stage, name = 'thing') {
    const run = stage.beside?.run ?? Bench.of(stage);
    const id = randomUUID();
    const row: ResourceRow = {
      id,
      stackId: run.stack.id,
      name,
      type: type.name,
      physicalId: null,
      physicalName: physicalName(run.stack.name, name, id, type.physicalNameLimit),
      action: 'INIT',
      status: 'COMPLETE',
      reason: '',
      properties: {},
      pending: null,
      definitionId: run.stack.definitionId,
      frozen: { type: type.name },
      metadata: {},
      updatePolicy: {},
      deletionPolicy: 'Delete',
      externalId: null,
      requires: [],
      replaces: null,
      replacedBy: null,
      data: {},
      attributes: {},
      nestedStackId: type.nestedStack ? randomUUID() : null,
      startedAt: run.now(),
      createdAt: run.now(),
      updatedAt: null,
    };
    super(run, run.put(row, type), { properties: {} });
    this.type = type;
    this.stage = stage;
    this.run = run;
  }

  override get physicalId(): string | null {
    return this.row.physicalId;
  }
  override set physicalId(physicalId: string | null) {
    this.run.touch(this.row, { physicalId });
  }
  override get begun(): number {
    return super.begun;
  }
  override set begun(startedAt: number) {
    this.run.touch(this.row, { startedAt });
  }
  get skipped(): number {
    return this.run.skipped;
  }
  set skipped(milliseconds: number) {
    this.run.skipped = milliseconds;
  }
  override get nested(): WatchedNestedStack {
    return (this.stage.nested as WatchedNestedStack | undefined) ?? super.nested;
  }
  override async save(physicalId?: string | null): Promise<void> {
    this.saves++;
    await super.save(physicalId);
  }

  /** As after a restart that lost what the type had noted. */
  forgetNotes(): void {
    for (const key of this.data.keys()) this.setData(key, null);
  }

  /** What is given, as a verb gets it. Throws the first problem, worded as the engine words it. */
  async resolve(given: ValueMap): Promise<Properties> {
    const data = plainData(given);
    await this.run.inquiry.prepare(this.type, data);
    return readProperties(wantedProperties(this.type, data, this.run.inquiry), { validate: [this.name, 'properties'] });
  }

  async give(given: ValueMap, updatePolicy: ValueMap = {}): Promise<this> {
    await this.run.begin();
    this.run.inquiry.forgetFailures();
    this.properties = await this.resolve(given);
    this.updatePolicy = updatePolicy;
    this.run.touch(this.row, { properties: given, updatePolicy, frozen: freeze(definition(this.type, given)) });
    await validate(this.type, { properties: given, cloud: this.cloud });
    return this;
  }

  async create(given: ValueMap, updatePolicy: ValueMap = {}): Promise<this> {
    await this.give(given, updatePolicy);
    this.run.enter(this.row, { action: 'CREATE', status: 'IN_PROGRESS' });
    await this.run.flush();
    this.physicalId = await this.type.create(this);
    await this.until(() => this.type.created(this));
    this.run.enter(this.row, { action: 'CREATE', status: 'COMPLETE' });
    return this;
  }

  /** What an update to this finds, as another owner of the stack would begin it. */
  async updating(given: ValueMap): Promise<Operation> {
    const properties = await this.resolve(given);
    const before = givenFormer(this.run, this.row);
    return this.run.operationOn(this.row, { properties, before, changed: changedNames(before, properties) });
  }

  /** Ends with 'replace' where the engine would replace the resource. */
  async update(given: ValueMap, updatePolicy?: ValueMap): Promise<'updated' | 'replace' | 'unchanged'> {
    const { run, row, type } = this;
    run.inquiry.forgetFailures();
    const wanted = await this.resolve(given);
    const policyBefore = this.updatePolicy;
    const policy = updatePolicy ?? policyBefore;
    const { fate } = decide(
      {
        action: 'CREATE',
        status: 'COMPLETE',
        type: row.type,
        definition: { ...definition(type, row.properties ?? {}), update_policy: policyBefore },
        properties: formerProperties(type, row.properties, run.inquiry),
        metadata: row.metadata,
        externalId: null,
      },
      {
        name: row.name,
        schema: type,
        definition: { ...definition(type, given), update_policy: policy },
        properties: wantedProperties(type, plainData(given), run.inquiry),
        metadata: row.metadata,
        externalId: null,
        restricted: [],
      },
    );
    if (fate === 'keep') return 'unchanged';
    if (fate === 'replace') return 'replace';
    this.before = givenFormer(run, row);
    this.changed = changedNames(this.before, wanted);
    this.properties = wanted;
    this.updatePolicyBefore = policyBefore;
    this.updatePolicy = policy;
    run.enter(row, { action: 'UPDATE', status: 'IN_PROGRESS', pending: given, updatePolicy: policy });
    this.begun = this.now();
    await type.update(this);
    await this.until(() => type.updated(this));
    run.touch(row, { properties: given, pending: null, attributes: {} });
    run.enter(row, { action: 'UPDATE', status: 'COMPLETE' });
    return 'updated';
  }

  async delete(): Promise<void> {
    this.begun = this.now();
    await this.type.delete(this);
    await this.until(() => this.type.deleted(this));
  }

  /** Deletes it, and its row knows of no object any more: its id, where that is a name, is free for another. */
  async leave(): Promise<void> {
    await this.delete();
    this.physicalId = null;
    await this.run.flush();
  }

  check(): Promise<void> {
    return this.type.check(this);
  }

  /** As others get it, read from the cloud. */
  attribute(name: string, ...path: Value[]): Promise<Value> {
    if (this.stage.nested !== undefined) {
      return this.type.attributeAt?.(this, name, path) ?? this.type.attribute(this, name);
    }
    this.run.touch(this.row, { attributes: {} });
    return this.run.references.read(this.row, [name, ...path]);
  }

  /** As after a crash between the create and its commit. */
  async find(): Promise<string | null> {
    const known = this.physicalId;
    this.physicalId = null;
    try {
      return await this.type.find(this);
    } finally {
      this.physicalId = known;
    }
  }

  get reference(): string {
    return String(this.run.referenceId(this.row, this.type));
  }

  until(over: () => Promise<boolean>): Promise<void> {
    if (this.type.onDue === undefined) return this.run.waits.until(this, nothing, over);
    const ears = new Ears(this.run.room, this.run.stack.id, duringRun(this.run));
    return this.run.waits.until(this, nothing, async () => {
      await this.run.flush();
      // What is due by now, as the owner of a stack hears it.
      await ears.all();
      return over();
    });
  }
}

const definition = (type: ResourceType, properties: ValueMap): FrozenDefinition => ({ type: type.name, properties });

/** What a type checks beyond its schema, of what a template gives. */
export async function validate(
  type: ResourceType,
  { properties, cloud }: { properties: ValueMap; cloud: Cloud | null },
): Promise<void> {
  const data = plainData(properties);
  const inquiry = cloud === null ? null : new Inquiry(questions, cloud);
  await inquiry?.prepare(type, data);
  await type.validate?.({
    name: 'thing',
    properties: checkedProperties(type, data, inquiry === null ? {} : { lookup: inquiry.lenientLookup }),
    cloud,
    files: async () => ({}),
    environment: async (parameters) => ({ parameters }),
  });
}
