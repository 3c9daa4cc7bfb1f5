/**
 * Trusts that are lent, against what may never be: in any order, and at once, stacks are made and deleted by several users in two processes, processes die
 * in between, Keystone refuses and forgets, sweeps run. No living stack loses its trust, none has another user's, and in the end nothing is left.
 */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createOrchestrator, type DeferredCredentials, type EngineWiring } from '../../src/engine/index.ts';
import type { Caller, Orchestrator } from '../../src/engine/orchestrator.ts';
import { giveBackIdle } from '../../src/engine/own/idle-credentials.ts';
import { Room } from '../../src/engine/room.ts';
import { type Leaving, leaveCredentials } from '../../src/engine/run/leave-credentials.ts';
import { asSeen, type Condition } from '../../src/store/conditions.ts';
import type { Credentials, CredentialsRow } from '../../src/store/rows.ts';
import type { Change, Store } from '../../src/store/store.ts';
import { currentDatabase, House, note, onBothDatabases, template } from './house.ts';

class Died extends Error {}

/** Where the process of a create dies, or what else comes in its way. */
const CREATES = [
  'well',
  'before the call',
  'after the call',
  'before the commit',
  'after the commit',
  'name taken',
] as const;
const DELETES = ['well', 'after leaving', 'before the end', 'refused'] as const;
type CreateFate = (typeof CREATES)[number];
type DeleteFate = (typeof DELETES)[number];

/** Caller, and in their user's name what happens to the request. */
const fateOf = ({ userName }: Caller) => userName as CreateFate;
const tick = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

class Keystone implements DeferredCredentials {
  readonly trusts = new Map<string, string>();
  /** Rows whose process is gone: it gives nothing back. */
  readonly orphaned = new Set<string>();
  refusals = 0;

  intend({ userId }: Caller): Credentials {
    return { kind: 'trust', trustId: null, trustorUserId: userId };
  }
  async sharing({ userId, projectId }: Caller): Promise<string> {
    return `${userId} ${projectId}`;
  }
  async stillGranted(_caller: Caller, { id }: CredentialsRow): Promise<boolean> {
    await tick(1);
    return this.trusts.has(id);
  }
  async acquire(caller: Caller, { id, content }: CredentialsRow): Promise<Credentials> {
    const fate = fateOf(caller);
    if (fate === 'before the call' || fate === 'after the call') this.orphaned.add(id);
    if (fate === 'before the call') throw new Died();
    await tick(1);
    this.trusts.set(id, caller.userId);
    if (fate === 'after the call') throw new Died();
    return { ...content, trustId: id } as Credentials;
  }
  async release({ id, content }: CredentialsRow): Promise<void> {
    if (content.kind === 'trust' && content.borrowed) return;
    if (this.orphaned.has(id)) throw new Died();
    await tick(1);
    if (this.refusals > 0) {
      this.refusals--;
      throw new Error('not now');
    }
    this.trusts.delete(id);
  }
}

interface Living {
  id: string;
  userId: string;
  /** Its delete has begun. */
  going: boolean;
  /** Keystone has forgotten its trust, whoever told it to. */
  lost: boolean;
}

type Op =
  | { op: 'create'; user: number; process: number; fate: CreateFate }
  | { op: 'delete'; which: number; process: number; fate: DeleteFate }
  | { op: 'sweep'; process: number; late: boolean }
  | { op: 'forget'; which: number };

const op: fc.Arbitrary<Op> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      op: fc.constant('create' as const),
      user: fc.nat(1),
      process: fc.nat(1),
      fate: fc.oneof({ weight: 5, arbitrary: fc.constant('well' as const) }, fc.constantFrom(...CREATES)),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      op: fc.constant('delete' as const),
      which: fc.nat(20),
      process: fc.nat(1),
      fate: fc.oneof({ weight: 4, arbitrary: fc.constant('well' as const) }, fc.constantFrom(...DELETES)),
    }),
  },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('sweep' as const), process: fc.nat(1), late: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('forget' as const), which: fc.nat(20) }) },
);
/** Those of a round happen at once. */
const rounds = fc.array(fc.array(op, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 8 });

onBothDatabases('trusts that are lent', () => {
  let house: House;
  beforeAll(async () => {
    house = await House.open({}, { engine: false });
  });
  afterAll(() => house.close());

  it('are lost to nobody, given to nobody else, and none is left', async () => {
    await fc.assert(
      fc.asyncProperty(rounds, async (play) => {
        const world = new World(house);
        for (const round of play) {
          for (const one of round) if (one.op === 'forget') await world.forget(one.which);
          await Promise.all(round.map((one) => world.happens(one)));
          await world.check();
        }
        await world.end();
      }),
      { numRuns: currentDatabase() === 'sqlite' ? 60 : 15 },
    );
  }, 120_000);
});

class World {
  readonly keystone = new Keystone();
  private readonly project = randomUUID();
  private readonly store: Store;
  private readonly processes: { room: Room; orchestrator: Orchestrator }[];
  private readonly caller: (more: Partial<Caller>) => Caller;
  private readonly stacks: Living[] = [];
  private readonly rows = new Set<string>();
  private now = 1_000_000;

  constructor(house: House) {
    this.store = house.store;
    this.caller = (more) => house.caller({ projectId: this.project, ...more });
    this.processes = [0, 1].map(() => {
      const wiring = house.wire({}, { store: this.watched(), credentials: this.keystone, clock: () => this.now });
      return { room: new Room(wiring), orchestrator: createOrchestrator(wiring) };
    });
  }

