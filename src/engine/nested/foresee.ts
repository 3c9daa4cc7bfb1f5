/**
 * What a resource would make its nested stack of, found out without making it: the type's own verb is run with a nested
 * stack that only listens. Previews and validation look into nested stacks this way, of whatever type they are. What the resource is given may
 * hold Unknowns; parameters that hang on them are unknown in the nested stack, too.
 */

import { HeatError } from '../../errors.ts';
import type { Cloud } from '../../openstack/cloud.ts';
import { Secrets } from '../../plan/index.ts';
import type { EngineServices, NestedDefinition, Properties, ResourceType } from '../../resources/type.ts';
import { Pace } from '../../store/pace.ts';
import type { DefinitionRow, ResourceRow, StackRow } from '../../store/rows.ts';
import type { Environment } from '../../template/environment/index.ts';
import { evaluate, type Facade, type ResourceDefinition, type ResourceSource } from '../../template/index.ts';
import { partlyKnown } from '../../template/parameters/index.ts';
import type { Unknown } from '../../template/schema/index.ts';
import { isMap, type ValueMap } from '../../template/value.ts';
import { buildingModel, type Identity } from '../model/build.ts';
import type { Draft, StackModel, WantedResource } from '../model/model.ts';
import { type Given, Operation, type Surroundings } from '../resource/operation.ts';
import type { Room } from '../room.ts';
import { servicesFor } from '../signals/services.ts';
import { Reading } from '../views/reading.ts';
import { childDefinition } from './child-definition.ts';
import { type NestedAround, NestedHandle } from './handle.ts';

/** Not an error: how the definition gets out of the verb. */
class Heard extends Error {
  readonly definition: NestedDefinition;
  constructor(definition: NestedDefinition) {
    super('heard');
    this.definition = definition;
  }
}

class Listening extends NestedHandle {
  override async create(definition: NestedDefinition): Promise<string> {
    throw new Heard(definition);
  }
  override async update(definition: NestedDefinition): Promise<void> {
    throw new Heard(definition);
  }
  override async delete(): Promise<void> {}
  override async act(): Promise<void> {}
  override async cancel(): Promise<void> {}
}

export interface Foreseen {
  room: Room;
  stack: StackRow;
  cloud: Cloud;
  environment: Environment;
  files: Record<string, string>;
}

class Foreseeing implements Surroundings, NestedAround {
  readonly room: Room;
  readonly stack: StackRow;
  readonly cloud: Cloud;
  readonly environment: Environment;
  readonly files: Record<string, string>;
  readonly signal = new AbortController().signal;

  constructor(about: Foreseen) {
    this.room = about.room;
    this.stack = about.stack;
    this.cloud = about.cloud;
    this.environment = about.environment;
    this.files = about.files;
  }

  now(): number {
    return this.room.now();
  }
  touch(row: ResourceRow, set: Partial<ResourceRow>): void {
    Object.assign(row, set);
  }
  async flush(): Promise<void> {}
  schedule(): void {}
  async ask(): Promise<void> {}
  nested(row: ResourceRow): NestedHandle {
    return new Listening(this, row);
  }
  look(child: StackRow, names?: readonly string[]): Promise<Reading> {
    return Reading.of(this.room, child, names);
  }
  services(row: ResourceRow): EngineServices {
    const nothing = async () => null;
    return {
      ...servicesFor(this.room, this, row),
      signalUrl: async () => '',
      signalToken: async () => '',
      signalLogin: nothing,
      stackUser: nothing,
      findStackUser: nothing,
    };
  }
  async peer(): Promise<null> {
    return null;
  }
  async fetchSignals(): Promise<void> {}
  /** Nothing is asked of a cloud, and what is foreseen is not kept. */
  secretsOf(): Secrets {
    return new Secrets();
  }
  async owned(): Promise<ReadonlySet<string>> {
    return new Set();
  }
}

/** A nested stack as it would be. */
export interface ForeseenChild {
  definition: DefinitionRow;
  /** Parameters whose values only the run will tell. */
  unknown: ReadonlyMap<string, Unknown>;
}

