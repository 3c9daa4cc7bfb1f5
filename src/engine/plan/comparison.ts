/** Both sides of the comparison on which a resource's fate rests, for the planner and for the run. */
import { type Current, type FrozenDefinition, type Observed, thaw, type Wanted } from '../../plan/index.ts';
import type { ResourceRow } from '../../store/rows.ts';
import { plainData } from '../../template/properties/index.ts';
import type { StackModel, WantedResource } from '../model/model.ts';
import { type Answers, formerProperties, wantedProperties } from '../resource/properties.ts';
import { externalId, givenProperties } from '../run/resolved.ts';

export function comparison(
  model: StackModel,
  row: ResourceRow,
  { wanted, frozen }: { wanted: WantedResource; frozen: FrozenDefinition },
  about: { answers: Answers; observed?: Observed | undefined },
): [Current, Wanted] {
  const { type } = wanted;
  const { answers, observed } = about;
  const given = observed?.is === 'there' ? { ...row.properties, ...observed.strayed } : row.properties;
  const current: Current = {
    action: row.action,
    status: row.status,
    statusReason: row.reason,
    type: row.type,
    definition: thaw(row.frozen, row.properties),
    properties: formerProperties(type, given, answers),
    metadata: row.metadata,
    externalId: row.externalId,
    observed,
  };
  const next: Wanted = {
    name: wanted.name,
    schema: type,
    definition: frozen,
    properties: wantedProperties(type, plainData(givenProperties(frozen)), answers, wanted.description),
    metadata: frozen.metadata ?? {},
    externalId: externalId(frozen),
    restricted: [...model.environment.registry.restrictedActions(wanted.name)],
  };
  return [current, next];
}
