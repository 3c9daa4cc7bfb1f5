/**
 * Waiting together: the questions "how is object X?" that arrive within a few milliseconds become a few single reads or, when there are many, one
 * list call. No answer is kept beyond that, so none is older than the question.
 */
import { type Cloud, CloudError, type Collection } from './cloud.ts';
import { at } from './path.ts';
import type { Shown } from './profiles/profile.ts';
import { idOf, profileOf } from './services.ts';

interface Question {
  resolve(shown: Shown | null): void;
  reject(error: unknown): void;
}

/** So many single reads are cheaper than a list of nobody knows how many objects. */
const FEW = 3;
/** So many objects make a list as much dearer as one more call. */
const OBJECTS_PER_CALL = 40;
/** Milliseconds during which questions gather. */
const GATHER_MS = 3;
/** Where lists take ids as a filter, this many fit into a URL. */
const IDS_PER_URL = 100;
/** Ids known to appear in lists, per kind; a list without one of them says that it is gone. */
const MOST_SEEN = 50_000;

/** Pages and objects of one list. */
const MOST_PAGES = 1_000;
const MOST_LISTED = 200_000;

interface Room {
  collection: Collection;
  waiting: Map<string, Question[]>;
  seen: Set<string>;
  /** Objects in the last whole list; null before there was one. */
  size: number | null;
}

export class Observer {
  readonly #cloud: Pick<Cloud, 'request'>;
  readonly #rooms = new Map<string, Room>();

  constructor(cloud: Pick<Cloud, 'request'>) {
    this.#cloud = cloud;
  }

  observe(collection: Collection, id: string): Promise<Shown | null> {
    const key = `${collection.service} ${collection.list} ${collection.microversion ?? ''}`;
    let room = this.#rooms.get(key);
    if (room === undefined) {
      room = { collection, waiting: new Map(), seen: new Set(), size: null };
      this.#rooms.set(key, room);
    }
    const here = room;
    if (here.waiting.size === 0) setTimeout(() => void this.#answer(here), GATHER_MS);
    return new Promise((resolve, reject) => {
      const questions = here.waiting.get(id);
      if (questions === undefined) here.waiting.set(id, [{ resolve, reject }]);
      else questions.push({ resolve, reject });
    });
  }

  async #answer(room: Room): Promise<void> {
    const asked = room.waiting;
    room.waiting = new Map();
    const { byIds } = profileOf(room.collection.service);
    if (asked.size <= singlesWorth(byIds ? 0 : room.size)) {
      await Promise.all([...asked].map(([id, questions]) => this.#single(room.collection, id, questions)));
      return;
    }
    try {
      const found = byIds ? await this.#listByIds(room.collection, [...asked.keys()]) : await this.#listAll(room);
      if (room.seen.size > MOST_SEEN) room.seen.clear();
      const unsure: [string, Question[]][] = [];
      for (const [id, questions] of asked) {
        const shown = found.get(id);
        if (shown !== undefined) {
          room.seen.add(id);
          for (const question of questions) question.resolve(shown);
        } else if (byIds || room.seen.delete(id)) {
          for (const question of questions) question.resolve(null);
        } else {
          // Never seen in a list: it may belong to another project, whose objects lists leave out.
          unsure.push([id, questions]);
        }
      }
      await Promise.all(unsure.map(([id, questions]) => this.#single(room.collection, id, questions)));
    } catch (error) {
      for (const questions of asked.values()) for (const question of questions) question.reject(error);
    }
  }

  async #single(collection: Collection, id: string, questions: Question[]): Promise<void> {
    try {
      const shown = await this.#read(collection, id);
      for (const question of questions) question.resolve(shown);
    } catch (error) {
      for (const question of questions) question.reject(error);
    }
  }

  async #read(collection: Collection, id: string): Promise<Shown | null> {
    try {
      const { body } = await this.#cloud.request<Shown>(collection.service, {
        path: at`${collection.path}/${id}`,
        answer: 'show',
        ...versionOf(collection),
      });
      return collection.singular === null ? body : ((body[collection.singular] as Shown | undefined) ?? null);
    } catch (error) {
      if (error instanceof CloudError && error.notFound) return null;
      throw error;
    }
  }

  async #listByIds(collection: Collection, ids: string[]): Promise<Map<string, Shown>> {
    const chunks: string[][] = [];
    for (let at = 0; at < ids.length; at += IDS_PER_URL) chunks.push(ids.slice(at, at + IDS_PER_URL));
    const lists = await Promise.all(chunks.map((id) => listPages(this.#cloud, collection, { id })));
    return index(collection, lists.flat());
  }

  async #listAll(room: Room): Promise<Map<string, Shown>> {
    const all = await listPages(this.#cloud, room.collection, {});
    room.size = all.length;
    return index(room.collection, all);
  }
}

/** Single reads that cost a service no more than a list of so many objects. */
function singlesWorth(size: number | null): number {
  return size === null ? FEW : 1 + size / OBJECTS_PER_CALL;
}

function index(collection: Collection, list: Shown[]): Map<string, Shown> {
  return new Map(list.map((shown) => [idOf(collection, shown), shown]));
}

function versionOf(collection: Collection): { microversion?: string } {
  return collection.microversion === undefined ? {} : { microversion: collection.microversion };
}

/** All objects that a list call serves, page after page. */
export async function listPages(
  cloud: Pick<Cloud, 'request'>,
  collection: Collection,
  query: Record<string, string | number | boolean | readonly string[] | undefined>,
): Promise<Shown[]> {
  const all: Shown[] = [];
  let pages = 0;
  let next: Record<string, string | number | boolean | readonly string[] | undefined> = query;
  for (;;) {
    const { body } = await cloud.request<Shown | Shown[]>(collection.service, {
      path: collection.list,
      query: next,
      ...versionOf(collection),
    });
    const page = pageOf(body, collection.plural);
    all.push(...page);
    const following = Array.isArray(body)
      ? undefined
      : nextQuery(profileOf(collection.service).next(body, collection.plural));
    if (following === undefined || page.length === 0) return all;
    // A service whose pages lead in a circle, or never end, is not followed for ever.
    if (++pages >= MOST_PAGES || all.length > MOST_LISTED) throw endless(collection);
    next = { ...query, ...following };
  }
}

function pageOf(body: Shown | Shown[], plural: string | null): Shown[] {
  if (Array.isArray(body)) return body;
  return plural === null ? [] : ((body[plural] ?? []) as Shown[]);
}

function endless({ service, plural, list }: Collection): CloudError {
  const text = `The list of ${plural ?? list} of the ${service} service has no end after ${MOST_PAGES} pages or ${MOST_LISTED} objects.`;
  return new CloudError(text, { service, status: 502, outcome: 'unknown' });
}

/** What an address asks for beside what is asked already. */
function nextQuery(href: unknown): Record<string, string> | undefined {
  if (typeof href !== 'string') return undefined;
  const parameters = new URL(href, 'http://service').searchParams;
  const query: Record<string, string> = {};
  for (const name of ['marker', 'limit', 'offset', 'page_reverse', 'sort_key', 'sort_dir']) {
    const value = parameters.get(name);
    if (value !== null) query[name] = value;
  }
  return query.marker === undefined && query.offset === undefined ? undefined : query;
}
