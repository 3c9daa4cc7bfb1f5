/**
 * What most services share: collections of objects that are created, listed, shown, changed and deleted as JSON. A
 * service is a few kinds (kind.ts) in one dialect; its routes follow from them, and what others may do with its objects.
 */
import type { Call } from '../http/call.ts';
import { type Fields, maybeText, record } from '../http/fields.ts';
import { paginate } from '../http/paging.ts';
import { ok, type Reply, type Route, route } from '../http/router.ts';
import type { QuotaBook } from '../quotas.ts';
import type { World } from '../state/world.ts';
import { attributesForCreate, attributesForUpdate, isKnownIn } from './attributes.ts';
import type { Item } from './item.ts';
import type { Dialect, Kind, Verb } from './kind.ts';
import { selected } from './query.ts';
import { States } from './states.ts';

interface AsPart {
  /** Together with what it is part of, whose state is seen to elsewhere. */
  asPart?: true;
}

/** How an object is made otherwise than by a request for it. */
export interface Creation extends AsPart {
  projectId?: string;
  /** By the service itself, which may what the caller may not. */
  elevated?: true;
  /** The id of the object that it lies below. */
  below?: string;
}

export class Rest {
  readonly dialect: Dialect;
  readonly #kinds: ReadonlyMap<string, Kind>;
  readonly #quotas: QuotaBook;
  readonly #states: States;

  constructor(world: World, quotas: QuotaBook, dialect: Dialect, kinds: readonly Kind[]) {
    this.dialect = dialect;
    this.#quotas = quotas;
    this.#kinds = new Map(kinds.map((kind) => [kind.singular, kind]));
    this.#states = new States(world, dialect, this.#kinds);
  }

  show<T extends Item>(kind: Kind<T>, call: Call, item: T): Fields {
    const { due: _, ...rest } = item;
    const others = kind.others && { ...record(item[kind.others]), ...rest, [kind.others]: undefined };
    const shown = { ...(others || rest), ...this.dialect.show(call, kind, item), ...kind.show?.(call, item) };
    for (const [key, attribute] of Object.entries(kind.attributes))
      if (!isKnownIn(call.minor, attribute)) delete shown[key];
    return shown;
  }

