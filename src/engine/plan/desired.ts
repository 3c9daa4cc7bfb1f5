/** What a stack is to become, as the planner asks it: both sides of each comparison, evaluated with what can be counted on. */
import { HeatError } from '../../errors.ts';
import { type Current, type Desired, type Knowledge, thaw, type Wanted } from '../../plan/index.ts';
import type { ResourceRow } from '../../store/rows.ts';
import { Unknown } from '../../template/schema/types.ts';
import { getKey, setKey, type ValueMap } from '../../template/value.ts';
import type { AttributePath, Live, StackModel } from '../model/model.ts';
import { attributeRequest, notMade, select } from '../run/references.ts';
import { comparison } from './comparison.ts';
import type { Holder } from './holder.ts';
import type { Names } from './names.ts';
import type { Observations } from './observation.ts';
import { type Former, isUntouched } from './untouched.ts';

export interface Seen {
  /** The definition that the stack was at before. */
  previousDefinitionId: string | null;
  /** One that most rows were brought to, to compare letter for letter with. */
  former: Former | null;
  /** The row that each name goes on from. */
  current: ReadonlyMap<string, ResourceRow>;
  observations: Observations;
  names: Names;
  /**
   * Gets the names of resources whose definition cannot be resolved; they fail when their turn comes. Without it such an
   * error is thrown.
   */
  doubtful?: Set<string> | undefined;
}

export function desired(holder: Holder, model: StackModel, seen: Seen): Desired<ResourceRow> {
  const { observations, names, doubtful } = seen;
  return {
    definitionId: model.definitionId,
    previousDefinitionId: seen.previousDefinitionId,
    order: model.order,
    typeOf: (name) => model.resource(name)?.typeName ?? '',
    requires: (name) => model.requires(name),
    isUntouched: (name, row) => !observations.concerns(row) && isUntouched(seen.former, model, name, row),
    isMendable: (row) => observations.isMendable(row),
    compare: (name, row, known) => {
      const wanted = model.resource(name);
      if (wanted === undefined) throw new Error(`${name} is not in the template`);
      const observed = observations.of(row);
      const unsure = observations.isUnanswered(row) ? [`${name} (live)`] : [];
      const compare = (frozen: Wanted['definition']) =>
        names.comparing((answers): { current: Current; wanted: Wanted } => {
          const [current, next] = comparison(model, row, { wanted, frozen }, { answers, observed });
          // What cannot be read is found now, not while the plan is being made.
          // What is there already may lack the properties that making it would require.
          if (next.externalId === null) next.properties.toRecord();
          readNames(current.properties);
          return { current, wanted: { ...next, unsure } };
        });
      try {
        return compare(model.freeze(name, foreseen(holder, seen, known)));
      } catch (error) {
        if (doubtful === undefined || !(error instanceof HeatError)) throw error;
        doubtful.add(name);
        unsure.push(`${name} (definition)`);
        const [current, next] = comparison(
          model,
          row,
          { wanted, frozen: thaw(row.frozen, row.properties) },
          { answers: holder.inquiry, observed },
        );
        return { current, wanted: { ...next, properties: current.properties, unsure } };
      }
    },
  };
}

/** Reads what names are looked up in, so that it is known which; what cannot be read any more counts as changed. */
function readNames(properties: Current['properties']): void {
  for (const name of properties.lookedUp) {
    if (!properties.schema.has(name)) continue;
    try {
      properties.get(name);
    } catch {}
  }
}

/** What can be counted on while planning. */
export function foreseen(holder: Holder, { current }: Pick<Seen, 'current'>, known: (name: string) => Knowledge): Live {
  return {
    resource: (name) => {
      const knowledge = known(name);
      const row = current.get(name);
      if (row === undefined || knowledge === 'none') return notMade(name);
      const type = holder.typeOf(row);
      const attribute = (path: AttributePath) => {
        const wanted = attributeRequest(type, path);
        let kept = knowledge === 'reference' ? undefined : getKey(row.attributes, wanted.key);
        // Only values are kept; where a guess is asked for, what is not there is taken for none.
        if (kept === undefined && knowledge === 'attributes') kept = null;
        return select(kept === undefined ? new Unknown([name, ...path].map(String).join('.')) : kept, wanted.rest);
      };
      return {
        refId: () => (knowledge === 'attributes' ? new Unknown(name) : holder.referenceId(row, type)),
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
