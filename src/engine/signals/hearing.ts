/**
 * A resource while it hears something: a signal, or that a time has come. What its type does then (metadata, notes, what it asks of its nested stack) is
 * gathered here, seen by the type alone, and becomes true together with the removal of what was heard, or not at all. So it has one
 * effect, however often it is begun.
 *
 * Hearings lie on top of each other: what one heard well is taken over by the one below, on which the next is laid.
 */

import type { Cloud } from '../../openstack/cloud.ts';
import type { Secrets } from '../../plan/index.ts';
import type { EngineServices } from '../../resources/type.ts';
import type { ResourceRow, StackRow } from '../../store/rows.ts';
import type { Change } from '../../store/store.ts';
import type { Environment } from '../../template/environment/index.ts';
import { type NestedAround, NestedHandle, type NestedReader } from '../nested/handle.ts';
import type { Asked } from '../operations/index.ts';
import { dueChange } from '../resource/due.ts';
import { Operation, type Surroundings } from '../resource/operation.ts';
import type { Room } from '../room.ts';
import type { ResourceSet } from '../run/journal.ts';
import { servicesFor } from './services.ts';

/** Something that was read was changed by another before this was written. */
export class Overtaken extends Error {}

interface Shadow {
  /** The row below. */
  row: ResourceRow;
  /** As it was when it was first looked at. */
  before: ResourceRow;
  /** As the type sees it. */
  seen: ResourceRow;
  set: ResourceSet;
}

export class Hearing implements Surroundings, NestedAround {
  readonly room: Room;
  readonly stack: StackRow;
  readonly cloud: Cloud;
  readonly environment: Environment;
  readonly files: Record<string, string>;
  readonly changes: Change[] = [];
  /** What is asked of a nested stack; once at most. */
  asked: Asked | null = null;
  private readonly below: Surroundings & NestedAround;
  private readonly shadows = new Map<string, Shadow>();
  private readonly controller = new AbortController();

  constructor(below: Surroundings & NestedAround) {
    this.below = below;
    this.room = below.room;
    this.stack = below.stack;
    this.cloud = below.cloud;
    this.environment = below.environment;
    this.files = below.files;
  }

  /** The row as it is seen from here. */
  seen(row: ResourceRow): ResourceRow {
    return this.shadow(row).seen;
  }

  private shadow(row: ResourceRow): Shadow {
    let shadow = this.shadows.get(row.id);
    if (shadow === undefined) {
      shadow = { row, before: { ...row }, seen: { ...row }, set: {} };
      this.shadows.set(row.id, shadow);
    }
    return shadow;
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  now(): number {
    return this.below.now();
  }

  touch(row: ResourceRow, set: ResourceSet): void {
    this.refuseWhenClosed();
    const shadow = this.shadow(row);
    Object.assign(shadow.seen, set);
    Object.assign(shadow.set, set);
  }

  schedule(row: ResourceRow, what: string, at: number | null): void {
    this.refuseWhenClosed();
    this.changes.push(dueChange(row, what, at, this.now()));
  }

  /** Nothing is durable before it is over. */
  async flush(): Promise<void> {
    throw new Error('what a resource does when it hears something is written when it is done, not in parts');
  }

  async ask(asked: Asked): Promise<void> {
    this.refuseWhenClosed();
    if (this.asked !== null) throw new Error('a nested stack can be asked for one thing at a time');
    this.asked = asked;
  }

  nested(row: ResourceRow): NestedHandle {
    return new NestedHandle(this, row);
  }
  look(child: StackRow, names?: readonly string[]): Promise<NestedReader> {
    return this.below.look(child, names);
  }
  services(row: ResourceRow): EngineServices {
    return servicesFor(this.room, this, row);
  }
  async peer(row: ResourceRow, referenceId: string): Promise<ResourceRow | null> {
    const peer = await this.below.peer(row, referenceId);
    return peer === null ? null : this.seen(peer);
  }
  fetchSignals(row: ResourceRow): Promise<void> {
    return this.below.fetchSignals(row);
  }
  secretsOf(row: ResourceRow): Secrets {
    return this.below.secretsOf(row);
  }
  owned(row: ResourceRow, physicalIds: readonly string[]): Promise<ReadonlySet<string>> {
    return this.below.owned(row, physicalIds);
  }

  operationOn(row: ResourceRow, given: ConstructorParameters<typeof Operation>[2]): Operation {
    return new Operation(this, this.seen(row), given);
  }

  /** What comes late (the type was waited for in vain) has no effect. */
  close(why: Error): void {
    this.controller.abort(why);
  }

  private refuseWhenClosed(): void {
    this.controller.signal.throwIfAborted();
  }

  /** Takes over what was heard well on top of this. */
  absorb(other: Hearing): void {
    for (const { row, set } of other.shadows.values()) if (Object.keys(set).length > 0) this.touch(row, set);
    this.changes.push(...other.changes);
    this.asked ??= other.asked;
  }

  /** What is to be written of rows. @throws Overtaken */
  sets(): { row: ResourceRow; set: ResourceSet }[] {
    const sets: { row: ResourceRow; set: ResourceSet }[] = [];
    for (const { row, before, set } of this.shadows.values()) {
      const keys = Object.keys(set) as (keyof ResourceSet)[];
      if (keys.length === 0) continue;
      if (keys.some((key) => row[key] !== before[key])) throw new Overtaken(`resource ${row.name} changed meanwhile`);
      sets.push({ row, set });
    }
    return sets;
  }
}
