/** States that take their time, and what is immutable meanwhile. */
import type { Fate } from '../http/call.ts';
import type { World } from '../state/world.ts';
import type { Item } from './item.ts';
import type { Dialect, Kind, Named, Reference, State } from './kind.ts';

type Change = 'create' | 'update' | 'delete';

/** What is kept with a change that is under way. */
interface Note {
  /** The state in which it is to end instead. */
  failed: string | undefined;
  with: readonly Named[];
}

export class States {
  readonly #world: World;
  readonly #dialect: Dialect;
  readonly #kinds: ReadonlyMap<string, Kind>;

  constructor(world: World, dialect: Dialect, kinds: ReadonlyMap<string, Kind>) {
    this.#world = world;
    this.#dialect = dialect;
    this.#kinds = kinds;
    for (const kind of kinds.values()) {
      if (kind.state === undefined) continue;
      world.timeline.on(kind.collection, 'settle', (item, data) => {
        this.#settle(kind, kind.state, item, data.failed);
        this.#settleAll(data.with);
      });
      world.timeline.on(kind.collection, 'go', (item, data) => {
        this.#drop(kind, item);
        this.#settleAll(data.with);
      });
    }
  }

  /** Refuses a change as long as something that the object is part of is not ready. @throws 409 */
  mustBeMutable(kind: Kind, item: Item, change: Change): void {
    const parts = kind.within?.(item);
    if (parts === undefined) {
      if (change !== 'create') this.#mustBeReady(kind, item, change, kind.immutable);
      return;
    }
    for (const [part, found] of this.#all(parts)) this.#mustBeReady(part, found, 'update');
  }

  /** An object begins to change, and (unless `alone`) what it is part of. Without states it has changed already. */
  begin(
    kind: Kind,
    item: Item,
    change: Change,
    { fate, alone }: { fate: Fate | undefined; alone?: true | undefined },
  ): void {
    if (kind.state === undefined || (change === 'update' && kind.state.update === undefined)) {
      if (change === 'delete') this.#drop(kind, item);
      else kind.collection.save(item);
      return;
    }
    const around = alone ? [] : this.#around(kind, item);
    this.#unsettle(around);
    item[kind.state.member] = kind.state[change];
    this.#schedule(kind, kind.state, item, change, { failed: fate?.status, with: around });
  }

  /** Takes back an object that was just made, whatever state it is in. */
  undo(kind: Kind, item: Item): void {
    this.#drop(kind, item);
    this.#settleAll(item.due?.data?.with ?? []);
  }

  /** What an object is part of, and what goes along with it, is in change. */
  surround(kind: Kind, item: Item): void {
    const around = this.#around(kind, item);
    this.#unsettle(around);
    for (const [whole, found] of this.#all((kind.within?.(item) ?? []).slice(-1)))
      if (whole.state) this.#schedule(whole, whole.state, found, 'update', { failed: undefined, with: around });
  }

  /** Takes an object away, and what goes with it. */
  #drop(kind: Kind, item: Item): void {
    kind.collection.remove(item.id);
    for (const other of this.#kinds.values()) {
      const { below, refers = {}, collection } = other;
      const references: Record<string, Reference> = below
        ? { ...refers, [below.member]: { kind: below.singular, goes: true } }
        : refers;
      for (const [member, { kind: named, goes, forgets }] of Object.entries(references)) {
        if (named !== kind.singular || !(goes || forgets)) continue;
        for (const user of collection.by(member, item.id)) {
          if (goes) this.#drop(other, user);
          else collection.save(Object.assign(user, { [member]: null }));
        }
      }
    }
    kind.gone?.(item);
  }

  #mustBeReady(kind: Kind, item: Item, change: Change, refusal?: Kind['immutable']): void {
    const { state } = kind;
    if (state === undefined || (change === 'update' && state.update === undefined)) return;
    const at = String(item[state.member]);
    if (at === state.ready || (change === 'delete' && state.deletable.includes(at))) return;
    throw refusal?.(item) ?? this.#dialect.immutable(kind.label, item);
  }

  #around(kind: Kind, item: Item): readonly Named[] {
    return [...(kind.within?.(item) ?? []), ...(kind.along?.(item) ?? [])];
  }
  #unsettle(names: readonly Named[]): void {
    for (const [kind, item] of this.#all(names)) {
      if (kind.state?.update === undefined) continue;
      item[kind.state.member] = kind.state.update;
      kind.collection.save(item);
    }
  }
  /** What is around an object is ready again with it, by one and the same note. */
  #schedule(kind: Kind, state: State, item: Item, change: Change, data: Note): void {
    const { timeline, settings } = this.#world;
    const event = change === 'delete' && data.failed === undefined ? 'go' : 'settle';
    timeline.schedule(kind.collection, item, state.delay(settings.delays, change), event, { ...data });
  }
  #settle(kind: Kind, state: State | undefined, item: Item, failed?: unknown): void {
    if (state === undefined) return;
    item[state.member] = failed ?? state.ready;
    this.#dialect.touch(item, this.#world.now());
    kind.settled?.(item);
  }
  #settleAll(names: unknown): void {
    for (const [kind, item] of this.#all(names as readonly Named[])) {
      if (item.due) continue;
      this.#settle(kind, kind.state, item);
      kind.collection.save(item);
    }
  }

  *#all(names: readonly Named[]): Generator<[Kind, Item]> {
    for (const [singular, id] of names) {
      const kind = this.#kinds.get(singular);
      const item = kind?.collection.get(id);
      if (kind !== undefined && item !== undefined) yield [kind, item];
    }
  }
}
