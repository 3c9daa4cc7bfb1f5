/** Cinder: its objects, their transitions, and what Nova asks of it. */
import type { Glance } from '../glance/glance.ts';
import { badRequest, notFound } from '../http/api-error.ts';
import type { Call } from '../http/call.ts';
import type { Fields } from '../http/fields.ts';
import type { Delays } from '../options.ts';
import type { QuotaBook } from '../quotas.ts';
import type { Item } from '../rest/item.ts';
import type { Kind } from '../rest/kind.ts';
import { Rest } from '../rest/rest.ts';
import { uuid } from '../state/identifiers.ts';
import { isoMicros } from '../state/timestamps.ts';
import type { World } from '../state/world.ts';
import { attachments } from './attachments.ts';
import type { Attachment, Volume, VolumeType } from './attributes.ts';
import { backups } from './backups.ts';
import type { BlockStorage } from './block-storage.ts';
import { DIALECT } from './dialect.ts';
import { type CinderModel, declareCinder } from './model.ts';
import { qosSpecs } from './qos-specs.ts';
import { snapshots } from './snapshots.ts';
import { volumeTypes } from './types.ts';
import { volumes } from './volumes.ts';

export class Cinder implements BlockStorage {
  readonly model: CinderModel;
  readonly glance: Glance;
  readonly quotas: QuotaBook;
  readonly delays: Delays;
  readonly kinds: BlockStorage['kinds'];
  readonly rest: Rest;
  /** Nova's wish to hear when a detachment is done. */
  onDetached: ((volume: Volume, attachmentId: string) => void) | undefined;
  readonly #world: World;

  constructor(world: World, quotas: QuotaBook, glance: Glance) {
    this.#world = world;
    this.quotas = quotas;
    this.glance = glance;
    this.delays = world.settings.delays;
    this.model = declareCinder(world);
    this.kinds = {
      volumes: volumes(this),
      snapshots: snapshots(this),
      backups: backups(this),
      volumeTypes: volumeTypes(this),
      qosSpecs: qosSpecs(this),
      attachments: attachments(this),
    };
    this.rest = new Rest(world, quotas, DIALECT, Object.values(this.kinds) as unknown as Kind[]);
    const { timeline } = world;
    const becomes = (item: Item, changes: Fields): void => {
      Object.assign(item, changes);
      DIALECT.touch(item, world.now());
    };
    timeline.on(this.model.volumes, 'becomes', becomes);
    timeline.on(this.model.backups, 'becomes', becomes);
    timeline.on(this.model.volumes, 'detached', (volume, data) => this.#drop(volume, String(data.attachment)));
  }

  later<T extends Item>({ collection }: Kind<T>, item: T, delayMs: number, changes: Fields, call?: Call): void {
    const end = call?.fate ? { ...changes, status: call.fate.status } : changes;
    this.#world.timeline.schedule(collection, item, delayMs, 'becomes', end);
  }

  typeNamed(name: string): VolumeType {
    const type = this.model.types.get(name) ?? this.model.types.first('name', name);
    if (!type) throw notFound(`Volume type ${name} could not be found.`);
    return type;
  }

  attach(
    volume: Volume,
    serverId: string,
    device: string,
    delayMs: number,
    fate?: string,
    attachmentId = uuid(),
  ): Attachment {
    if (!['available', 'reserved'].includes(volume.status) && !(volume.multiattach && volume.status === 'in-use'))
      throw badRequest(
        `Invalid volume: volume ${volume.id} status must be available or downloading to reserve, but the current status is ${volume.status}.`,
      );
    const now = isoMicros(this.#world.now());
    const attachment: Attachment = {
      id: attachmentId,
      volume_id: volume.id,
      server_id: serverId,
      host_name: 'devcloud',
      device,
      attached_at: now,
    };
    volume.attachments.push(attachment);
    Object.assign(volume, { status: 'attaching', updated_at: now });
    this.later(this.kinds.volumes, volume, delayMs, { status: fate ?? 'in-use' });
    return attachment;
  }

  detach(volume: Volume, attachmentId: string, delayMs: number): void {
    volume.status = 'detaching';
    this.#world.timeline.schedule(this.model.volumes, volume, delayMs, 'detached', { attachment: attachmentId });
  }
  /** Detaches now, as when the server is gone, and takes the volume away with it if told so. */
  release(volume: Volume, serverId: string, goes: boolean): void {
    for (const attachment of volume.attachments.filter((item) => item.server_id === serverId)) {
      delete volume.due;
      this.#drop(volume, attachment.id);
    }
    if (!goes) return;
    volume.status = 'deleting';
    this.#world.timeline.schedule(this.model.volumes, volume, this.delays.volumeDeleteMs, 'go', { with: [] });
  }

  #drop(volume: Volume, attachmentId: string): void {
    volume.attachments = volume.attachments.filter((item) => item.id !== attachmentId);
    volume.status = volume.attachments.length > 0 ? 'in-use' : 'available';
    volume.updated_at = isoMicros(this.#world.now());
    this.model.attachments.remove(attachmentId);
    this.model.volumes.save(volume);
    this.onDetached?.(volume, attachmentId);
  }
}