  /** @throws 404, 403 */
  find<T extends Item>(kind: Kind<T>, call: Call, id: string, verb: Verb = 'show'): T {
    const item = kind.collection.get(id);
    if (!item || kind.has?.(item) === false || (this.dialect.hidesForeign && !this.#mayShow(kind, call, item)))
      throw this.dialect.missing(kind.label, id);
    if (!this.#mayShow(kind, call, item)) throw this.dialect.forbidden(verb, kind.singular);
    return item;
  }

  /** Stores a new object with all that the service adds. */
  create<T extends Item>(kind: Kind<T>, call: Call, body: Fields, by: Creation = {}): T {
    const { dialect } = this;
    const isAdmin = this.#isAdmin(call) || by.elevated === true;
    if (kind.admin && !isAdmin) throw dialect.forbidden('create', kind.singular);
    const values = attributesForCreate(dialect, kind, body, { isAdmin, minor: call.minor });
    this.#mustRefer(kind, call, values);
    const project = kind.nobodys ? undefined : this.#projectOf(kind, call, body, by);
    if (project !== undefined && project !== call.projectId && !isAdmin)
      throw dialect.forbidden('create', kind.singular);
    const born = kind.born?.(call) ?? dialect.born(call, body);
    const item = {
      ...values,
      ...born,
      id: dialect.newId(),
      ...(project !== undefined && { project_id: project }),
    } as Item as T;
    if (kind.below) (item as Item)[kind.below.member] = by.below ?? call.param(kind.below.param);
    if (
      project !== undefined &&
      kind.quota &&
      this.#quotas.exceeded(project, kind.quota, kind.collection.count('project', project))
    )
      throw dialect.overQuota(kind, this.#quotas.of(project)[kind.quota]);
    kind.create?.(call, item, body);
    if (!by.asPart) this.#states.mustBeMutable(kind, item, 'create');
    kind.unique?.(item);
    kind.collection.insert(item);
    this.#states.begin(kind, item, 'create', { fate: call.fate, alone: by.asPart });
    kind.created?.(call, item);
    return item;
  }

  update<T extends Item>(kind: Kind<T>, call: Call, item: T, changes: Fields, by: AsPart = {}): T {
    this.#mustRefer(kind, call, changes);
    kind.update?.(call, item, changes);
    if (!by.asPart) this.#states.mustBeMutable(kind, item, 'update');
    const { others = '' } = kind;
    if (others in changes) changes[others] = { ...record(item[others]), ...record(changes[others]) };
    Object.assign(item, changes);
    this.dialect.touch(item, call.now());
    this.#states.begin(kind, item, 'update', { fate: call.fate, alone: by.asPart });
    kind.updated?.(call, item);
    return item;
  }

  remove<T extends Item>(kind: Kind<T>, call: Call, item: T, by: AsPart = {}): void {
    const { state } = kind;
    if (state?.repeats && item[state.member] === state.delete) return;
    kind.remove?.(call, item);
    if (this.#isHeld(kind.singular, item.id)) throw this.dialect.inUse(kind.label, item.id);
    if (!by.asPart) this.#states.mustBeMutable(kind, item, 'delete');
    this.#states.begin(kind, item, 'delete', { fate: call.fate, alone: by.asPart });
  }

  /** An object has changed otherwise than by its attributes. */
  keep<T extends Item>(kind: Kind<T>, call: Call, item: T): void {
    this.dialect.touch(item, call.now());
    kind.collection.save(item);
  }

  /** Several changes at once of objects that are part of what `like` is part of. @throws 409 */
  together<T extends Item>(kind: Kind<T>, like: T, work: () => void): void {
    this.#states.mustBeMutable(kind, like, 'create');
    work();
    this.#states.surround(kind, like);
  }

  /** The object that a request is about. @throws 404, 403 */
  named<T extends Item>(kind: Kind<T>, call: Call, verb: Verb): T {
    const { dialect } = this;
    this.#mustBeThere(kind, call);
    if (kind.admin && (kind.admin === 'all' || verb !== 'show') && !this.#isAdmin(call))
      throw dialect.forbidden(verb, kind.singular);
    const item = this.find(kind, call, call.param('id'), verb);
    if (kind.below && item[kind.below.member] !== call.param(kind.below.param))
      throw dialect.missing(kind.label, item.id);
    if (verb !== 'show' && !this.#isAdmin(call) && !(kind.sees || this.#owns(call, item)))
      throw dialect.forbidden(verb, kind.singular);
    return item;
  }

  /** A page of what the caller may see and asks for, of the whole collection or `among` some of it. */
  list<T extends Item>(kind: Kind<T>, call: Call, among?: T[], members?: readonly string[]): Reply {
    const { dialect } = this;
    const mayShow = (item: T): boolean => kind.has?.(item) !== false && this.#mayShow(kind, call, item);
    const items = selected(dialect, kind, call, mayShow, among);
    const page = paginate(call, items, (item) => item.id, dialect.pageSize);
    const shown = page.items.map((item) => pick(call, this.show(kind, call, item), members));
    return ok({ [kind.plural]: shown, ...dialect.links(call, kind.plural, page.next, items.length) });
  }

  /** The five routes of a collection; other paths may lead to it as well. */
  routes<T extends Item>(kind: Kind<T>, base = kind.path): Route[] {
    const { dialect } = this;
    const { singular, plural, brief } = kind;
    const answers = { create: 201, update: 200, delete: 204, ...dialect.answers, ...kind.answers };
    const one = (call: Call, item: T, status = 200, members?: readonly string[]): Reply => {
      const shown = pick(call, this.show(kind, call, item), members);
      return { status, body: dialect.bare ? shown : { [singular]: shown } };
    };
    const list =
      (members?: readonly string[]) =>
      (call: Call): Reply => {
        this.#mustBeThere(kind, call);
        if (kind.admin && kind.admin !== 'write' && !this.#isAdmin(call)) throw dialect.forbidden('show', singular);
        return this.list(kind, call, undefined, members);
      };
    return [
      route('GET', base, list(brief)),
      ...(brief ? [route('GET', `${base}/detail`, list())] : []),
      route('POST', base, (call) => {
        this.#mustBeThere(kind, call);
        const several = dialect.severalAtOnce ? call.json()[plural] : undefined;
        if (Array.isArray(several)) {
          const made = this.#createAll(kind, call, several);
          return { status: 201, body: { [plural]: made.map((item) => this.show(kind, call, item)) } };
        }
        const made = this.create(kind, call, dialect.envelope(call, singular));
        return one(call, made, answers.create, kind.createdBriefly && brief);
      }),
      route('GET', `${base}/{id}`, (call) => one(call, this.named(kind, call, 'show'))),
      route(dialect.changes, `${base}/{id}`, (call) => {
        const item = this.named(kind, call, 'update');
        const changes = attributesForUpdate(dialect, kind, dialect.envelope(call, singular), call);
        return one(call, this.update(kind, call, item, changes), answers.update);
      }),
      route('DELETE', `${base}/{id}`, (call) => {
        this.remove(kind, call, this.named(kind, call, 'delete'));
        return { status: answers.delete };
      }),
    ];
  }

  /** All or none. */
  #createAll<T extends Item>(kind: Kind<T>, call: Call, bodies: unknown[]): T[] {
    const made: T[] = [];
    try {
      for (const body of bodies) made.push(this.create(kind, call, record(body)));
    } catch (error) {
      for (const item of made) {
        kind.remove?.(call, item);
        this.#states.undo(kind, item);
      }
      throw error;
    }
    return made;
  }
  #isAdmin(call: Call): boolean {
    return this.dialect.isAdmin?.(call) ?? call.isAdmin;
  }
  #owns(call: Call, { project_id = '' }: Item): boolean {
    return call.owns({ project_id });
  }
  #projectOf<T extends Item>(kind: Kind<T>, call: Call, body: Fields, by: Creation): string {
    const { below } = kind;
    const above = below && this.#kind(below.singular).collection.get(by.below ?? call.param(below.param));
    const named = by.projectId ?? (kind.owner?.(call, body) ?? above)?.project_id;
    return named ?? maybeText(body.project_id) ?? maybeText(body.tenant_id) ?? call.projectId;
  }
  #mayShow<T extends Item>(kind: Kind<T>, call: Call, item: T): boolean {
    if (kind.sees) return kind.sees(call, item);
    return kind.nobodys === true || this.#owns(call, item) || kind.visible?.(call, item) === true;
  }
  /** What the collection lies below. */
  #mustBeThere<T extends Item>({ below }: Kind<T>, call: Call): void {
    if (below) this.find(this.#kind(below.singular), call, call.param(below.param));
  }
  #mustRefer<T extends Item>({ refers = {} }: Kind<T>, call: Call, values: Fields): void {
    for (const [member, { kind, unseen }] of Object.entries(refers)) {
      const id = values[member];
      if (id === undefined || id === null) continue;
      const named = this.#kind(kind);
      if (!unseen) this.find(named, call, String(id));
      else if (!named.collection.has(String(id))) throw this.dialect.missing(named.label, String(id));
    }
  }
  #isHeld(singular: string, id: string): boolean {
    for (const { refers = {}, collection } of this.#kinds.values())
      for (const [member, { kind, holds }] of Object.entries(refers))
        if (holds && kind === singular && collection.count(member, id) > 0) return true;
    return false;
  }
  #kind(singular: string): Kind {
    const kind = this.#kinds.get(singular);
    if (!kind) throw new Error(`there is no kind ${singular}`);
    return kind;
  }
}

/** Of what is shown only the fields asked for, or those that are shown unasked. */
function pick(call: Call, all: Fields, unasked?: readonly string[]): Fields {
  const asked = call.query.getAll('fields');
  const fields = asked.length > 0 ? asked : unasked;
  if (fields === undefined) return all;
  return Object.fromEntries(fields.filter((key) => Object.hasOwn(all, key)).map((key) => [key, all[key]]));
}
