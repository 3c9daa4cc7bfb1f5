/** Cinder: its objects, their transitions, and what Nova asks of it. */
import { ApiError, badRequest } from '../http/api-error.ts';
import type { Call } from '../http/call.ts';
import type { QuotaBook } from '../quotas.ts';
import { uuid } from '../state/identifiers.ts';
import type { World } from '../state/world.ts';
import { type Attachment, type CinderModel, declareCinder, type Volume } from './model.ts';

export class Cinder {
  readonly model: CinderModel;
  readonly #world: World;
  readonly #quotas: QuotaBook;

  constructor(world: World, quotas: QuotaBook) {
    this.#world = world;
    this.#quotas = quotas;
    this.model = declareCinder(world);
    const { timeline } = world;
    const { volumes, snapshots, backups } = this.model;
    for (const collection of [volumes, snapshots, backups] as const) {
      const any = collection as typeof volumes;
      timeline.on(any, 'becomes', (item, changes) => {
        Object.assign(item, changes);
        item.updated_at = world.now();
      });
      timeline.on(any, 'vanishes', (item) => void any.remove(item.id));
    }
    timeline.on(volumes, 'detached', (volume, data) => this.#dropAttachment(volume, String(data.attachment)));
  }

  /** Ends a volume's, snapshot's or backup's pending state after a delay, as the call's fate may have it. */
  finish(
    collection: CinderModel['volumes'] | CinderModel['snapshots'] | CinderModel['backups'],
    item: { id: string },
    delayMs: number,
    changes: Record<string, unknown>,
    call?: Call,
  ): void {
    const end = call?.fate ? { ...changes, status: call.fate.status } : changes;
    this.#world.timeline.schedule(collection as CinderModel['volumes'], item as Volume, delayMs, 'becomes', end);
  }

  vanish(
    collection: CinderModel['volumes'] | CinderModel['snapshots'] | CinderModel['backups'],
    item: { id: string },
    delayMs: number,
    call?: Call,
  ): void {
    if (call?.fate) return this.finish(collection, item, delayMs, { status: call.fate.status });
    this.#world.timeline.schedule(collection as CinderModel['volumes'], item as Volume, delayMs, 'vanishes');
  }

  /** @throws 413 when a limit on volumes or gigabytes would be passed */
  checkQuota(projectId: string, moreGigabytes: number, moreVolumes: number): void {
    const volumes = this.model.volumes.by('project', projectId);
    const over = (name: 'volumes' | 'gigabytes', used: number, more: number, text: string): void => {
      if (!this.#quotas.exceeded(projectId, name, used, more)) return;
      throw new ApiError(413, text, 'OverLimit', { 'Retry-After': '0' });
    };
    const limits = this.#quotas.of(projectId);
    if (limits.volumes < 0 && limits.gigabytes < 0) return;
    over(
      'volumes',
      volumes.length,
      moreVolumes,
      `VolumeLimitExceeded: Maximum number of volumes allowed (${limits.volumes}) exceeded for quota 'volumes'.`,
    );
    const used = volumes.reduce((sum, volume) => sum + volume.size, 0);
    over(
      'gigabytes',
      used,
      moreGigabytes,
      `VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed gigabytes quota. Requested ${moreGigabytes}G, quota is ${limits.gigabytes}G and ${used}G has been consumed.`,
    );
  }

  /** @throws 413 when a project has its number of snapshots or backups */
  checkCount(projectId: string, name: 'snapshots' | 'backups'): void {
    if (!this.#quotas.exceeded(projectId, name, this.model[name].count('project', projectId))) return;
    const kind = name === 'snapshots' ? 'Snapshot' : 'Backup';
    const text = `${kind}LimitExceeded: Maximum number of ${name} allowed (${this.#quotas.of(projectId)[name]}) exceeded`;
    throw new ApiError(413, text, 'OverLimit', { 'Retry-After': '0' });
  }

  /** Attaches a volume to a server: at once to be seen, `in-use` after `delayMs`. @throws 400 */
  attach(
    volume: Volume,
    serverId: string,
    device: string,
    delayMs: number,
    fate?: string,
    attachmentId = uuid(),
  ): Attachment {
    const free =
      volume.status === 'available' ||
      volume.status === 'reserved' ||
      (volume.multiattach && volume.status === 'in-use');
    if (!free) {
      throw badRequest(
        `Invalid volume: volume ${volume.id} status must be available or downloading to reserve, but the current status is ${volume.status}.`,
      );
    }
    const attachment: Attachment = {
      id: attachmentId,
      volume_id: volume.id,
      server_id: serverId,
      host_name: 'devcloud',
      device,
      attached_at: this.#world.now(),
      mode: 'rw',
    };
    volume.attachments.push(attachment);
    volume.status = 'attaching';
    volume.updated_at = this.#world.now();
    this.#world.timeline.schedule(this.model.volumes, volume, delayMs, 'becomes', { status: fate ?? 'in-use' });
    return attachment;
  }

  /** Detaches after `delayMs`; until then the volume is `detaching`. */
  detach(volume: Volume, attachmentId: string, delayMs: number): void {
    volume.status = 'detaching';
    this.#world.timeline.schedule(this.model.volumes, volume, delayMs, 'detached', { attachment: attachmentId });
  }
  /** Detaches now, as when the server is gone. */
  release(volume: Volume, serverId: string): void {
    for (const attachment of volume.attachments.filter((item) => item.server_id === serverId)) {
      delete volume.due;
      this.#dropAttachment(volume, attachment.id);
    }
  }

  #dropAttachment(volume: Volume, attachmentId: string): void {
    volume.attachments = volume.attachments.filter((item) => item.id !== attachmentId);
    volume.status = volume.attachments.length > 0 ? 'in-use' : 'available';
    volume.updated_at = this.#world.now();
    this.model.attachments.remove(attachmentId);
    this.model.volumes.save(volume);
    this.onDetached?.(volume, attachmentId);
  }
  /** Nova's wish to hear when a detachment is done. */
  onDetached: ((volume: Volume, attachmentId: string) => void) | undefined;
}
