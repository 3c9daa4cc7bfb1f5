/**
 * Plays the engine's part for one resource: resolves its properties as the template layer does, calls the verbs in their
 * order, asks until they say that they are over, and keeps what a row would keep.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cloud } from '../../src/openstack/cloud.ts';
import { questions as cloudQuestions } from '../../src/resources/questions/index.ts';
import type {
  NestedStack,
  Peer,
  Properties,
  ResourceOperation,
  ResourceType,
  UpdateOperation,
} from '../../src/resources/type.ts';
import {
  diffProperties,
  type Properties as Prepared,
  plainData,
  prepareProperties,
  questions,
  schemasFor,
} from '../../src/template/properties/index.ts';
import { pythonEquals } from '../../src/template/schema/index.ts';
import { stringify, type Value, type ValueMap } from '../../src/template/value.ts';

export interface Stage {
  cloud: Cloud;
  nested?: NestedStack;
  options?: Record<string, Value>;
  peers?: Map<string, Peer>;
  owned?: Set<string>;
  /** Milliseconds after which a wait is given up. */
  patience?: number;
  timeoutMins?: number;
}

/** What the template layer makes of given properties. Throws the first problem. */
export async function resolve(type: ResourceType, given: ValueMap, cloud: Cloud): Promise<Prepared> {
  const data = plainData(given);
  const asked = questions(schemasFor(type, data), type.translation, data);
  const checks = new Map<string, string | null>();
  for (const { name, value } of asked.customConstraints) {
    checks.set(`${name} ${stringify(value)}`, await cloudQuestions.constraint(cloud, name, value));
  }
  const found = new Map<string, Value>();
  for (const { value, path: _path, ...rule } of asked.lookups) {
    found.set(`${stringify(rule)} ${stringify(value)}`, await cloudQuestions.lookup(cloud, rule, value));
  }
  const prepared = prepareProperties(schemasFor(type, data), type.translation, data, {
    check: (name, value) => checks.get(`${name} ${stringify(value)}`) ?? true,
    lookup: ({ value, path: _path, ...rule }) => found.get(`${stringify(rule)} ${stringify(value)}`) ?? value,
  });
  const problem = prepared.validate()[0];
  if (problem !== undefined) throw problem.error;
  return prepared;
}

export class Driven implements ResourceOperation {
  readonly type: ResourceType;
  readonly stage: Stage;
  readonly name: string;
  readonly uuid = randomUUID();
  readonly physicalName: string;
  physicalId: string | null = null;
  properties: Properties = {};
  metadata: ValueMap = {};
  readonly data = new Map<string, string>();
  updatePolicy: Properties = {};
  saves = 0;
  begun = Date.now();
  /** Moves the clock ahead. */
  skipped = 0;
  readonly signal = new AbortController().signal;
  prepared!: Prepared;

  constructor(type: ResourceType, stage: Stage, name = 'thing') {
    this.type = type;
    this.stage = stage;
    this.name = name;
    this.physicalName = `test-${name}-${randomBytes(6).toString('hex')}`;
  }

  get stack() {
    const id = '11111111-2222-3333-4444-555555555555';
    return {
      id,
      name: 'test',
      projectId: this.stage.cloud.projectId,
      rootId: id,
      depth: 0,
      userId: this.stage.cloud.userId,
      action: 'CREATE',
      tags: [],
      timeoutMins: this.stage.timeoutMins ?? null,
      disableRollback: true,
    };
  }
  get cloud(): Cloud {
    return this.stage.cloud;
  }
  get nested(): NestedStack {
    if (this.stage.nested === undefined) throw new Error('no nested stack here');
    return this.stage.nested;
  }
  get services() {
    return {
      signalUrl: async (kind: string) => `http://heat.example/${kind}/${this.uuid}`,
      signalToken: async () => 'signal-token',
      cfnUrl: async () => 'http://cfn.example:8000/v1/',
      heatUrl: 'http://heat.example:8004/v1',
      option: (name: string): Value => this.stage.options?.[name] ?? null,
    };
  }
  setData(key: string, value: string | null): void {
    if (value === null) this.data.delete(key);
    else this.data.set(key, value);
  }
  setMetadata(metadata: ValueMap): void {
    this.metadata = metadata;
  }
  async save(physicalId?: string | null): Promise<void> {
    if (physicalId !== undefined) this.physicalId = physicalId;
    this.saves++;
  }
  now(): number {
    return Date.now() + this.skipped;
  }
  elapsed(): number {
    return this.now() - this.begun;
  }
  async owned(ids: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(ids.filter((id) => this.stage.owned?.has(id)));
  }
  async peer(reference: string): Promise<Peer | null> {
    return this.stage.peers?.get(reference) ?? null;
  }

