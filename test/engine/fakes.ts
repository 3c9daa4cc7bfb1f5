/**
 * A catalogue and a cloud small enough to see through: objects in a map, found again by marker, with scripted failures and
 * latency. `Fake::Thing` is made outside, `Fake::Note` only here, `Fake::Nest` owns a nested stack; `Fake::Ear` counts what it hears.
 */
import { HeatError } from '../../src/errors.ts';
import { type Cloud, CloudError } from '../../src/openstack/cloud.ts';
import { NotNow } from '../../src/resources/not-now.ts';
import { snapshotName, takeOnce } from '../../src/resources/taking.ts';
import type { Catalogue, ResourceOperation, ResourceType, UpdateOperation } from '../../src/resources/type.ts';
import type { PropertySchema, ResourceTypeSchema } from '../../src/template/schema/types.ts';
import type { Value, ValueMap } from '../../src/template/value.ts';

export interface FakeObject {
  id: string;
  /** Row that it was made for. */
  marker: string;
  name: string;
  properties: ValueMap;
  status: 'BUILD' | 'ACTIVE' | 'ERROR';
  /** Changes by itself. */
  mood: string;
}

type Verb =
  | 'snapshot'
  | 'snapshotted'
  | 'create'
  | 'created'
  | 'update'
  | 'updated'
  | 'delete'
  | 'deleted'
  | 'check'
  | 'find'
  | 'read'
  | 'signal'
  | 'due';

const CHANGES: ReadonlySet<Verb> = new Set(['create', 'update', 'delete']);

type Script = (object: FakeObject | null, op: ResourceOperation) => void | Promise<void>;

export class FakeCloud {
  readonly objects = new Map<string, FakeObject>();
  readonly log: string[] = [];
  /** Since when objects were sought, search by search. */
  readonly soughtSince: number[] = [];
  /** Of things, for snapshots. */
  copies: string[] = [];
  /** What a verb on a resource of this name does instead of (`throw`) or besides working. */
  readonly scripts = new Map<string, Script>();
  /** Milliseconds until a new object is ready. */
  buildTime = 0;
  /** Milliseconds that every call takes. */
  latency = 0;
  concurrent = 0;
  mostConcurrent = 0;
  private count = 0;
  private readonly born = new Map<string, number>();
  /** By whole (`Fake::Thing`'s property): the rows that change it, from their call to the state that follows. */
  private readonly changing = new Map<string, Set<string>>();
  /** Changes of a whole that met another's. */
  readonly collisions: string[] = [];
  /** What is changed of a whole that is being changed is refused for now, as by the service of load balancers. */
  immutable = true;

  on(verb: Verb, resource: string, script: Script): void {
    this.scripts.set(`${verb} ${resource}`, script);
  }

  fails(verb: Verb, resource: string, error: Error, times = Number.POSITIVE_INFINITY): void {
    let left = times;
    this.on(verb, resource, () => {
      if (left-- > 0) throw error;
    });
  }

  /** A call that changes a whole begins, if its turn has come. */
  private begins(verb: Verb, op: ResourceOperation): void {
    const whole = op.properties['whole'];
    if (typeof whole !== 'string' || !CHANGES.has(verb)) return;
    const others = this.changing.get(whole) ?? new Set();
    this.changing.set(whole, others);
    if (others.size > 0 && !others.has(op.uuid)) {
      this.collisions.push(`${verb} ${op.name}`);
      if (this.immutable) throw new NotNow(`${whole} is immutable`);
    }
    others.add(op.uuid);
  }

  /** The state that follows is there, or will never be. */
  ends(op: ResourceOperation): void {
    this.changing.get(String(op.properties['whole']))?.delete(op.uuid);
  }

  async call(verb: Verb, op: ResourceOperation): Promise<void> {
    this.begins(verb, op);
    try {
      await this.scripted(verb, op);
    } catch (error) {
      this.ends(op);
      throw error;
    }
  }

  private async scripted(verb: Verb, op: ResourceOperation): Promise<void> {
    if (verb !== 'created' && verb !== 'updated' && verb !== 'deleted') this.log.push(`${verb} ${op.name}`);
    this.concurrent++;
    this.mostConcurrent = Math.max(this.mostConcurrent, this.concurrent);
    try {
      if (this.latency > 0) await new Promise((resolve) => setTimeout(resolve, this.latency));
      const script = this.scripts.get(`${verb} ${op.name}`);
      const object = op.physicalId === null ? null : (this.objects.get(op.physicalId) ?? null);
      await script?.(object, op);
    } finally {
      this.concurrent--;
    }
  }

