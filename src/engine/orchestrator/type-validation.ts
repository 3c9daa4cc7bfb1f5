/** What types check beyond their schemas. */
import { HeatError } from '../../errors.ts';
import type { Cloud } from '../../openstack/cloud.ts';
import type { ResourceType } from '../../resources/type.ts';
import { Pace } from '../../store/pace.ts';
import type { Diagnostic } from '../../template/diagnostics/diagnostic.ts';
import { childEnvironment } from '../../template/environment/index.ts';
import {
  evaluate,
  NOTHING_KNOWN,
  propertyData,
  type ResourceDefinition,
  type StackDefinition,
} from '../../template/index.ts';
import type { Draft } from '../model/model.ts';
import { lookAt } from '../nested/foresee.ts';
import { checkedProperties, Unreadable } from '../resource/checked.ts';
import { checkExternal, isGone } from '../resource/external.ts';
import type { Inquiry } from '../resource/properties.ts';
import type { Room } from '../room.ts';
import { nobody } from './nobody.ts';

/** Whose resources they are. About a nested stack's no cloud is asked: a name there may be that of something still to be made. */
export type Level = 'top' | 'nested';

/**
 * @param inquiry null where no cloud may be asked
 * @throws StackValidationFailed with the place
 */
export async function checkTypes(
  room: Room,
  definition: StackDefinition,
  draft: Draft,
  inquiry: Inquiry | null,
  level: Level,
): Promise<void> {
  const { sections, resourceKeys } = draft.template.format;
  const pace = new Pace();
  for (const resource of definition.resources.values()) {
    if (pace.isDue) await pace.rest();
    const type = draft.typeOf(resource.type, resource.name);
    try {
      if (resource.externalId !== null) {
        if (inquiry !== null) await checkTaken(room, draft, resource, type, inquiry.cloud);
      } else await checkType(resource, type, draft, inquiry);
    } catch (error) {
      const path = [sections.resources, resource.name];
      if (!(error instanceof Unreadable)) throw placed(error, path, level);
      throw placed(error.cause, path, level, [...path, resourceKeys.properties, error.property]);
    }
  }
}

async function checkType(
  { name, properties, description }: ResourceDefinition,
  type: ResourceType,
  draft: Draft,
  inquiry: Inquiry | null,
): Promise<void> {
  if (type.validate === undefined && inquiry !== null) return;
  const data = propertyData(properties, { resources: NOTHING_KNOWN });
  // Names that lead to nothing yet may be those of things to be made.
  await inquiry?.prepare(type, data).catch(() => {});
  const lookup = inquiry?.lenientLookup;
  await type.validate?.({
    name,
    properties: checkedProperties(type, data, { description, ...(lookup && { lookup }) }),
    cloud: inquiry?.cloud ?? null,
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
  // That it is there is enough; how it fares is told once the stack has it.
  const look = () => lookAt(about, id, { name, typeName, type });
  await checkExternal(id, typeName, async () => {
    await look().catch((error: unknown) => {
      if (isGone(error) || !(error instanceof HeatError)) throw error;
    });
  });
}

/** What a value is refused for when it is read. */
const UNREADABLE: ReadonlySet<string> = new Set(['StackValidationFailed', 'ValueError', 'TypeError']);

/** Heat's frame at the end of a way through nested stacks has an empty step. */
const BEFORE_CAUSE: Readonly<Record<Level, string>> = { top: ': ', nested: ': : ' };

function placed(error: unknown, path: readonly string[], level: Level, place: readonly string[] = path): unknown {
  if (!(error instanceof HeatError) || error.message.startsWith(`${path[0]}.`)) return error;
  // Said as it is to be said.
  if (error.diagnostics.length > 0) return error;
  const diagnostics: Diagnostic[] = [
    { code: 'invalid-property', severity: 'error', message: error.message, path: place },
  ];
  // What speaks of several properties is said as Heat says it, without the place.
  if (!UNREADABLE.has(error.code)) {
    return new HeatError(error.code, error.message, { status: error.status, cause: error, diagnostics });
  }
  const message = `${path.join('.')}${BEFORE_CAUSE[level]}${error.message}`;
  return new HeatError('StackValidationFailed', message, { cause: error, diagnostics });
}
