/** A resource's definition once its functions are resolved, the row that follows from it, and its properties as the verbs get them. */
import { randomUUID } from 'node:crypto';
import type { FrozenDefinition } from '../../plan/index.ts';
import { freeze, type Known } from '../../plan/index.ts';
import type { Properties } from '../../resources/type.ts';
import type { ResourceRow } from '../../store/rows.ts';
import { plainData } from '../../template/properties/index.ts';
import { Unknown } from '../../template/schema/types.ts';
import type { Value, ValueMap } from '../../template/value.ts';
import { isMap } from '../../template/value.ts';
import type { StackModel, WantedResource } from '../model/model.ts';
import { physicalName } from '../resource/physical-name.ts';
import { readProperties, wantedProperties } from '../resource/properties.ts';
import type { StackRun } from './stack-run.ts';

/** A resource's definition with its functions resolved, and what follows from it. */
export interface Resolved {
  wanted: WantedResource;
  frozen: FrozenDefinition;
}

export function givenProperties(frozen: FrozenDefinition): ValueMap {
  return isKnownMap(frozen.properties) ? frozen.properties : {};
}

export function givenMetadata(frozen: FrozenDefinition): ValueMap {
  return isKnownMap(frozen.metadata) ? frozen.metadata : {};
}

/** Of a map that is not known yet, there is nothing to be seen. */
function isKnownMap(value: Known | undefined): value is ValueMap {
  return isMap(value) && !(value instanceof Unknown);
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