  make(op: ResourceOperation): string {
    const id = `thing-${++this.count}`;
    this.objects.set(id, {
      id,
      marker: op.uuid,
      name: op.physicalName,
      properties: { ...op.properties },
      status: 'BUILD',
      mood: 'calm',
    });
    this.born.set(id, Date.now());
    return id;
  }

  isReady(id: string): boolean {
    const object = this.objects.get(id);
    if (object === undefined) throw new CloudError('gone', { service: 'fake', status: 404, outcome: 'refused' });
    if (object.status === 'ERROR') {
      throw new HeatError('ResourceInError', 'Went to status ERROR due to "Unknown"');
    }
    if (Date.now() - (this.born.get(id) ?? 0) < this.buildTime) return false;
    object.status = 'ACTIVE';
    return true;
  }

  /** The project's view, as the engine gets it; the fake types need nothing of it. */
  readonly cloud: Cloud = {
    projectId: 'p',
    userId: 'u',
    region: undefined,
    roles: [],
    request: async () => {
      throw new Error('the fake cloud takes no requests');
    },
    endpoint: async () => 'http://127.0.0.1/',
    token: async () => 'token',
    observe: async () => null,
    inRegion() {
      return this;
    },
  };
}

const schema = (name: string, more: Partial<ResourceTypeSchema>): ResourceTypeSchema => ({
  name,
  properties: {},
  attributes: {},
  updatePolicy: {},
  support: { status: 'SUPPORTED' },
  deletionPolicies: ['Delete', 'Retain'],
  translation: [],
  ...more,
});

const COMMON: Record<string, PropertySchema> = {
  live: { type: 'any', updateAllowed: true },
  fixed: { type: 'any' },
  size: { type: 'integer', updateAllowed: true, constraints: [{ kind: 'range', min: 0, max: 100 }] },
  never: { type: 'string', immutable: true },
};

