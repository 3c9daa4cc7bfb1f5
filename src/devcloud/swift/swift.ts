/** Swift's objects: accounts, containers, and what is in them. */
import type { Collection, Stored } from '../state/collection.ts';
import type { World } from '../state/world.ts';

export interface Account extends Stored {
  /** The project's id. */
  id: string;
  metadata: Record<string, string>;
}
export interface Container extends Stored {
  /** `project/name` */
  id: string;
  project_id: string;
  name: string;
  metadata: Record<string, string>;
  /** X-Container-Read and the like, in lower case. */
  headers: Record<string, string>;
  created_at: number;
  /** Kept up to date, so that listing containers does not add up their objects. */
  count: number;
  bytes: number;
}
export interface StoredObject extends Stored {
  /** `project/container/name` */
  id: string;
  project_id: string;
  container: string;
  name: string;
  bytes: number;
  hash: string;
  content_type: string;
  last_modified: number;
  delete_at: number | null;
  metadata: Record<string, string>;
  /** Content-Encoding, Content-Disposition, X-Object-Manifest … */
  headers: Record<string, string>;
  /** Parts of a static large object. */
  segments: { path: string; bytes: number; hash: string }[] | null;
}

export class Swift {
  readonly accounts: Collection<Account>;
  readonly containers: Collection<Container>;
  readonly objects: Collection<StoredObject>;
  readonly #world: World;
  constructor(world: World) {
    this.#world = world;
    this.accounts = world.collection<Account>('account');
    this.containers = world.collection<Container>('container', { project: (item) => item.project_id });
    this.objects = world.collection<StoredObject>('object', {
      container: (item) => `${item.project_id}/${item.container}`,
      project: (item) => item.project_id,
    });
    world.timeline.on(this.objects, 'vanishes', (item) => this.remove(item));
  }

  account(projectId: string): Account {
    return this.accounts.get(projectId) ?? this.accounts.insert({ id: projectId, metadata: {} });
  }

  put(item: StoredObject, data: Buffer): void {
    const before = this.objects.get(item.id);
    if (before) this.remove(before);
    this.objects.insert(item);
    this.#world.storage.putBlob(`object/${item.id}`, data);
    this.#count(item, 1);
    if (item.delete_at !== null) this.#world.timeline.scheduleAt(this.objects, item, item.delete_at, 'vanishes');
  }
  data(item: StoredObject): Buffer {
    return this.#world.storage.getBlob(`object/${item.id}`) ?? Buffer.alloc(0);
  }
  remove(item: StoredObject): void {
    this.objects.remove(item.id);
    this.#world.storage.eraseBlob(`object/${item.id}`);
    this.#count(item, -1);
  }
  #count(item: StoredObject, sign: 1 | -1): void {
    const container = this.containers.get(`${item.project_id}/${item.container}`);
    if (!container) return;
    container.count += sign;
    container.bytes += sign * item.bytes;
    this.containers.save(container);
  }
}