  async give(given: ValueMap, updatePolicy: ValueMap = {}): Promise<this> {
    this.prepared = await resolve(this.type, given, this.cloud);
    this.properties = this.prepared.toRecord() as Properties;
    this.updatePolicy = prepareProperties(this.type.updatePolicy, [], plainData(updatePolicy)).toRecord() as Properties;
    await this.type.validate?.({
      name: this.name,
      properties: this.properties,
      cloud: this.cloud,
      provided: Object.keys(given),
    });
    return this;
  }

  async create(given: ValueMap, updatePolicy: ValueMap = {}): Promise<this> {
    await this.give(given, updatePolicy);
    this.begun = this.now();
    this.physicalId = await this.type.create(this);
    await this.until(() => this.type.created(this));
    return this;
  }

  /** Ends with 'replace' where the engine would replace the resource. */
  async update(given: ValueMap, updatePolicy?: ValueMap): Promise<'updated' | 'replace' | 'unchanged'> {
    const after = await resolve(this.type, given, this.cloud);
    const difference = diffProperties(this.prepared, after);
    const wanted = after.toRecord() as Properties;
    const before = this.properties;
    const policyBefore = this.updatePolicy;
    if (updatePolicy !== undefined) {
      this.updatePolicy = prepareProperties(
        this.type.updatePolicy,
        [],
        plainData(updatePolicy),
      ).toRecord() as Properties;
    }
    if (difference.changed.length === 0 && pythonEquals(policyBefore, this.updatePolicy)) return 'unchanged';
    const replaceOn = {
      before,
      after: wanted,
      changed: difference.changed,
      metadataBefore: this.metadata,
      metadataAfter: this.metadata,
    };
    if (!difference.updateAllowed || this.type.replaceOn?.(replaceOn) === true) return 'replace';
    const changes = Object.fromEntries(difference.changed.map((name) => [name, wanted[name] ?? null]));
    this.begun = this.now();
    this.properties = wanted;
    this.prepared = after;
    const operation: UpdateOperation = Object.create(this, {
      before: { value: before },
      changed: { value: difference.changed },
      changes: { value: changes },
      metadataBefore: { value: this.metadata },
      updatePolicyBefore: { value: policyBefore },
    }) as UpdateOperation;
    await this.type.update(operation);
    await this.until(() => this.type.updated(operation));
    return 'updated';
  }

  async delete(): Promise<void> {
    this.begun = this.now();
    await this.type.delete(this);
    await this.until(() => this.type.deleted(this));
  }

  check(): Promise<void> {
    return this.type.check(this);
  }
  attribute(name: string, ...path: Value[]): Promise<Value> {
    return this.type.attributeAt === undefined
      ? this.type.attribute(this, name)
      : this.type.attributeAt(this, name, path);
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
    return this.type.referenceId?.(this) ?? this.physicalId ?? this.name;
  }

  async until(over: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + (this.stage.patience ?? 15_000);
    let pause = 5;
    while (!(await over())) {
      if (Date.now() > end) throw new Error(`${this.type.name} ${this.name}: the wait does not end`);
      await sleep(pause);
      pause = Math.min(pause * 1.5, 250);
    }
  }
}