export function fakeCatalogue(fake: FakeCloud): Catalogue {
  const thing: ResourceType = {
    ...schema('Fake::Thing', {
      properties: { ...COMMON, whole: { type: 'string', updateAllowed: true } },
      attributes: {
        live: { type: 'string' },
        fixed: {},
        id: {},
        fresh: { cache: 'none' },
        // What the last of those tells that are named by `fixed`, one after the other.
        borrowed: {},
        mood: { lives: true },
      },
    }),
    service: null,
    requiredExtensions: [],
    local: false,
    alone: ({ properties: { whole } }) => (typeof whole === 'string' ? whole : null),
    create: async (op) => {
      await fake.call('create', op);
      return fake.make(op);
    },
    created: async (op) => {
      await fake.call('created', op);
      const isReady = fake.isReady(op.physicalId ?? '');
      if (isReady) fake.ends(op);
      return isReady;
    },
    find: async (op) => {
      fake.soughtSince.push(op.begun);
      await fake.call('find', op);
      return [...fake.objects.values()].find((object) => object.marker === op.uuid)?.id ?? null;
    },
    update: async (op: UpdateOperation) => {
      await fake.call('update', op);
      const object = fake.objects.get(op.physicalId ?? '');
      if (object === undefined) throw new CloudError('gone', { service: 'fake', status: 404, outcome: 'refused' });
      Object.assign(object.properties, op.changes);
    },
    updated: async (op) => {
      await fake.call('updated', op);
      fake.ends(op);
      return true;
    },
    delete: async (op) => {
      await fake.call('delete', op);
      if (op.physicalId !== null) fake.objects.delete(op.physicalId);
    },
    deleted: async (op) => {
      await fake.call('deleted', op);
      fake.ends(op);
      return true;
    },
    check: async (op) => {
      await fake.call('check', op);
      if (!fake.objects.has(op.physicalId ?? '')) throw new HeatError('NotFound', 'not there');
    },
    suspend: async (op) => {
      fake.log.push(`suspend ${op.name}`);
    },
    resume: async (op) => {
      fake.log.push(`resume ${op.name}`);
    },
    snapshot: async (op, taking) => {
      await fake.call('snapshot', op);
      const copy = snapshotName(op, taking.marker);
      const taken = await takeOnce(
        taking,
        async () => {
          fake.copies.push(copy);
          return copy;
        },
        async () => fake.copies.find((one) => one === copy) ?? null,
      );
      op.setData('snapshot', taken);
    },
    snapshotted: async (op) => {
      await fake.call('snapshotted', op);
      return true;
    },
    deleteSnapshot: async (op, data, marker) => {
      const copy = (data['resource_data'] as ValueMap)['snapshot'] ?? snapshotName(op, marker);
      fake.copies = fake.copies.filter((one) => one !== copy);
    },
    restoreProperties: (properties, snapshot) => ({
      ...properties,
      live: (snapshot['resource_data'] as ValueMap)['snapshot'] ?? null,
    }),
    attribute: async (op, name): Promise<Value> => {
      fake.log.push(`read ${op.name}.${name}`);
      let object = fake.objects.get(op.physicalId ?? '');
      await fake.scripts.get(`read ${op.name}`)?.(object ?? null, op);
      if (name === 'id') return op.physicalId;
      if (name === 'mood') return object?.mood ?? null;
      if (name === 'borrowed') {
        while (object?.properties.fixed) object = fake.objects.get(String(object.properties.fixed));
        return object?.properties.live ?? null;
      }
      return object?.properties[name === 'fresh' ? 'live' : name] ?? null;
    },
  };
  const note: ResourceType = {
    ...schema('Fake::Note', { properties: { ...COMMON }, attributes: { live: {} } }),
    service: null,
    requiredExtensions: [],
    local: true,
    create: async (op) => op.physicalName,
    created: async () => true,
    find: async () => null,
    update: async () => {},
    updated: async () => true,
    delete: async () => {},
    deleted: async () => true,
    check: async () => {},
    attribute: async (op, name) => op.properties[name] ?? null,
    onSignal: async (op, details) => {
      op.setMetadata({ ...op.metadata, heard: details });
      return 'heard';
    },
  };
  const nest: ResourceType = {
    ...schema('Fake::Nest', {
      properties: { template: { type: 'any', updateAllowed: true }, parameters: { type: 'map', updateAllowed: true } },
      nestedStack: true,
    }),
    service: null,
    requiredExtensions: [],
    local: false,
    dynamicAttributes: true,
    create: (op) => op.nested.create(nested(op)),
    created: (op) => op.nested.settled(),
    find: async (op) => (await op.nested.state())?.id ?? null,
    update: (op) => op.nested.update(nested(op)),
    updated: (op) => op.nested.settled(),
    delete: (op) => op.nested.delete(),
    deleted: async (op) => op.nested.settled(),
    check: (op) => op.nested.act('CHECK'),
    checked: (op) => op.nested.settled(),
    suspend: (op) => op.nested.act('SUSPEND'),
    suspended: (op) => op.nested.settled(),
    resume: (op) => op.nested.act('RESUME'),
    resumed: (op) => op.nested.settled(),
    keepFailed: async (op) => (await op.nested.state()) !== null,
    attribute: async (op, name) => (await op.nested.output(name)) ?? null,
    // One thing more for every signal.
    onSignal: async (op) => {
      await fake.call('signal', op);
      const size = Number(op.data.get('size') ?? 0) + 1;
      op.setData('size', String(size));
      await op.nested.update({ template: things(size), parameters: {} });
      return `size ${size}`;
    },
  };
  const ear: ResourceType = {
    ...note,
    ...schema('Fake::Ear', { properties: { ...COMMON }, attributes: {} }),
    onSignal: async (op, details) => {
      await fake.call('signal', op);
      const { heard = [] } = op.metadata;
      op.setMetadata({ ...op.metadata, heard: [...(heard as Value[]), details] });
      // `{due: [name, time]}`
      const due = (details as { due?: [string, number] } | null)?.due;
      if (due !== undefined) op.setDue(...due);
      return '';
    },
    onDue: async (op, what) => {
      await fake.call('due', op);
      const { due = [] } = op.metadata;
      op.setMetadata({ ...op.metadata, due: [...(due as Value[]), what] });
    },
  };
  const types = new Map([thing, note, nest, ear].map((type) => [type.name, type]));
  return { get: (name) => types.get(name), names: () => types.keys() };
}

function nested(op: ResourceOperation) {
  const parameters = op.properties['parameters'];
  // It keeps the size that signals gave it.
  const size = op.data.get('size');
  return {
    template: size === undefined ? (op.properties['template'] as ValueMap) : things(Number(size)),
    parameters: (parameters ?? {}) as ValueMap,
  };
}

function things(count: number): ValueMap {
  const resources = Array.from({ length: count }, (_, index) => [`t${index}`, { type: 'Fake::Thing' }]);
  return { heat_template_version: '2021-04-16', resources: Object.fromEntries(resources) };
}
