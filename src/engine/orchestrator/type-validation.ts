/** What types check beyond their schemas. */
import { HeatError } from '../../errors.ts';
import type { Cloud } from '../../openstack/cloud.ts';
import type { ResourceType } from '../../resources/type.ts';
import { childEnvironment } from '../../template/environment/index.ts';
import { entryOf, isMapExpression } from '../../template/expression/expression.ts';
import {
  evaluate,
  isDynamic,
  NOTHING_KNOWN,
  propertyData,
  type ResourceDefinition,
  type StackDefinition,
} from '../../template/index.ts';
import { typeProperties } from '../../template/properties/index.ts';
import { containsUnknown } from '../../template/schema/index.ts';
import { setKey, type Value, type ValueMap } from '../../template/value.ts';
import type { Draft } from '../model/build.ts';
import { lookAt } from '../nested/foresee.ts';
import { checkExternal } from '../resource/external.ts';
import type { Room } from '../room.ts';
import { nobody } from './nobody.ts';

/**
 * Which values count. In a nested stack those of its parameters are not the true ones yet, so only what is written there does; and no cloud is
 * asked about it, for what is written there may stand for something that is still to be made.
 */
export type Counting = 'everything known' | 'what is written';

/** @throws StackValidationFailed with the place */
export async function checkTypes(
  room: Room,
  definition: StackDefinition,
  draft: Draft,
  cloud: Cloud,
  counting: Counting,
): Promise<void> {
  const { sections } = draft.template.format;
  for (const resource of definition.resources.values()) {
    const type = draft.typeOf(resource.type, resource.name);
    try {
      if (resource.externalId !== null) {
        if (counting === 'everything known') await checkTaken(room, draft, resource, type, cloud);
      } else await checkType(resource, type, draft, cloud, counting);
    } catch (error) {
      throw placed(error, [sections.resources, resource.name], counting);
    }
  }
}

async function checkType(
  resource: ResourceDefinition,
  type: ResourceType,
  draft: Draft,
  cloud: Cloud,
  counting: Counting,
): Promise<void> {
  const written = counting === 'what is written';
  if (type.validate === undefined && !written) return;
  const properties = knownProperties(type, resource, counting);
  if (written && !type.local) return;
  await type.validate?.({
    name: resource.name,
    properties,
    cloud,
    provided: Object.keys(properties),
    files: async () => draft.definition.files,
    environment: async (parameters) => childEnvironment(draft.environment, { parameters }).toUserSections(),
  });
}

/** What `external_id` names has to be there, as far as the id is known. */
async function checkTaken(
  room: Room,
  draft: Draft,
  { name, type: typeName, externalId }: ResourceDefinition,
  type: ResourceType,
  cloud: Cloud,
): Promise<void> {
  const id = evaluate(externalId, NOTHING_KNOWN);
  if (typeof id !== 'string') return;
  const { environment, definition } = draft;
  const about = { room, stack: nobody(cloud, 0), cloud, environment, files: definition.files };
  await checkExternal(id, typeName, () => lookAt(about, id, { name, typeName, type }));
}

/** What a value is refused for when it is read. */
const UNREADABLE: ReadonlySet<string> = new Set(['StackValidationFailed', 'ValueError', 'TypeError']);

/** Heat's frame at the end of a way through nested stacks has an empty step. */
const BEFORE_CAUSE: Readonly<Record<Counting, string>> = { 'everything known': ': ', 'what is written': ': : ' };

function placed(error: unknown, path: readonly string[], counting: Counting): unknown {
  if (!(error instanceof HeatError) || !UNREADABLE.has(error.code) || error.message.startsWith(`${path[0]}.`)) {
    return error;
  }
  // Said as it is to be said.
  if (error.diagnostics.length > 0) return error;
  return new HeatError('StackValidationFailed', `${path.join('.')}${BEFORE_CAUSE[counting]}${error.message}`, {
    cause: error,
    diagnostics: [{ code: 'invalid-property', severity: 'error', message: error.message, path }],
  });
}

/** Values that can be told before anything is made; what cannot is left out. */
function knownProperties(
  type: ResourceType,
  { properties: given, description }: ResourceDefinition,
  counting: Counting,
) {
  const data = propertyData(given, { resources: NOTHING_KNOWN });
  const properties = typeProperties(type, data, { description });
  const counts = (key: string): boolean => {
    if (counting === 'everything known') return true;
    const entry = isMapExpression(given) ? entryOf(given, key) : undefined;
    return entry !== undefined && !isDynamic(entry);
  };
  const known: ValueMap = {};
  for (const key of properties.schema.keys()) {
    if (!properties.isNamed(key) || !counts(key)) continue;
    const value = properties.get(key);
    if (!containsUnknown(value)) setKey(known, key, value as Value);
  }
  return known;
}
