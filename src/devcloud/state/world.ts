/** What every service of the dev cloud shares: storage, time, chance, options, and the list of all collections. */
import { Busy } from '../busy/busy.ts';
import type { Settings } from '../options.ts';
import { Collection, type IndexKey, type Stored } from './collection.ts';
import { MemoryStorage, SqliteStorage, type Storage } from './storage.ts';
import { Timeline } from './timeline.ts';

export class World {
  readonly settings: Settings;
  readonly storage: Storage;
  readonly busy: Busy | undefined;
  readonly timeline: Timeline;
  readonly collections: Collection<Stored>[] = [];
  /** `http://host:port`, known once the server listens. */
  baseUrl = '';

  constructor(settings: Settings) {
    this.settings = settings;
    this.storage = settings.dataDirectory ? new SqliteStorage(settings.dataDirectory) : new MemoryStorage();
    this.busy = settings.busy && new Busy(settings.busy);
    this.timeline = new Timeline(settings.now, this.busy);
  }

  collection<T extends Stored>(kind: string, indexes: Record<string, IndexKey<T>> = {}): Collection<T> {
    const collection = new Collection<T>(kind, this.storage, indexes);
    this.collections.push(collection as unknown as Collection<Stored>);
    return collection;
  }
  now(): number {
    return this.settings.now();
  }
  /** To be called when all collections and transitions are declared. */
  rearm(): void {
    for (const collection of this.collections) this.timeline.rearm(collection);
  }
}
