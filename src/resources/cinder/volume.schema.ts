/** Schema of OS::Cinder::Volume. */
import type { Definition } from '../define.ts';

export const schema = {
  name: 'OS::Cinder::Volume',
  className: 'CinderVolume',
  description: 'A block storage volume: blank, or from an image, snapshot, volume or backup.',
  deletionPolicies: ['Delete', 'Retain', 'Snapshot'],
  properties: {
    availability_zone: { type: 'string', description: 'Zone in which it is placed.' },
    backup_id: {
      type: 'string',
      description: 'Backup from which it is made; on update, which is restored into it.',
      updateAllowed: true,
      constraints: [{ kind: 'custom_constraint', name: 'cinder.backup' }],
    },
    description: { type: 'string', description: 'What it is for.', updateAllowed: true },
    image: {
      type: 'string',
      description: 'Name or id of the image from which it is made.',
      constraints: [{ kind: 'custom_constraint', name: 'glance.image' }],
    },
    imageRef: {
      type: 'string',
      description: 'Image from which it is made, by id. Use `image`.',
      support: {
        status: 'HIDDEN',
        version: '5.0.0',
        message: 'Use `image` instead.',
        previous: { status: 'DEPRECATED', version: '2014.1' },
      },
    },
    metadata: { type: 'map', description: 'Key-value pairs kept with it.', default: {}, updateAllowed: true },
    multiattach: {
      type: 'boolean',
      description: 'Whether several servers may attach it.',
      default: false,
      support: { status: 'HIDDEN', version: '13.0.0', previous: { status: 'SUPPORTED', version: '6.0.0' } },
    },
    name: {
      type: 'string',
      description: 'Name of the volume; by default made from the stack, the resource and a random part.',
      updateAllowed: true,
    },
    read_only: {
      type: 'boolean',
      description: 'Whether it is attached read-only.',
      updateAllowed: true,
      support: { status: 'SUPPORTED', version: '5.0.0' },
    },
    scheduler_hints: {
      type: 'map',
      description: 'Key-value pairs that guide the choice of a back end.',
      support: { status: 'SUPPORTED', version: '2015.1' },
    },
    size: {
      type: 'integer',
      description: 'Size in GiB. May grow in place. Needed unless it is made from a backup, snapshot or volume.',
      updateAllowed: true,
      constraints: [{ kind: 'range', min: 1 }],
    },
    snapshot_id: {
      type: 'string',
      description: 'Snapshot from which it is made.',
      constraints: [{ kind: 'custom_constraint', name: 'cinder.snapshot' }],
    },
    source_volid: {
      type: 'string',
      description: 'Volume of which it is a copy.',
      constraints: [{ kind: 'custom_constraint', name: 'cinder.volume' }],
    },
    volume_type: {
      type: 'string',
      description: 'Its type. A change is made by retyping.',
      updateAllowed: true,
      constraints: [{ kind: 'custom_constraint', name: 'cinder.vtype' }],
    },
  },
  attributes: {
    attachments: {
      type: 'string',
      description: 'Where it is attached, as text.',
      cache: 'none',
      support: {
        status: 'DEPRECATED',
        version: '9.0.0',
        message: 'Use `attachments_list` instead.',
        previous: { status: 'SUPPORTED', version: '2015.1' },
      },
    },
    attachments_list: {
      type: 'list',
      description: 'Where it is attached.',
      cache: 'none',
      support: { status: 'SUPPORTED', version: '9.0.0' },
    },
    availability_zone: { type: 'string', description: 'Zone in which it lies.' },
    bootable: { type: 'string', description: 'Whether a server can boot from it.', lives: true },
    created_at: { type: 'string', description: 'When it was made.' },
    display_description: { type: 'string', description: 'Its description.' },
    display_name: { type: 'string', description: 'Its name.' },
    encrypted: { type: 'string', description: 'Whether it is encrypted.' },
    metadata: { type: 'string', description: 'Its key-value pairs as JSON text.' },
    metadata_values: { type: 'map', description: 'Its key-value pairs.' },
    multiattach: {
      type: 'boolean',
      description: 'Whether several servers may attach it.',
      support: { status: 'SUPPORTED', version: '6.0.0' },
    },
    size: { type: 'string', description: 'Size in GiB.' },
    snapshot_id: { type: 'string', description: 'Snapshot from which it was made.' },
    source_volid: { type: 'string', description: 'Volume of which it is a copy.' },
    status: { type: 'string', description: 'Its status.', cache: 'none' },
    volume_type: { type: 'string', description: 'Its type.' },
  },
  translation: [{ rule: 'Replace', path: ['image'], valuePath: ['imageRef'] }],
} satisfies Definition;
