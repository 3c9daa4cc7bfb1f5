/** A create whose answer does not come: it may have acted all the same, now or later. */
import { CloudError } from '../../openstack/cloud.ts';
import type { ResourceRow } from '../../store/rows.ts';
import type { WantedResource } from '../model/model.ts';
import { resolveProperties } from './resolved.ts';
import type { StackRun } from './stack-run.ts';
import { Dropped } from './waits.ts';

/** Looks for what a call may have made, when the cloud fails at that, too. */
const SEARCHES = 5;

/**
 * A create whose answer was lost may have acted all the same: what it made is looked for. Where it surely made nothing, it is called
 * again; a service that may still be at it is not, lest there be two.
 */
export async function callCreate(
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
    await run.waits.pause(run.room.retryDelay(attempt), free);
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
    } catch (failed) {
      if (failed instanceof Dropped) throw failed;
      if (run.lost || run.dropping || attempt === SEARCHES) throw error;
    }
    await run.waits.pause(run.room.retryDelay(attempt - 1), free);
  }
}

/** The earlier call did come, only later than anybody would wait. */
export async function removeTwins(
  run: StackRun,
  row: ResourceRow,
  wanted: WantedResource,
  free: () => void,
): Promise<void> {
  const properties = await resolveProperties(run, wanted, row.properties ?? {}, false);
  for (let attempt = 1; ; attempt++) {
    try {
      await wanted.type.find(run.operationOn(row, { properties }));
      return;
    } catch (error) {
      if (error instanceof Dropped || run.lost) throw error;
      if (attempt === SEARCHES) {
        const about = { stack_id: run.stack.id, resource: row.name, error };
        run.room.log.warn(about, 'objects made twice could not be looked for');
        return;
      }
    }
    await run.waits.pause(run.room.retryDelay(attempt - 1), free);
  }
}