  /** The store, at whose commits creates die that are to die there. */
  private watched(): EngineWiring['store'] {
    const commit = async (changes: readonly Change[], condition: Condition) => {
      const stack = changes.find((change) => 'put' in change && change.put === 'stack');
      const name = stack !== undefined && 'row' in stack && 'name' in stack.row ? stack.row.name : '';
      if (name.startsWith('before-the-commit')) throw new Died();
      for (const change of changes) {
        if ('put' in change && change.put === 'credentials') this.rows.add(change.row.id);
      }
      await this.store.commit(changes, condition);
      if (name.startsWith('after-the-commit')) throw new Died();
    };
    return new Proxy(this.store, {
      get: (store, member) => {
        if (member === 'commit') return commit;
        const value = Reflect.get(store, member) as unknown;
        return typeof value === 'function' ? (value.bind(store) as unknown) : value;
      },
    });
  }

  private living(): Living[] {
    return this.stacks.filter(({ going }) => !going);
  }

  async happens(one: Op): Promise<void> {
    this.now += 1;
    switch (one.op) {
      case 'create':
        return this.create(one.process, `user ${one.user}`, one.fate);
      case 'delete': {
        const stack = this.stacks[one.which % Math.max(1, this.stacks.length)];
        return stack === undefined ? undefined : this.remove(stack, one.process, one.fate);
      }
      case 'sweep':
        // Perhaps as if requests had taken too long: what they meant to borrow is given back before their eyes.
        if (one.late) this.now += 601_000;
        return this.sweep(one.process);
      case 'forget':
    }
  }

  private async create(process: number, userId: string, fate: CreateFate): Promise<void> {
    const { orchestrator } = this.processes[process] as World['processes'][number];
    const stackName = fate === 'name taken' ? 'taken' : `${fate.replaceAll(' ', '-')}-${randomUUID().slice(0, 8)}`;
    const caller = this.caller({ userId, userName: fate });
    try {
      await orchestrator.create(caller, { stackName, template: template({ a: note() }) });
    } catch (error) {
      if (!(error instanceof Died) && !String(error).includes('already exists')) throw error;
    }
    const stored = await this.store.stackByName(this.project, stackName);
    if (stored === null || this.stacks.some(({ id }) => id === stored.id)) return;
    this.stacks.push({ id: stored.id, userId: stored.ownerUserId, going: false, lost: false });
  }

  /** What an engine does at the end of a delete. */
  private async remove(stack: Living, process: number, fate: DeleteFate): Promise<void> {
    if (stack.going) return;
    stack.going = true;
    const { room } = this.processes[process] as World['processes'][number];
    const row = await this.store.stack(stack.id);
    if (row === null) throw new Error('no such stack');
    const changes: Change[] = [];
    const flush = async () => {
      await room.store.commit(changes.splice(0), { seen: [asSeen(row)] });
      if (fate === 'after leaving') throw new Died();
    };
    const run = {
      stack: row,
      room,
      now: () => this.now,
      flush,
      journal: { addConditional: (change: Change) => void changes.push(change) },
    } as unknown as Leaving;
    if (fate === 'refused') this.keystone.refusals++;
    try {
      await leaveCredentials(run);
      if (fate === 'before the end') throw new Died();
      changes.push({ patch: 'stack', id: row.id, set: { deletedAt: this.now } });
      await room.store.commit(changes, { seen: [asSeen(row)] });
      this.stacks.splice(this.stacks.indexOf(stack), 1);
    } catch (error) {
      if (!(error instanceof Died)) throw error;
    }
  }

  private async sweep(process: number): Promise<void> {
    const { room } = this.processes[process] as World['processes'][number];
    await giveBackIdle(room);
  }

  /** A user takes a trust back in Keystone. */
  async forget(which: number): Promise<void> {
    const trusts = [...this.keystone.trusts.keys()];
    const trust = trusts[which % Math.max(1, trusts.length)];
    if (trust === undefined) return;
    this.keystone.trusts.delete(trust);
    for (const stack of this.stacks) if ((await this.credentialsOf(stack)).trustId === trust) stack.lost = true;
  }

  private async credentialsOf({ id }: Living) {
    const stack = await this.store.stack(id);
    const row = await this.store.credentials(stack?.credentialsId ?? '');
    if (row?.content.kind !== 'trust') throw new Error(`stack ${id} has no trust`);
    return row.content;
  }

  async check(): Promise<void> {
    for (const stack of this.living()) {
      const { trustId, trustorUserId } = await this.credentialsOf(stack);
      expect(trustorUserId).toBe(stack.userId);
      if (stack.lost) continue;
      expect(this.keystone.trusts.get(trustId ?? '')).toBe(stack.userId);
    }
  }

  async end(): Promise<void> {
    this.keystone.refusals = 0;
    this.keystone.orphaned.clear();
    const left = this.stacks.slice();
    for (const stack of left) {
      stack.going = false;
      await this.remove(stack, 0, 'well');
    }
    // Idle for longer than any request takes, whichever moment they were last tried at.
    for (let turn = 0; turn < 3; turn++) {
      this.now += 601_000;
      await this.sweep(turn % 2);
    }
    expect([...this.keystone.trusts]).toEqual([]);
    for (const id of this.rows) expect(await this.store.credentials(id)).toBeNull();
  }
}
