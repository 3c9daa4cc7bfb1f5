/**
 * Making a resource: intent, call, wait, attributes, outcome. A create that failed for a passing cause (the object went to an error
 * state, or something was in the way) is undone and tried again a few times.
 */
import { randomUUID } from 'node:crypto';
import { CloudError } from '../../openstack/cloud.ts';
import type { FrozenDefinition } from '../../plan/index.ts';
import { freeze } from '../../plan/index.ts';
import type { Properties } from '../../resources/type.ts';
import type { ResourceRow } from '../../store/rows.ts';
import { plainData } from '../../template/properties/index.ts';
import type { Value, ValueMap } from '../../template/value.ts';
import { isMap } from '../../template/value.ts';
import type { StackModel, WantedResource } from '../model/model.ts';
import { isPassing, ResourceFailure } from '../resource/failure.ts';
import type { Operation } from '../resource/operation.ts';
import { physicalName } from '../resource/physical-name.ts';
import { readProperties, wantedProperties } from '../resource/properties.ts';
import { Responder } from '../signals/responder.ts';
import { adoptResource } from './adopt.ts';
import { Dropped, type StackRun } from './stack-run.ts';

/** A resource's definition with its functions resolved, and what follows from it. */
export interface Resolved {
  wanted: WantedResource;
  frozen: FrozenDefinition;
}

export function givenProperties(frozen: FrozenDefinition): ValueMap {
  return isMap(frozen.properties) ? (frozen.properties as ValueMap) : {};
}

export function givenMetadata(frozen: FrozenDefinition): ValueMap {
  return isMap(frozen.metadata) ? (frozen.metadata as ValueMap) : {};
}

export function externalId(frozen: FrozenDefinition): string | null {
  const id = frozen.external_id as Value | undefined;
  return id === undefined || id === null ? null : String(id);
}

/** Members of a row that follow from the definition that it is brought to. */
export function definitionMembers(model: StackModel, { wanted, frozen }: Resolved) {
  return {
    type: wanted.type.name,
    definitionId: model.definitionId,
    frozen: freeze(frozen),
    deletionPolicy: model.deletionPolicy(wanted.name),
    updatePolicy: isMap(frozen.update_policy) ? (frozen.update_policy as ValueMap) : {},
    externalId: externalId(frozen),
    requires: [...model.requires(wanted.name)],
  };
}

export function newRow(run: StackRun, model: StackModel, resolved: Resolved, replaces: string | null): ResourceRow {
  const { wanted, frozen } = resolved;
  const id = randomUUID();
  return {
    ...definitionMembers(model, resolved),
    id,
    stackId: run.stack.id,
    name: wanted.name,
    physicalId: null,
    physicalName: physicalName(run.stack.name, wanted.name, id, wanted.type.physicalNameLimit),
    action: 'INIT',
    status: 'COMPLETE',
    reason: '',
    properties: givenProperties(frozen),
    pending: null,
    metadata: givenMetadata(frozen),
    replaces,
    replacedBy: null,
    data: {},
    attributes: {},
    nestedStackId: wanted.type.nestedStack ? randomUUID() : null,
    startedAt: null,
    createdAt: run.now(),
    updatedAt: null,
  };
}

/**
 * Makes the object of a row which is not there yet, or which an interrupted create left without one.
 * @throws ResourceFailure, Dropped
 */
export async function make(
  run: StackRun,
  model: StackModel,
  resolved: Resolved,
  given: {
    row: ResourceRow | null;
    replaces: ResourceRow | null;
    /** An earlier call may have made it, although nothing was found. */
    doubtful: boolean;
  },
  free: () => void,
): Promise<void> {
  const { wanted, frozen } = resolved;
  let { row } = given;
  if (row === null) {
    row = newRow(run, model, resolved, given.replaces?.id ?? null);
    run.rows.set(row.id, row);
    run.journal.insert(row);
  } else {
    run.touch(row, {
      ...definitionMembers(model, resolved),
      properties: givenProperties(frozen),
      metadata: givenMetadata(frozen),
    });
  }
  if (given.replaces !== null) run.touch(given.replaces, { replacedBy: row.id });
  run.current.set(row.name, row);

  if (row.externalId !== null || run.operation.kind === 'adopt') {
    await adoptResource(run, row, wanted, free);
  } else {
    await createWithRetries(run, row, wanted, free);
    if (given.doubtful && !wanted.type.local) await removeTwins(run, row, wanted, free);
  }
}

/** The earlier call did come, only later than anybody would wait. */
async function removeTwins(run: StackRun, row: ResourceRow, wanted: WantedResource, free: () => void): Promise<void> {
  const properties = await resolveProperties(run, wanted, row.properties ?? {}, false);
  for (let attempt = 1; ; attempt++) {
    try {
      await wanted.type.find(run.operationOn(row, { properties }));
      return;
    } catch (error) {
      if (error instanceof Dropped || run.lost) throw error;
      if (attempt === SEARCHES) {
        const about = { stack: run.stack.id, resource: row.name, error };
        run.room.log.warn(about, 'objects made twice could not be looked for');
        return;
      }
    }
    await run.pause(run.room.retryDelay(attempt - 1), free);
  }
}

