/** Glance: images, their data and members. */
import { createHash } from 'node:crypto';
import type { Call } from '../http/call.ts';
import type { Collection, Stored } from '../state/collection.ts';
import { uuid } from '../state/identifiers.ts';
import type { World } from '../state/world.ts';

export interface Image extends Stored {
  name: string | null;
  owner: string;
  /** The same as `owner`; every kind of object has it. */
  project_id: string;
  status: string;
  visibility: string;
  protected: boolean;
  os_hidden: boolean;
  disk_format: string | null;
  container_format: string | null;
  min_disk: number;
  min_ram: number;
  size: number | null;
  checksum: string | null;
  os_hash_value: string | null;
  tags: string[];
  members: { member_id: string; status: string; created_at: number; updated_at: number }[];
  properties: Record<string, unknown>;
  created_at: number;
  updated_at: number;
}

export interface NewImage {
  name: string;
  disk_format: string;
  container_format: string;
  min_disk?: number;
  content: Buffer;
  properties?: Record<string, unknown>;
}

export class Glance {
  readonly images: Collection<Image>;
  readonly #world: World;
  constructor(world: World) {
    this.#world = world;
    this.images = world.collection<Image>('image', { project: (item) => item.owner, name: (item) => item.name });
    world.timeline.on(this.images, 'becomes', (item, changes) => void Object.assign(item, changes));
  }

  mayUse(call: Call, image: Image): boolean {
    return (
      image.visibility === 'public' ||
      image.visibility === 'community' ||
      image.owner === call.projectId ||
      call.isAdmin ||
      image.members.some((member) => member.member_id === call.projectId)
    );
  }
  /** An image by id, if the caller may boot from it. */
  findForUse(call: Call, id: string): Image | undefined {
    const image = this.images.get(id);
    return image && this.mayUse(call, image) ? image : undefined;
  }

  insert(owner: string, part: Partial<Image>): Image {
    const now = this.#world.now();
    return this.images.insert({
      id: uuid(),
      name: null,
      owner,
      project_id: owner,
      status: 'queued',
      visibility: 'shared',
      protected: false,
      os_hidden: false,
      disk_format: null,
      container_format: null,
      min_disk: 0,
      min_ram: 0,
      size: null,
      checksum: null,
      os_hash_value: null,
      tags: [],
      members: [],
      properties: {},
      created_at: now,
      updated_at: now,
      ...part,
    });
  }

  /** Takes in the data; the image is active then. */
  fill(image: Image, content: Buffer): void {
    this.#world.storage.putBlob(`image/${image.id}`, content);
    image.size = content.length;
    image.checksum = createHash('md5').update(content).digest('hex');
    image.os_hash_value = createHash('sha512').update(content).digest('hex');
    image.status = 'active';
    image.updated_at = this.#world.now();
    this.images.save(image);
  }

  /** An image made from a server or a volume: `queued` until its time has come. */
  createFrom(call: Call, part: NewImage): Image {
    const { content, properties, ...rest } = part;
    const image = this.insert(call.projectId, { ...rest, visibility: 'private', properties: properties ?? {} });
    this.fill(image, content);
    image.status = 'queued';
    this.#world.timeline.schedule(this.images, image, this.#world.settings.delays.imageMs, 'becomes', {
      status: call.fate?.status ?? 'active',
    });
    return image;
  }
}
