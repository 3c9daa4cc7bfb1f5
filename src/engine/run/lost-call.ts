/** A create whose answer does not come: it may have acted all the same, now or later. */
import { CloudError } from '../../openstack/cloud.ts';
import { NotNow } from '../../resources/not-now.ts';
import type { ResourceRow } from '../../store/rows.ts';
import type { WantedResource } from '../model/model.ts';
import { resolveProperties } from './resolved.ts';
import type { StackRun } from './stack-run.ts';
import { Dropped } from './waits.ts';

/** Looks for what a call may have made, when the cloud fails at that, too. */
const SEARCHES = 5;

interface Creating {
  create(): Promise<string | null>;
  find(): Promise<string | null>;
  /** A process that died may have called before. */
  doubtful: boolean;
}

/**
 * A create whose answer was lost may have acted all the same: what it made is looked for. Where it surely made nothing, it is called
 * again; a service that may still be at it is not, lest there be two.
 *
 * What is returned may be called again after a "not now". That may come from the very object which an earlier call made, so that is looked for first,
 * if there was one of which nothing is known.
 */
export function creating(
  run: StackRun,
  { create, find, doubtful }: Creating,
  free: () => void,
): () => Promise<string | null> {
  let inDoubt = doubtful;
  let refused = false;
  return async () => {
    if (inDoubt && refused) {
      const found = await search(run, null, free, find);
      if (found !== null) return found;
    }
    for (let attempt = 0; ; attempt++) {
      try {
        return await create();
      } catch (error) {
        refused = true;
        const lost = lostAnswer(error);
        if (lost === null) throw error;
        inDoubt = true;
        const found = await search(run, lost, free, find);
        if (found !== null) return found;
        if (lost.underWay) throw lost;
        if (attempt >= run.room.config.client_retry_limit || run.lost || run.dropping) throw error;
      }
      await run.waits.pause(run.room.retryDelay(attempt), free);
    }
  };
}

/** Also behind a "not now": an earlier try of the same request may have got through. */
function lostAnswer(error: unknown): CloudError | null {
  const answer = error instanceof NotNow ? error.cause : error;
  return answer instanceof CloudError && answer.outcome === 'unknown' ? answer : null;
}

/** An object that nobody knows of would be in the way of the next try, so the search is not given up at its first failure. */
async function search(
  run: StackRun,
  error: CloudError | null,
  free: () => void,
  find: () => Promise<string | null>,
): Promise<string | null> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await find();
    } catch (failed) {
      if (failed instanceof Dropped) throw failed;
      if (run.lost || run.dropping || attempt === SEARCHES) throw error ?? failed;
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
