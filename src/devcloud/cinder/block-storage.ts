/** Cinder to its kinds, which are made before it is whole. */
import type { Glance } from '../glance/glance.ts';
import type { Call } from '../http/call.ts';
import type { Fields } from '../http/fields.ts';
import type { Delays } from '../options.ts';
import type { QuotaBook } from '../quotas.ts';
import type { Item } from '../rest/item.ts';
import type { Kind } from '../rest/kind.ts';
import type { Rest } from '../rest/rest.ts';
import type { Attachment, Backup, QosSpecs, Reservation, Snapshot, Volume, VolumeType } from './attributes.ts';
import type { CinderModel } from './model.ts';

export interface BlockStorage {
  readonly model: CinderModel;
  readonly glance: Glance;
  readonly quotas: QuotaBook;
  readonly delays: Delays;
  readonly rest: Rest;
  readonly kinds: {
    volumes: Kind<Volume>;
    snapshots: Kind<Snapshot>;
    backups: Kind<Backup>;
    volumeTypes: Kind<VolumeType>;
    qosSpecs: Kind<QosSpecs>;
    attachments: Kind<Reservation>;
  };
  /** An object changes after a delay, as the call's fate may have it. */
  later<T extends Item>(kind: Kind<T>, item: T, delayMs: number, changes: Fields, call?: Call): void;
  /** By name or id. @throws 404 */
  typeNamed(name: string): VolumeType;
  /** Attaches a volume to a server: at once to be seen, `in-use` after `delayMs`. @throws 400 */
  attach(volume: Volume, serverId: string, device: string, delayMs: number, fate?: string, id?: string): Attachment;
  /** Detaches after `delayMs`; until then the volume is `detaching`. */
  detach(volume: Volume, attachmentId: string, delayMs: number): void;
}