async function createWithRetries(
  run: StackRun,
  row: ResourceRow,
  wanted: WantedResource,
  free: () => void,
): Promise<void> {
  const limit = Math.max(run.room.config.action_retry_limit, 0);
  let first: ResourceFailure | null = null;
  for (let attempt = 0; ; attempt++) {
    try {
      await createOnce(run, row, wanted, attempt === 0, free);
      return;
    } catch (error) {
      if (error instanceof Dropped || run.lost) throw error;
      const failure = ResourceFailure.of(error, run.section, row.name);
      run.fail(row, 'CREATE', failure);
      first ??= failure;
      if (!isPassing(failure.origin) || attempt >= limit || run.dropping) throw first;
      await run.pause(run.room.retryDelay(attempt), free);
    }
    // The next try begins without what the last one left behind.
    try {
      await undo(run, row, wanted, free);
    } catch (error) {
      if (error instanceof Dropped || run.lost) throw error;
      run.fail(row, 'DELETE', ResourceFailure.of(error, run.section, row.name));
      throw first;
    }
  }
}

async function createOnce(
  run: StackRun,
  row: ResourceRow,
  wanted: WantedResource,
  validate: boolean,
  free: () => void,
): Promise<void> {
  const { type } = wanted;
  run.enter(row, { action: 'CREATE', status: 'IN_PROGRESS' });
  const properties = await resolveProperties(run, wanted, row.properties ?? {}, validate);
  const operation = run.operationOn(row, { properties });
  if (!type.local) {
    await run.flush();
    run.crash('intent', row.name);
  }
  const physicalId = await call(
    run,
    free,
    () => type.create(operation),
    () => run.find(row, type, operation),
  );
  if (run.lost) throw new Dropped();
  if (!type.local) run.crash('called', row.name);
  run.touch(row, { physicalId });
  await finishCreate(run, row, wanted, operation, free);
}

/** From the moment that the object is known to the moment that it is complete. */
export async function finishCreate(
  run: StackRun,
  row: ResourceRow,
  wanted: Pick<WantedResource, 'type' | 'name'>,
  operation: Operation,
  free: () => void,
): Promise<void> {
  await run.wait(operation, free, () => wanted.type.created(operation));
  await run.references.prefetch(row, run.model?.attributesOf(row.name) ?? []);
  run.enter(row, { action: 'CREATE', status: 'COMPLETE' });
}

/** Looks for what a call may have made, when the cloud fails at that, too. */
const SEARCHES = 5;

/**
 * A create whose answer was lost may have acted all the same: what it made is looked for. Where it surely made nothing, it is called
 * again; a service that may still be at it is not, lest there be two.
 */
async function call(
  run: StackRun,
  free: () => void,
  create: () => Promise<string | null>,
  find: () => Promise<string | null>,
): Promise<string | null> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await create();
    } catch (error) {
      if (!(error instanceof CloudError) || error.outcome !== 'unknown') throw error;
      const found = await search(run, error, free, find);
      if (found !== null) return found;
      if (error.underWay || attempt >= run.room.config.client_retry_limit || run.lost || run.dropping) throw error;
    }
    await run.pause(run.room.retryDelay(attempt), free);
  }
}

/** An object that nobody knows of would be in the way of the next try, so the search is not given up at its first failure. */
async function search(
  run: StackRun,
  error: CloudError,
  free: () => void,
  find: () => Promise<string | null>,
): Promise<string | null> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await find();
    } catch {
      if (run.lost || run.dropping || attempt === SEARCHES) throw error;
    }
    await run.pause(run.room.retryDelay(attempt - 1), free);
  }
}

async function undo(run: StackRun, row: ResourceRow, wanted: WantedResource, free: () => void): Promise<void> {
  const { type } = wanted;
  run.enter(row, { action: 'DELETE', status: 'IN_PROGRESS' });
  await run.flush();
  const operation = run.operationOn(row, {
    properties: await resolveProperties(run, wanted, row.properties ?? {}, false),
  });
  await type.delete(operation);
  await run.wait(operation, free, () => type.deleted(operation));
  await new Responder(run.room, run, row).remove();
  run.enter(row, { action: 'DELETE', status: 'COMPLETE', physicalId: null, data: {} });
}

/** Names looked up, values converted, defaults filled in. */
export async function resolveProperties(
  run: StackRun,
  wanted: Pick<WantedResource, 'name' | 'type'> & { description?: string },
  given: ValueMap,
  validate: boolean,
): Promise<Properties> {
  const data = plainData(given);
  await run.inquiry.prepare(wanted.type, data);
  const properties = wantedProperties(wanted.type, data, run.inquiry, wanted.description);
  return readProperties(properties, { validate: validate ? [wanted.name, PROPERTIES[run.section]] : null });
}

const PROPERTIES = { resources: 'properties', Resources: 'Properties' } as const;
