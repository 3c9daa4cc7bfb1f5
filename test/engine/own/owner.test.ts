/**
 * Owning against a model: engines come, stop, die, lose their lock and get it back, in any order, while stacks are made, changed and signalled. Whoever
 * is no engine begins no call; and when one engine is left, everything ends as if nothing had happened to any.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Engine, startEngine } from '../../../src/engine/index.ts';
import type { Catalogue, ResourceType } from '../../../src/resources/type.ts';
import type { EngineRegistration, Store } from '../../../src/store/store.ts';
import { fakeCatalogue } from '../fakes.ts';
import { ear, House, thing } from '../house.ts';

/** A stack's resources; `live` says which version. */
const resources = (live: number) => ({
  a: thing({ live }),
  b: thing({ live: { get_resource: 'a' } }, { depends_on: 'a' }),
  c: thing({ fixed: live % 2 }),
  h: ear(),
});

class Player {
  readonly house: House;
  engine: Engine | null = null;
  /** Whether it may call anybody. */
  isEngine = false;
  readonly violations: string[] = [];
  private lost = new AbortController();
  private registration: EngineRegistration | null = null;
  private allowed = Promise.withResolvers<void>();

  constructor(house: House) {
    this.house = house;
  }

  private readonly watched = <T extends ResourceType>(type: T): T => {
    const notice =
      (verb: string, work: ((...given: never[]) => unknown) | undefined) =>
      (...given: never[]) => {
        if (!this.isEngine) this.violations.push(`${verb} of ${type.name} was begun by what is no engine`);
        return work?.(...given);
      };
    const verbs = ['create', 'created', 'update', 'delete', 'find', 'onSignal'] as const;
    return {
      ...type,
      ...Object.fromEntries(verbs.flatMap((verb) => (type[verb] ? [[verb, notice(verb, type[verb])]] : []))),
    };
  };

  async start(): Promise<void> {
    if (this.engine !== null) return;
    const known = fakeCatalogue(this.house.fake);
    const types = new Map(Array.from(known.names(), (name) => [name, this.watched(known.get(name) as ResourceType)]));
    const catalogue: Catalogue = { get: (name) => types.get(name), names: () => types.keys() };
    const store = new Proxy(this.house.store, {
      get: (target, key) => {
        const value = Reflect.get(target, key) as unknown;
        if (key !== 'registerEngine') return typeof value === 'function' ? value.bind(target) : value;
        return async (row: Parameters<Store['registerEngine']>[0]) => {
          await this.allowed.promise;
          const registration = await target.registerEngine(row);
          this.registration = registration;
          this.lost = new AbortController();
          this.isEngine = true;
          return { id: registration.id, lost: this.lost.signal, close: () => registration.close() };
        };
      },
    });
    this.allowed.resolve();
    this.engine = await startEngine(this.house.wire({}, { store, catalogue }));
  }

  /** Others take it for dead; until it is let come back. */
  async lose(): Promise<void> {
    if (this.engine === null || !this.isEngine) return;
    this.allowed = Promise.withResolvers();
    await this.registration?.close();
    this.isEngine = false;
    this.lost.abort(new Error('the connection is gone'));
  }

  comeBack(): void {
    this.allowed.resolve();
  }

  async end(how: 'stop' | 'die'): Promise<void> {
    const { engine } = this;
    this.engine = null;
    this.allowed.resolve();
    if (engine === null) return;
    // What is under way may begin another call until it has heard of it.
    await engine[how]();
    this.isEngine = false;
  }
}

type Move = 'create' | 'update' | 'signal' | 'start' | 'lose' | 'back' | 'stop' | 'die' | 'wait';

const move = fc.record({
  what: fc.constantFrom<Move>(
    'create',
    'update',
    'signal',
    'signal',
    'start',
    'start',
    'lose',
    'back',
    'stop',
    'die',
    'wait',
  ),
  which: fc.nat(2),
  pause: fc.nat(12),
});

async function play(moves: { what: Move; which: number; pause: number }[]): Promise<void> {
  const house = await House.open({}, { engine: false });
  house.fake.latency = 2;
  const players = [0, 1, 2].map(() => new Player(house));
  const stacks: { id: string; live: number; sent: number }[] = [];
  try {
    for (const { what, which, pause } of moves) {
      const player = players[which] as Player;
      const stack = stacks[which % Math.max(stacks.length, 1)];
      if (what === 'create' && stacks.length < 3)
        stacks.push({ id: await house.create(resources(0)), live: 0, sent: 0 });
      if (what === 'update' && stack !== undefined) await house.update(stack.id, resources(++stack.live));
      // A resource that is not there yet cannot be signalled.
      if (what === 'signal' && stack !== undefined && (await house.rows(stack.id))['h'] !== undefined)
        await house.signal(stack.id, 'h', stack.sent++);
      if (what === 'start') await player.start();
      if (what === 'lose') await player.lose();
      if (what === 'back') player.comeBack();
      if (what === 'stop' || what === 'die') await player.end(what);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    const [last, ...others] = players as [Player, Player, Player];
    for (const other of others) await other.end('die');
    last.comeBack();
    await last.start();
    for (const { id, live, sent } of stacks) {
      expect(await house.rest(id)).toBe(live === 0 ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE');
      expect((await house.heard(id, 'h')).heard).toEqual(Array.from({ length: sent }, (_, number) => number));
      const rows = await house.store.resources(id);
      expect(rows.map(({ name, status }) => `${name} ${status}`).sort()).toEqual(
        ['a', 'b', 'c', 'h'].map((name) => `${name} COMPLETE`),
      );
      for (const row of rows.filter(({ type }) => type === 'Fake::Thing'))
        expect(house.fake.objects.get(row.physicalId ?? '')?.marker).toBe(row.id);
      // An engine that died after its last commit may be named still: a dead one's name keeps nobody away.
      await house.until(async () => {
        const { engineId } = await house.stack(id);
        return (await house.store.engines()).every((engine) => engine.id !== engineId || !engine.alive);
      });
    }
    expect(house.fake.objects.size).toBe(stacks.length * 3);
    expect(players.flatMap(({ violations }) => violations)).toEqual([]);
  } finally {
    for (const player of players) await player.end('die');
    await house.close();
  }
}

it('whatever happens to engines, what was asked for comes to be, once', { timeout: 300_000 }, async () => {
  await fc.assert(fc.asyncProperty(fc.array(move, { minLength: 4, maxLength: 14 }), play), {
    numRuns: Number(process.env['RUNS'] ?? 15),
    ...(process.env['SEED'] === undefined ? {} : { seed: Number(process.env['SEED']) }),
  });
});
