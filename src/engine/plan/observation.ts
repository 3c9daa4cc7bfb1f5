/**
 * Looks at the objects in the cloud on which decisions hang, before a plan is made: those of failed resources that an update may mend; with
 * `converge` those of all; and nested stacks, which somebody may have deleted. Asked all at once, the questions share list calls.
 *
 * What is not answered in time, or by a service that does not answer now, is not known: the plan says so, and the run asks again when the resource's
 * turn comes.
 */
import { HeatError } from '../../errors.ts';
import { CloudError } from '../../openstack/cloud.ts';
import type { Observed } from '../../plan/index.ts';
import { drift } from '../../resources/drift.ts';
import type { ResourceType } from '../../resources/type.ts';
import type { ResourceRow } from '../../store/rows.ts';
import type { ValueMap } from '../../template/value.ts';
import type { StackModel, WantedResource } from '../model/model.ts';
import { formerProperties, readFormer } from '../resource/properties.ts';
import type { Holder } from './holder.ts';

/** Questions on their way at once: enough to fill a list call. */
const AT_ONCE = 200;
/** Milliseconds for all of them. */
const PATIENCE_MS = 20_000;

/** What is to be looked at. */
interface Looking {
  row: ResourceRow;
  type: ResourceType;
  /** Whether an update can mend it. */
  failure: boolean;
  /** Whether it has strayed. */
  live: boolean;
}

const UNANSWERED = Symbol('unanswered');

/** By row, what was found out. */
export class Observations {
  private readonly byRow = new Map<string, Observed | typeof UNANSWERED>();

  note(row: ResourceRow, observed: Observed): void {
    this.byRow.set(row.id, observed);
  }
  /** An update of its nested stack would come to nothing. */
  noteSettled(row: ResourceRow): void {
    this.byRow.set(row.id, { is: 'there', mendable: false, strayed: {}, settled: true });
  }
  noteUnanswered(row: ResourceRow): void {
    this.byRow.set(row.id, UNANSWERED);
  }

  of(row: ResourceRow): Observed | undefined {
    const observed = this.byRow.get(row.id);
    return observed === UNANSWERED ? undefined : observed;
  }
  isUnanswered(row: ResourceRow): boolean {
    return this.byRow.get(row.id) === UNANSWERED;
  }
  isMendable(row: ResourceRow): boolean {
    const observed = this.of(row);
    return observed?.is === 'there' && observed.mendable;
  }
  /** Something was found that the templates cannot tell. */
  concerns(row: ResourceRow): boolean {
    const observed = this.byRow.get(row.id);
    if (observed === undefined) return false;
    return observed === UNANSWERED || observed.is === 'gone' || Object.keys(observed.strayed).length > 0;
  }
}

/** @param converge strayed properties count, too */
export async function observe(
  holder: Holder,
  model: StackModel,
  rows: readonly ResourceRow[],
  converge: boolean,
): Promise<Observations> {
  const found = new Observations();
  await observeNested(holder, model, rows, found);
  const looking = rows.flatMap((row) => {
    const look = whatToLookAt(model.resource(row.name), row, converge);
    return look === null ? [] : [look];
  });
  if (looking.length === 0) return found;
  for (const { row } of looking) found.noteUnanswered(row);
  const waiting = looking.values();
  let over = false;
  const ask = async () => {
    for (const look of waiting) {
      if (over || holder.dropping === true) return;
      const observed = await lookAt(holder, look).catch((error: unknown) => silent(holder, look, error));
      if (observed !== null && !over) found.note(look.row, observed);
    }
  };
  const asking = Promise.all(Array.from({ length: Math.min(AT_ONCE, looking.length) }, ask));
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, PATIENCE_MS);
  await Promise.race([asking, late]);
  clearTimeout(timer);
  over = true;
  return found;
}

/** Looks at one when its turn has come. Undefined where nothing hangs on it. @throws where a service does not answer and everything hangs on it */
export async function observeOne(
  holder: Holder,
  wanted: WantedResource,
  row: ResourceRow,
  converge: boolean,
): Promise<Observed | undefined> {
  const look = whatToLookAt(wanted, row, converge);
  if (look === null) return undefined;
  try {
    return await lookAt(holder, look);
  } catch (error) {
    if (look.failure) throw error;
    complain(holder, look, error);
    return undefined;
  }
}

function whatToLookAt(wanted: WantedResource | undefined, row: ResourceRow, converge: boolean): Looking | null {
  const { action, status } = row;
  if (wanted === undefined || wanted.type.name !== row.type || row.externalId !== null) return null;
  if (status === 'IN_PROGRESS' || action === 'INIT') return null;
  const { type } = wanted;
  const failure = status === 'FAILED' && action !== 'CHECK' && type.keepFailed !== undefined;
  const live = converge && type.liveProperties !== undefined && (status === 'COMPLETE' || failure);
  return failure || live ? { row, type, failure, live } : null;
}

async function lookAt(holder: Holder, { row, type, failure, live }: Looking): Promise<Observed> {
  const given = readFormer(formerProperties(type, row.properties, holder.inquiry));
  const operation = holder.operationOn(row, { properties: given });
  if (row.physicalId === null && live) return { is: 'gone' };
  let mendable = false;
  if (failure) {
    try {
      mendable = (await type.keepFailed?.(operation)) ?? false;
    } catch (error) {
      if (isSilence(error)) throw error;
    }
  }
  let strayed: ValueMap = {};
  // What cannot be mended is replaced, however it is.
  if (live && (mendable || !failure)) {
    try {
      strayed = drift(given, (await type.liveProperties?.(operation)) ?? {});
    } catch (error) {
      if (isGone(error)) return { is: 'gone' };
      if (isSilence(error)) throw error;
      complain(holder, { row }, error);
    }
  }
  return { is: 'there', mendable, strayed };
}

/** A nested stack may have been deleted by itself; then its resource has to be made anew. */
async function observeNested(
  holder: Holder,
  model: StackModel,
  rows: readonly ResourceRow[],
  found: Observations,
): Promise<void> {
  const owners = rows.filter(
    (row) =>
      row.physicalId !== null &&
      row.externalId === null &&
      row.status !== 'IN_PROGRESS' &&
      model.resource(row.name)?.type.nestedStack === true &&
      model.resource(row.name)?.type.name === row.type,
  );
  if (owners.length === 0) return;
  const there = new Set((await holder.room.store.children(holder.stack.id)).map(({ id }) => id));
  for (const row of owners) {
    if (!there.has(row.nestedStackId ?? '')) found.note(row, { is: 'gone' });
  }
}

function silent(holder: Holder, look: Looking, error: unknown): Observed | null {
  if (isSilence(error)) return null;
  complain(holder, look, error);
  return { is: 'there', mendable: false, strayed: {} };
}

function complain(holder: Holder, { row }: Pick<Looking, 'row'>, error: unknown): void {
  const { room, stack } = holder;
  room.log.warn({ stack_id: stack.id, resource: row.name, error }, 'the live state could not be read');
}

const SILENT: ReadonlySet<number> = new Set([0, 429]);

/** A service that does not answer now may answer soon. */
function isSilence(error: unknown): boolean {
  return error instanceof CloudError && (SILENT.has(error.status) || error.status >= 500);
}

function isGone(error: unknown): boolean {
  if (error instanceof HeatError) return error.code === 'EntityNotFound' || error.code === 'NotFound';
  return error instanceof Error && 'notFound' in error && error.notFound === true;
}
