/**
 * Changing one resource among others: in its turn, where its type says that a whole can bear one change at a time, and again later where the service says
 * "not now". The turn comes before the intent is noted, so that a run which is stopped leaves no trace of what only stood in line; it is kept until the
 * state that follows the change is there. No slot of the dispatcher is held while either is waited for.
 *
 * A resource stands in one line at a time, does not wait for others while it is its turn, and gives its turn up while the service refuses: so lines
 * cannot wait for each other. Types of nested stacks, which wait for other resources, have none.
 */
import { HeatError } from '../../errors.ts';
import { NotNow } from '../../resources/not-now.ts';
import type { Properties, ResourceType } from '../../resources/type.ts';
import type { ResourceRow } from '../../store/rows.ts';
import type { ValueMap } from '../../template/value.ts';
import { STATE_CHANGED } from '../resource/events.ts';
import type { Operation } from '../resource/operation.ts';
import { storedProperties } from '../resource/properties.ts';
import { hideIn } from '../resource/secrets.ts';
import { resolveProperties } from './resolved.ts';
import type { StackRun } from './stack-run.ts';
import { Dropped } from './waits.ts';

/** Calls again, each time in turn, until the answer is something else than "not now". */
export type Persist = <T>(call: () => Promise<T>) => Promise<T>;

/** What is changed. */
interface About {
  row: ResourceRow;
  type: ResourceType;
  /** Properties that it is given, or has. */
  given: ValueMap | null;
}

interface Changing extends About {
  free: () => void;
  /** What it takes part in is half done: it goes on although nothing new begins. Default: where the row is in progress. */
  begun?: boolean;
}

/** @throws Dropped when the run is stopped meanwhile */
export async function inTurn<T>(
  run: StackRun,
  { row, type, given, free, begun = row.status === 'IN_PROGRESS' }: Changing,
  change: (persist: Persist) => Promise<T>,
): Promise<T> {
  const key = type.alone === undefined || type.nestedStack ? null : await keyOf(run, { row, type, given });
  // What is of no whole stands in a line of its own, and only if it is refused.
  const stand = () => run.room.turns.stand(run.projectId, key ?? row.id);
  let turn = key === null ? null : stand();
  try {
    if (turn?.hasCome === false) await run.waits.ended(turn.comes(), free, { begun });
    const result = await change(async (call) => {
      for (let since: number | null = null; ; ) {
        try {
          const answer = await call();
          forgetRefusal(run, row);
          return answer;
        } catch (error) {
          const refusal = NotNow.behind(error);
          if (refusal === null || run.lost) throw error;
          const patience = refusal.patience ?? (run.draining ? run.room.retryPatience : Number.POSITIVE_INFINITY);
          since ??= performance.now();
          if (performance.now() - since >= patience) throw refusal;
          const why = type.hopeless === undefined ? null : await hopelessness(run, { row, type, given });
          if (why !== null) throw new HeatError('ResourceInError', `${sentence(refusal.message)} ${why}`);
          noteRefusal(run, row, refusal);
        }
        run.crash('refused', row.name);
        turn ??= stand();
        turn.refused();
        await run.waits.ended(turn.comes(), free);
      }
    });
    turn?.end();
    return result;
  } catch (error) {
    // Not before the run knows of the failure: the next in line may be one of its own, which is not to begin then.
    if (turn !== null) setImmediate(() => turn?.end());
    throw error;
  }
}

async function keyOf(run: StackRun, about: About): Promise<string | null> {
  const { type } = about;
  const key = await asked(run, about, 'what it changes as a whole is not known', (op) => type.alone?.(op));
  return key === null ? null : `${type.service ?? ''} ${key}`;
}

/** Why what was refused will be refused for ever. */
async function hopelessness(run: StackRun, about: About): Promise<string | null> {
  const { type } = about;
  return asked(run, about, 'whether what refuses will ever do otherwise is not known', (op) => type.hopeless?.(op));
}

/** What is wrong is said by the change itself; should it go well all the same, there are the service's refusals. */
async function asked(
  run: StackRun,
  { row, type, given }: About,
  unknown: string,
  question: (op: Operation) => Promise<string | null> | string | null | undefined,
): Promise<string | null> {
  try {
    const properties = await seen(run, row, type, given ?? {});
    return (await question(run.operationOn(row, { properties }))) ?? null;
  } catch (error) {
    if (error instanceof Dropped || run.lost) throw error;
    run.room.log.debug({ stack_id: run.stack.id, resource: row.name, error }, unknown);
    return null;
  }
}

const sentence = (text: string) => (text.endsWith('.') ? text : `${text}.`);

async function seen(run: StackRun, row: ResourceRow, type: ResourceType, given: ValueMap): Promise<Properties> {
  try {
    return await resolveProperties(run, { name: row.name, type }, given, false);
  } catch {
    return storedProperties(type, { properties: given });
  }
}

// Why it waits stands in the row as long as it does. No event tells.

const REFUSED = 'Not now: ';

function noteRefusal(run: StackRun, row: ResourceRow, error: NotNow): void {
  hideIn(error, run.secretsOf(row));
  const reason = `${REFUSED}${error.message}`;
  if (row.reason !== reason) run.touch(row, { reason });
}

function forgetRefusal(run: StackRun, row: ResourceRow): void {
  if (refusalOf(row) !== null) run.touch(row, { reason: STATE_CHANGED });
}

/** What the service says, where a resource in progress waits because of it. */
export function refusalOf(row: ResourceRow): string | null {
  return row.status === 'IN_PROGRESS' && row.reason.startsWith(REFUSED) ? row.reason : null;
}
