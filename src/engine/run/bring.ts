/**
 * A `do` step: one wanted resource is brought to what is wanted. What an earlier run left in progress is settled first; then the
 * definition is resolved with what the resources that it refers to have become, and `decide` says, with every value known,
 * whether the resource is kept, updated, replaced or made.
 */
import { HeatError } from '../../errors.ts';
import { type Decision, decide, type Step } from '../../plan/index.ts';
import type { ResourceRow } from '../../store/rows.ts';
import { plainData } from '../../template/properties/index.ts';
import type { ValueMap } from '../../template/value.ts';
import type { StackModel, WantedResource } from '../model/model.ts';
import { comparison } from '../plan/comparison.ts';
import { observeOne } from '../plan/observation.ts';
import { resourceEvent } from '../resource/events.ts';
import { ActionFailure, ResourceFailure } from '../resource/failure.ts';
import { change, keep, UpdateReplace } from './change.ts';
import { distrustDependants, readAgain } from './forget.ts';
import { comeBack, goFirst, mayGoFirst } from './handover.ts';
import { hold } from './held.ts';
import { passHook } from './hook.ts';
import { make } from './make.ts';
import { isRemoved, isReplaced, stepAside, takeBack } from './replacement.ts';
import { externalId, givenProperties, newRow, type Resolved, resolveProperties } from './resolved.ts';
import { settle } from './settle.ts';
import { isSettledKeep } from './settled-keep.ts';
import type { StackRun } from './stack-run.ts';
import { Dropped } from './waits.ts';

const AFTERWARDS = ['post-create', 'post-update'] as const;

/** @throws ResourceFailure, Dropped */
export async function bring(run: StackRun, model: StackModel, step: Step, free: () => void): Promise<void> {
  const wanted = model.resource(step.resource);
  if (wanted === undefined) throw new Error(`The plan speaks of ${step.resource}, which the template does not have.`);
  let row = run.current.get(step.resource) ?? null;
  let unmade = false;
  if (row !== null && row.status === 'IN_PROGRESS') {
    unmade = (await settle(run, row, model.definitionId, free)) === 'unmade';
  }
  const doubtful = unmade;
  // A deletion that was begun comes to its end first: what is made anew may be the same to its service (an attachment, an interface).
  if (row?.action === 'DELETE' && !run.observations.isMendable(row)) {
    const begun = row.status === 'IN_PROGRESS' && wanted.type.ties !== undefined;
    if (await isRemoved(run, row, free)) {
      // A late call to undo the old tie would undo the new one.
      if (begun) await run.finding.lateCalls(free);
      row = null;
    }
  }
  if (row?.action === 'INIT') unmade = true;
  if (row !== null && isReplaced(row)) {
    try {
      await takeBack(run, row, free);
    } catch (error) {
      throw failed(run, row, error);
    }
  }
  if (row !== null) {
    for (const hook of AFTERWARDS) {
      // An earlier run of this operation paused here, its work done.
      if (run.hooks.get(`${wanted.name}/${hook}`)?.state === 'waiting')
        await passHook(run, wanted.name, row, hook, free);
    }
  }
  if (row !== null && !unmade && isSettledKeep(run, step)) return;

  const creating = row === null || unmade;
  const wholeStack = run.stack.action === 'CREATE';
  if (creating && wholeStack && run.hooksOf(wanted.name).has('pre-create')) {
    row ??= placeholder(run, model, wanted);
    await passHook(run, wanted.name, row, 'pre-create', free);
  }
  if (row !== null && !unmade && !creating) await passHook(run, wanted.name, row, 'pre-update', free);

  const resolved = await resolve(run, model, row, wanted);
  if (creating || row === null) {
    hold(run, step, 'create');
    await make(run, model, resolved, { row, replaces: null, doubtful }, free);
    const made = run.current.get(wanted.name);
    if (wholeStack && made !== undefined) await passHook(run, wanted.name, made, 'post-create', free);
    return;
  }
  await bringExisting(run, model, { step, row, resolved }, free);
}

/** A breakpoint before the create needs something to stand on. */
function placeholder(run: StackRun, model: StackModel, wanted: WantedResource): ResourceRow {
  const row = newRow(run, model, { wanted, frozen: { type: wanted.typeName } }, null);
  run.rows.set(row.id, row);
  run.current.set(row.name, row);
  run.journal.insert(row);
  return row;
}