/**
 * The nested stack that a resource would have; null where its type makes none, or where it hangs on what is not known yet.
 * @param row the resource's row, or a stand-in for one that is still to be made; it is not changed
 * @param before what it was given, where it would be updated
 */
export async function foreseeChild(
  about: Foreseen,
  row: ResourceRow,
  type: ResourceType,
  properties: Properties,
  before: Pick<Given, 'before' | 'changed'> | null,
): Promise<ForeseenChild | null> {
  const around = new Foreseeing(about);
  const copy = { ...row, data: { ...row.data } };
  const operation = new Operation(around, copy, { properties, ...before });
  try {
    if (type.finally !== undefined) return await foreseen(around, copy, await type.finally(operation));
    if (before === null) await type.create(operation);
    else await type.update(operation);
  } catch (error) {
    if (error instanceof Heard) return await foreseen(around, copy, error.definition);
    if (error instanceof HeatError) throw error;
  }
  return null;
}

/** The nested stack, where it is known of what it is made. */
export function foreseenOf(about: Foreseen, row: ResourceRow, definition: NestedDefinition): Promise<ForeseenChild> {
  return foreseen(new Foreseeing(about), row, definition);
}

async function foreseen(around: NestedAround, row: ResourceRow, definition: NestedDefinition): Promise<ForeseenChild> {
  const { known, unknown } = partlyKnown(definition.parameters);
  const child = { id: row.nestedStackId ?? '' };
  return { definition: await childDefinition(around, row, { ...definition, parameters: known }, child), unknown };
}

/** What has been foreseen, to be read. It is not kept: what is stored later under the same id may know more. */
export function foreseenDraft(room: Room, child: ForeseenChild, stack: Identity, facade: Facade | null): Draft {
  return room.models.draft(child.definition, stack, { unknown: child.unknown, facade });
}

export function foreseenModel(
  room: Room,
  child: ForeseenChild,
  stack: Identity,
  facade: Facade | null,
): Promise<StackModel> {
  return new Pace().run(buildingModel(foreseenDraft(room, child, stack, facade)));
}

/** What a nested stack sees of the resource that it will stand for. */
export function foreseenFacade(
  { metadata, deletionPolicy, updatePolicy }: ResourceDefinition,
  resources: ResourceSource,
): Facade {
  const map = (part: ResourceDefinition['metadata']): ValueMap => {
    const value = evaluate(part, resources);
    return isMap(value) ? value : {};
  };
  return {
    metadata: () => map(metadata),
    deletionPolicy: () => deletionPolicy,
    updatePolicy: () => map(updatePolicy),
  };
}

/** Looks whether an object that is to be taken over by its id is there. @throws what the type's check throws */
export async function lookAt(about: Foreseen, id: string, wanted: StandsFor): Promise<void> {
  const row = { ...standIn(about.stack, wanted), physicalId: id, externalId: id };
  await wanted.type.check(new Operation(new Foreseeing(about), row, { properties: {} }));
}

export type StandsFor = Pick<WantedResource, 'name' | 'typeName' | 'type'>;

/** A row for a resource that does not exist yet. */
export function standIn(stack: StackRow, { name, typeName, type }: StandsFor): ResourceRow {
  return {
    id: '00000000-0000-4000-8000-000000000000',
    stackId: stack.id,
    name,
    type: type.name,
    physicalId: null,
    physicalName: `${stack.name}-${name}`,
    action: 'INIT',
    status: 'COMPLETE',
    reason: '',
    properties: null,
    pending: null,
    definitionId: '',
    frozen: { type: typeName },
    metadata: {},
    updatePolicy: {},
    deletionPolicy: 'Delete',
    externalId: null,
    requires: [],
    replaces: null,
    replacedBy: null,
    data: {},
    attributes: {},
    nestedStackId: null,
    startedAt: null,
    createdAt: 0,
    updatedAt: null,
  };
}
