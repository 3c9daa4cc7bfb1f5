/** The plan of a run, worked out from its rows: the planner's, with both sides of each comparison evaluated for it. */

import { HeatError } from '../../errors.ts';
import {
  candidateRows,
  currentRows,
  type Desired,
  type Knowledge,
  type Plan,
  planningAction,
  planningStack,
  type StackVerb,
  thaw,
} from '../../plan/index.ts';
import { Pace } from '../../store/pace.ts';
import type { OperationKind, ResourceRow } from '../../store/rows.ts';
import { Unknown } from '../../template/schema/types.ts';
import type { Steps } from '../../template/steps.ts';
import { getKey, setKey, type ValueMap } from '../../template/value.ts';
import type { AttributePath, Live, StackModel } from '../model/model.ts';
import { comparison } from './bring.ts';
import { attributeRequest, notMade, select } from './references.ts';
import type { StackRun } from './stack-run.ts';
import { formerId, isUntouched } from './untouched.ts';

const VERBS: Partial<Record<OperationKind, StackVerb>> = {
  suspend: 'SUSPEND',
  resume: 'RESUME',
  check: 'CHECK',
  snapshot: 'SNAPSHOT',
};

export function verbOf(kind: OperationKind): StackVerb | undefined {
  return VERBS[kind];
}

/** Notes which row stands for each name as things are. */
export function noteCurrent(run: StackRun, choose: typeof currentRows = currentRows): void {
  const chosen = choose(run.rows.values(), run.stack.definitionId, formerId(run.stack));
  for (const row of chosen.values()) run.current.set(row.name, row);
}

export async function planRun(run: StackRun): Promise<Plan> {
  const pace = new Pace();
  const plan = await pace.run(planning(run));
  // To walk it takes a while, too.
  if (pace.isDue) await pace.rest();
  return plan;
}

function* planning(run: StackRun): Steps<Plan> {
  const rows = [...run.rows.values()];
  const verb = verbOf(run.operation.kind);
  noteCurrent(run, verb === undefined ? candidateRows : currentRows);
  yield;
  if (verb !== undefined) return yield* planningAction(verb, actedUpon(run));
  if (run.operation.kind === 'delete' || run.operation.kind === 'abandon') return yield* planningStack(null, rows);
  if (run.model === null) throw new Error('a plan to a definition needs the definition');
  return yield* planningStack(desired(run, run.model, formerId(run.stack), run.doubtful), rows);
}

/** What an update that failed has left on its way out is left alone. */
function actedUpon(run: StackRun): ResourceRow[] {
  return [...run.current.values()].filter(
    (row) => row.action !== 'DELETE' || run.model?.resource(row.name) !== undefined,
  );
}

/**
 * @param doubtful gets the names of resources whose definition cannot be resolved; they fail when their turn comes. Without it such an
 *   error is thrown.
 */
export function desired(
  run: Pick<StackRun, 'stack' | 'live' | 'referenceId' | 'typeOf' | 'current' | 'former'>,
  model: StackModel,
  previousDefinitionId: string | null,
  doubtful?: Set<string>,
): Desired<ResourceRow> {
  return {
    definitionId: model.definitionId,
    previousDefinitionId,
    order: model.order,
    typeOf: (name) => model.resource(name)?.typeName ?? '',
    requires: (name) => model.requires(name),
    isUntouched: (name, row) => isUntouched(run.former, model, name, row),
    compare: (name, row, known) => {
      const wanted = model.resource(name);
      if (wanted === undefined) throw new Error(`${name} is not in the template`);
      try {
        const frozen = model.freeze(name, foreseen(run, known));
        const [current, next] = comparison(run, model, row, { wanted, frozen }, { inquiry: null });
        // What cannot be read is found now, not while the plan is being made.
        next.properties.toRecord();
        return { current, wanted: next };
      } catch (error) {
        if (doubtful === undefined || !(error instanceof HeatError)) throw error;
        doubtful.add(name);
        const [current, next] = comparison(
          run,
          model,
          row,
          { wanted, frozen: thaw(row.frozen, row.properties) },
          { inquiry: null },
        );
        return { current, wanted: { ...next, properties: current.properties } };
      }
    },
  };
}

/** What can be counted on while planning. */
function foreseen(run: Pick<StackRun, 'referenceId' | 'typeOf' | 'current'>, known: (name: string) => Knowledge): Live {
  return {
    resource: (name) => {
      const knowledge = known(name);
      const row = run.current.get(name);
      if (row === undefined || knowledge === 'none') return notMade(name);
      const type = run.typeOf(row);
      const attribute = (path: AttributePath) => {
        const wanted = attributeRequest(type, path);
        let kept = knowledge === 'reference' ? undefined : getKey(row.attributes, wanted.key);
        // Only values are kept; where a guess is asked for, what is not there is taken for none.
        if (kept === undefined && knowledge === 'attributes') kept = null;
        return select(kept === undefined ? new Unknown([name, ...path].map(String).join('.')) : kept, wanted.rest);
      };
      return {
        refId: () => (knowledge === 'attributes' ? new Unknown(name) : run.referenceId(row, type)),
        attribute,
        attributes: () => {
          const values: ValueMap = {};
          for (const each of Object.keys(type.attributes)) if (each !== 'show') setKey(values, each, attribute([each]));
          return values;
        },
      };
    },
  };
}