async function resolve(
  run: StackRun,
  model: StackModel,
  row: ResourceRow | null,
  wanted: WantedResource,
): Promise<Resolved> {
  try {
    const frozen = await run.references.evaluate((live) => model.freeze(wanted.name, live));
    if (externalId(frozen) === null) await run.inquiry.prepare(wanted.type, plainData(givenProperties(frozen)));
    return { wanted, frozen };
  } catch (error) {
    if (run.lost) throw new Dropped();
    // A function failed: so does the resource, before anything was begun.
    const action = row === null || row.action === 'INIT' ? 'CREATE' : 'UPDATE';
    const failure = run.failure(error, row, wanted.name);
    const failing = row ?? placeholder(run, model, wanted);
    if (action === 'CREATE') run.enter(failing, { action, status: 'IN_PROGRESS' });
    run.fail(failing, action, failure);
    throw failure;
  }
}

async function bringExisting(
  run: StackRun,
  model: StackModel,
  { step, row, resolved }: { step: Step; row: ResourceRow; resolved: Resolved },
  free: () => void,
): Promise<void> {
  const { wanted } = resolved;
  let decision: Decision;
  let strayed: ValueMap | null;
  try {
    const observed = run.observations.of(row) ?? (await observeOne(run, wanted, row, run.observes));
    strayed = observed?.is === 'there' ? observed.strayed : null;
    decision = decide(...comparison(model, row, resolved, { answers: run.inquiry, observed }));
  } catch (error) {
    throw failed(run, row, error);
  }
  hold(run, step, decision.fate);
  switch (decision.fate) {
    case 'keep':
      if (decision.reason.why === 'refused') throw refused(run, row, resolved, decision.reason);
      keep(run, model, row, resolved);
      await readAgain(run, row);
      return;
    case 'update':
      // A nested stack is told once of each definition; an earlier run of this operation did.
      if (decision.reason.why === 'nested' && row.definitionId === model.definitionId && row.status === 'COMPLETE')
        return;
      try {
        await change(run, model, row, resolved, free, strayed);
        await passHook(run, wanted.name, row, 'post-update', free);
      } catch (error) {
        if (!(error instanceof UpdateReplace)) throw error;
        hold(run, step, 'replace');
        if (!step.decision.either.includes('replace')) distrustDependants(run, wanted.name);
        await replace(run, model, row, resolved, false, free);
      }
      return;
    default:
      await replace(run, model, row, resolved, decision.handsOver?.goesFirst === true && mayGoFirst(run, row), free);
  }
}

/**
 * The new one is made beside the old one, which the plan deletes when nothing stands on it any more; but where both need what the old one cannot let
 * go of, the old one goes first.
 */
async function replace(
  run: StackRun,
  model: StackModel,
  row: ResourceRow,
  resolved: Resolved,
  goesFirst: boolean,
  free: () => void,
): Promise<void> {
  const old = { ...row };
  try {
    const successor =
      goesFirst || resolved.wanted.type.beforeReplace !== undefined ? await successorOf(run, resolved) : {};
    await (goesFirst ? goFirst(run, row, successor, free) : stepAside(run, row, successor, free));
  } catch (error) {
    if (error instanceof ActionFailure || row.action === 'DELETE') throw error;
    throw failed(run, row, error);
  }
  try {
    const given = { row: null, replaces: goesFirst ? null : row, doubtful: false, begun: true };
    await make(run, model, resolved, given, free);
  } catch (error) {
    if (!goesFirst || error instanceof Dropped || run.lost) throw error;
    await comeBack(run, old, resolved.wanted.type, free);
    throw error;
  }
}

async function successorOf(run: StackRun, { wanted, frozen }: Resolved): Promise<ValueMap> {
  return resolveProperties(run, wanted, givenProperties(frozen), false);
}

function refused(
  run: StackRun,
  row: ResourceRow,
  { wanted, frozen }: Resolved,
  reason: { code: 'NotSupported' | 'ResourceActionRestricted'; message: string },
): ResourceFailure {
  const failure = ResourceFailure.of(new HeatError(reason.code, reason.message), wanted.name);
  if (reason.code === 'ResourceActionRestricted') {
    // The resource stays as it is; only an event tells.
    run.journal.event(
      resourceEvent(run.stack, row, run.now(), { action: 'UPDATE', status: 'FAILED', reason: reason.message }),
    );
  } else if (row.externalId === externalId(frozen)) {
    run.enter(row, { action: 'UPDATE', status: 'IN_PROGRESS' });
    run.fail(row, 'UPDATE', failure);
  }
  return new ActionFailure('UPDATE', failure);
}

function failed(run: StackRun, row: ResourceRow, error: unknown): Error {
  if (error instanceof Dropped || run.lost) return new Dropped();
  const failure = run.failure(error, row);
  run.fail(row, 'UPDATE', failure);
  return failure;
}
