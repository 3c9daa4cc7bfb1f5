/**
 * Making a resource: intent, call, wait, attributes, outcome. A create that failed for a passing cause (the object went to an error
 * state, or something was in the way) is undone and tried again a few times.
 */
import type { ResourceRow } from '../../store/rows.ts';
import type { StackModel, WantedResource } from '../model/model.ts';
import { madeNothing, withDoubt } from '../resource/doubt.ts';
import { isPassing, type ResourceFailure } from '../resource/failure.ts';
import type { Operation } from '../resource/operation.ts';
import { adoptResource } from './adopt.ts';
import { forgetDependants } from './forget.ts';
import { inTurn, type Persist } from './in-turn.ts';
import { creating, removeTwins } from './lost-call.ts';
import { takeAway } from './remove.ts';
import {
  definitionMembers,
  givenMetadata,
  givenProperties,
  newRow,
  type Resolved,
  resolveProperties,
} from './resolved.ts';
import type { StackRun } from './stack-run.ts';
import { Dropped } from './waits.ts';

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
    /** What it replaces has gone, or has stepped aside. */
    begun?: boolean;
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
    await createWithRetries(run, row, wanted, free, given);
    if (given.doubtful && !wanted.type.local) await removeTwins(run, row, wanted, free);
  }
}

/** Makes an object of a row that is not in the database yet. @throws ResourceFailure, Dropped */
export async function createAgain(run: StackRun, row: ResourceRow, wanted: Maker, free: () => void): Promise<void> {
  run.rows.set(row.id, row);
  run.current.set(row.name, row);
  run.journal.insert(row);
  await createWithRetries(run, row, wanted, free, { doubtful: false, begun: true });
}

/** As much of a wanted resource as its making needs. */
type Maker = Pick<WantedResource, 'name' | 'type'>;

async function createWithRetries(
  run: StackRun,
  row: ResourceRow,
  wanted: Maker,
  free: () => void,
  given: { doubtful: boolean; begun?: boolean },
): Promise<void> {
  const limit = Math.max(run.room.config.action_retry_limit, 0);
  let first: ResourceFailure | null = null;
  const about = { row, type: wanted.type, given: row.properties, free };
  for (let attempt = 0; ; attempt++) {
    const isFirst = attempt === 0;
    const doubtful = isFirst && given.doubtful;
    const begun = !isFirst || given.begun === true;
    try {
      await inTurn(run, { ...about, begun }, (persist) =>
        createOnce(run, row, wanted, { isFirst, doubtful, persist }, free),
      );
      return;
    } catch (error) {
      if (error instanceof Dropped || run.lost) throw error;
      const failure = run.failure(error, row);
      run.fail(row, 'CREATE', failure);
      first ??= failure;
      if (!isPassing(failure.origin) || attempt >= limit || run.dropping) throw first;
      await run.waits.pause(run.room.retryDelay(attempt), free);
    }
    // The next try begins without what the last one left behind.
    try {
      await inTurn(run, { ...about, begun: true }, (persist) => undo(run, row, wanted, persist, free));
    } catch (error) {
      if (error instanceof Dropped || run.lost) throw error;
      run.fail(row, 'DELETE', run.failure(error, row));
      throw first;
    }
  }
}

async function createOnce(
  run: StackRun,
  row: ResourceRow,
  wanted: Maker,
  { isFirst, doubtful, persist }: { isFirst: boolean; doubtful: boolean; persist: Persist },
  free: () => void,
): Promise<void> {
  const { type } = wanted;
  run.enter(row, { action: 'CREATE', status: 'IN_PROGRESS' });
  const properties = await resolveProperties(run, wanted, row.properties ?? {}, isFirst);
  const operation = run.operationOn(row, { properties });
  if (!type.local) {
    await run.flush();
    run.crash('intent', row.name);
  }
  let physicalId: string | null;
  try {
    const create = () => type.create(operation);
    const find = () => run.finding.find(row, type, operation);
    physicalId = await persist(creating(run, { create, find, doubtful }, free));
  } catch (error) {
    if (!madeNothing(error)) run.touch(row, { data: withDoubt(row) });
    throw error;
  }
  if (run.lost) throw new Dropped();
  if (!type.local) run.crash('called', row.name);
  run.touch(row, { physicalId });
  await finishCreate(run, row, wanted, operation, free);
}

/** From the moment that the object is known to the moment that it is complete. */
export async function finishCreate(
  run: StackRun,
  row: ResourceRow,
  wanted: Maker,
  operation: Operation,
  free: () => void,
): Promise<void> {
  await run.waits.until(operation, free, () => wanted.type.created(operation), { verb: 'created' });
  await run.references.prefetch(row, run.model?.attributesOf(row.name) ?? []);
  forgetDependants(run, row.name);
  run.enter(row, { action: 'CREATE', status: 'COMPLETE' });
}

async function undo(run: StackRun, row: ResourceRow, wanted: Maker, persist: Persist, free: () => void): Promise<void> {
  const { type } = wanted;
  run.enter(row, { action: 'DELETE', status: 'IN_PROGRESS' });
  await run.flush();
  const operation = run.operationOn(row, {
    properties: await resolveProperties(run, wanted, row.properties ?? {}, false),
  });
  await takeAway(run, { row, type, operation, persist }, free);
  run.enter(row, { action: 'DELETE', status: 'COMPLETE', physicalId: null, data: {} });
}
